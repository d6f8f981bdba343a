import { isIP } from 'node:net';
import { z } from 'zod';
import { AFTER_CRASH } from '../domain/bulk.js';
import { RETRY_POLICIES } from '../domain/delivery.js';
import { ENGINE_KINDS } from '../domain/session.js';
import { settingsOf } from './settings.js';

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;
const ENGINE_LEVELS = ['silent', 'trace', 'debug', 'info', 'warn', 'error'] as const;
/** Keys and passwords that everybody knows; refused in production. */
const KNOWN_SECRETS = new Set([
  'dev-admin-key',
  'changeme',
  'change-me',
  'your-api-key',
  'your-secret-key',
  'secret',
  'password',
  'admin',
]);
const DEFAULT_MEDIA_CAP = 50 * 1024 * 1024;
/** Most pictures and voice notes fit; a body is in memory as a whole, for every webhook that gets it. */
const DEFAULT_WEBHOOK_MEDIA = 2 * 1024 * 1024;
const DEFAULT_BODY_LIMIT = 25 * 1024 * 1024;

const integer = (fallback: number, min = 0, max = Number.MAX_SAFE_INTEGER) =>
  z
    .string()
    .regex(/^-?\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(
      z
        .number()
        .min(min, `must be a whole number from ${min} to ${max}`)
        .max(max, `must be a whole number from ${min} to ${max}`),
    )
    .default(fallback);
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((value) => value === 'true')
    .default(fallback);
const oneOf = <const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(fallback as never);
const list = z
  .string()
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .default([]);
const isRange = (value: string): boolean => {
  const [address = '', bits] = value.split('/', 2);
  const version = isIP(address);
  return (
    version !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
  );
};
const text = (fallback: string) => z.string().default(fallback);
const optionalText = z.string().optional();

/** `25mb`, `512kb`, `1048576`; what cannot be read falls back to 25 MB, as documented. */
function toBytes(value: string): number {
  const [, digits, unit] = /^(\d{1,12})\s*(b|kb|mb|gb)?$/i.exec(value.trim()) ?? [];
  if (digits === undefined) return DEFAULT_BODY_LIMIT;
  const factor = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }[
    (unit ?? 'b').toLowerCase() as 'b' | 'kb' | 'mb' | 'gb'
  ];
  return Number(digits) * factor;
}

/** A whole number of bytes; what is none falls back to 50 MiB, as documented. */
const toMediaCap = (value: string): number => (/^[1-9]\d{0,11}$/.test(value) ? Number(value) : DEFAULT_MEDIA_CAP);

/** `latest`, `auto` and `off` mean what is served: nothing is pinned. */
const toPinnedVersion = (value: string): string | undefined =>
  ['latest', 'auto', 'off'].includes(value.trim().toLowerCase()) ? undefined : value.trim();

/** Separated by commas or spaces, as documented; a JSON array where an argument holds one of these itself. */
const browserArguments = z
  .string()
  .transform((value, context) => {
    if (!value.trim().startsWith('[')) return value.split(/[\s,]+/).filter(Boolean);
    try {
      return z.array(z.string()).parse(JSON.parse(value));
    } catch {
      context.addIssue('must be a list such as --no-sandbox,--disable-gpu or a JSON array of strings');
      return z.NEVER;
    }
  })
  .default(['--no-sandbox', '--disable-setuid-sandbox']);

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const socketUrl = z
  .string()
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return url.protocol === 'wss:' || (url.protocol === 'ws:' && LOOPBACK.has(url.hostname));
  }, 'must be a wss: URL, or a ws: URL to 127.0.0.1, [::1] or localhost')
  .optional();

/** Every variable the gateway reads, with its default. Names and meanings are the documented ones. */
const environment = z.object({
  NODE_ENV: optionalText,
  PORT: integer(2785, 0, 65535),
  HOST: text('0.0.0.0'),
  LOG_LEVEL: oneOf(LEVELS, 'info'),
  BASE_URL: z
    .string()
    .refine((value) => URL.canParse(value), 'must be a URL such as https://gateway.example.com')
    .optional(),
  BODY_SIZE_LIMIT: z.string().transform(toBytes).default(DEFAULT_BODY_LIMIT),
  CORS_ORIGINS: list,
  TRUSTED_PROXIES: list.refine((ranges) => ranges.every(isRange), 'must be a list of IP addresses and CIDR ranges'),
  ENABLE_SWAGGER: z.enum(['true', 'false'], { error: 'must be true or false' }).optional(),
  AUTO_START_SESSIONS: flag(false),
  API_MASTER_KEY: optionalText,
  ALLOW_DEV_API_KEY: flag(false),
  API_KEY_PEPPER: optionalText,
  METRICS_TOKEN: optionalText,
  AUDIT_RETENTION_DAYS: integer(90, 0, 36_500),
  API_KEY_FILE: text('./data/.api-key'),
  ENGINE_TYPE: oneOf(ENGINE_KINDS, 'whatsapp-web.js'),
  ENGINE_CRASH_LIMIT: integer(5, 0, 1000),
  SESSION_DATA_PATH: text('./data/sessions'),
  PUPPETEER_EXECUTABLE_PATH: optionalText,
  PUPPETEER_HEADLESS: flag(true),
  PUPPETEER_ARGS: browserArguments,
  WWEBJS_AUTH_TIMEOUT_MS: integer(30_000, 1, 3_600_000),
  WWEBJS_WEB_VERSION: z.string().transform(toPinnedVersion).optional(),
  WWEBJS_WEB_VERSION_REMOTE_PATH: z
    .string()
    .refine((value) => value.includes('{version}'), 'must hold {version}, such as https://example.com/{version}.html')
    .optional(),
  /** Where programs are looked for, a browser among them. */
  PATH: text(''),
  BAILEYS_AUTH_DIR: text('./data/baileys'),
  BAILEYS_SOCKET_URL: socketUrl,
  BAILEYS_VERIFY_SERVER: oneOf(['auto', 'true', 'false'], 'auto'),
  BAILEYS_SYNC_FULL_HISTORY: flag(false),
  BAILEYS_MESSAGE_STORE_LIMIT: integer(5000, 0, 1_000_000),
  BAILEYS_LOG_LEVEL: oneOf(ENGINE_LEVELS, 'silent'),
  STORAGE_LOCAL_PATH: text('./data/media'),
  MEDIA_DOWNLOAD_MAX_BYTES: z.string().transform(toMediaCap).default(DEFAULT_MEDIA_CAP),
  MEDIA_DOWNLOAD_TIMEOUT_MS: integer(30_000, 1, 3_600_000),
  INBOUND_MEDIA_CONCURRENCY: integer(4, 1, 64),
  SIMULATE_TYPING: flag(true),
  SIMULATE_TYPING_MAX_MS: integer(5000, 0, 60_000),
  RESOLVE_LID_TO_PHONE: flag(false),
  BULK_AFTER_CRASH: oneOf(AFTER_CRASH, 'fail'),
  STREAM_MAX_FRAME_BYTES: integer(65_536, 1024, 16 * 1024 * 1024),
  STREAM_MAX_SUBSCRIPTIONS: integer(100, 1, 10_000),
  STREAM_MAX_CONNECTIONS_PER_KEY: integer(20, 1, 1_000_000),
  STREAM_INIT_TIMEOUT_MS: integer(3000, 100, 60_000),
  STREAM_PING_INTERVAL_MS: integer(12_000, 100, 600_000),
  STREAM_STALL_TIMEOUT_MS: integer(10_000, 500, 600_000),
  WEBHOOK_TIMEOUT: integer(10_000, 1, 600_000),
  WEBHOOK_MAX_RETRIES: integer(3, 0, 5),
  WEBHOOK_RETRY_DELAY: integer(5000, 0, 86_400_000),
  WEBHOOK_RETRY_POLICY: oneOf(RETRY_POLICIES, 'fixed'),
  WEBHOOK_MEDIA_MAX_BYTES: integer(DEFAULT_WEBHOOK_MEDIA, 0, 50 * 1024 * 1024),
  WEBHOOK_SSRF_PROTECT: flag(true),
  SSRF_ALLOWED_HOSTS: list,
  SSRF_DNS_TIMEOUT_MS: integer(10_000, 1, 600_000),
  RATE_LIMIT_SHORT_LIMIT: integer(10),
  RATE_LIMIT_SHORT_TTL: integer(1000, 1),
  RATE_LIMIT_MEDIUM_LIMIT: integer(100),
  RATE_LIMIT_MEDIUM_TTL: integer(60_000, 1),
  RATE_LIMIT_LONG_LIMIT: integer(1000),
  RATE_LIMIT_LONG_TTL: integer(3_600_000, 1),
  DATABASE_TYPE: oneOf(['sqlite'], 'sqlite'),
  DATABASE_NAME: text('./data/openwa.sqlite'),
  MAIN_DATABASE_NAME: text('./data/main.sqlite'),
});

/** A setting that cannot be used. The message is the one sentence that the operator reads. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Config = ReturnType<typeof loadConfig>;
export type LogLevel = (typeof LEVELS)[number];

/**
 * The environment as one frozen, checked object. Blank values count as unset.
 * @throws ConfigError naming the variable and what is allowed
 */
export function loadConfig(env: NodeJS.ProcessEnv) {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message ?? 'is not valid'}.`);
  }
  const e = parsed.data;
  const production = e.NODE_ENV === 'production';
  if (e.DATABASE_NAME === e.MAIN_DATABASE_NAME) {
    throw new ConfigError('DATABASE_NAME must be another file than MAIN_DATABASE_NAME.');
  }
  if (production && e.ALLOW_DEV_API_KEY) throw new ConfigError('ALLOW_DEV_API_KEY must be false in production.');
  if (e.API_MASTER_KEY !== undefined && production && KNOWN_SECRETS.has(e.API_MASTER_KEY.toLowerCase())) {
    throw new ConfigError('API_MASTER_KEY must be a secret of your own in production, not a well-known example.');
  }
  return Object.freeze({
    production,
    port: e.PORT,
    host: e.HOST,
    baseUrl: e.BASE_URL,
    logLevel: e.LOG_LEVEL,
    bodyLimitBytes: e.BODY_SIZE_LIMIT,
    corsOrigins: e.CORS_ORIGINS,
    trustedProxies: e.TRUSTED_PROXIES,
    docs: e.ENABLE_SWAGGER === undefined ? !production : e.ENABLE_SWAGGER === 'true',
    autoStartSessions: e.AUTO_START_SESSIONS,
    auth: Object.freeze({
      masterKey: e.API_MASTER_KEY,
      pepper: e.API_KEY_PEPPER,
      keyFile: e.API_KEY_FILE,
      devKeyAsked: e.ALLOW_DEV_API_KEY,
    }),
    metricsToken: e.METRICS_TOKEN,
    audit: Object.freeze({ retentionDays: e.AUDIT_RETENTION_DAYS }),
    engine: e.ENGINE_TYPE,
    engineCrashLimit: e.ENGINE_CRASH_LIMIT,
    wwebjs: Object.freeze({
      dataPath: e.SESSION_DATA_PATH,
      executablePath: e.PUPPETEER_EXECUTABLE_PATH,
      searchPath: e.PATH,
      headless: e.PUPPETEER_HEADLESS,
      args: e.PUPPETEER_ARGS,
      authTimeoutMs: e.WWEBJS_AUTH_TIMEOUT_MS,
      webVersion: e.WWEBJS_WEB_VERSION,
      webVersionRemotePath: e.WWEBJS_WEB_VERSION_REMOTE_PATH,
    }),
    baileys: Object.freeze({
      authDir: e.BAILEYS_AUTH_DIR,
      socketUrl: e.BAILEYS_SOCKET_URL,
      /** A loopback `ws:` address is a double by definition; anything else must prove that it is WhatsApp. */
      verifyServer:
        e.BAILEYS_VERIFY_SERVER === 'auto'
          ? !(e.BAILEYS_SOCKET_URL ?? 'wss:').startsWith('ws:')
          : e.BAILEYS_VERIFY_SERVER === 'true',
      syncFullHistory: e.BAILEYS_SYNC_FULL_HISTORY,
      sentMessagesKept: e.BAILEYS_MESSAGE_STORE_LIMIT,
      logLevel: e.BAILEYS_LOG_LEVEL,
    }),
    media: Object.freeze({
      folder: e.STORAGE_LOCAL_PATH,
      maxBytes: e.MEDIA_DOWNLOAD_MAX_BYTES,
      timeoutMs: e.MEDIA_DOWNLOAD_TIMEOUT_MS,
      inboundAtOnce: e.INBOUND_MEDIA_CONCURRENCY,
    }),
    messaging: Object.freeze({
      simulateTyping: e.SIMULATE_TYPING,
      simulateTypingMaxMs: e.SIMULATE_TYPING_MAX_MS,
      resolveLidToPhone: e.RESOLVE_LID_TO_PHONE,
      bulkAfterCrash: e.BULK_AFTER_CRASH,
    }),
    streams: Object.freeze({
      maxFrameBytes: e.STREAM_MAX_FRAME_BYTES,
      maxSubscriptions: e.STREAM_MAX_SUBSCRIPTIONS,
      maxPerKey: e.STREAM_MAX_CONNECTIONS_PER_KEY,
      initWithinMs: e.STREAM_INIT_TIMEOUT_MS,
      pingEveryMs: e.STREAM_PING_INTERVAL_MS,
      stalledAfterMs: e.STREAM_STALL_TIMEOUT_MS,
    }),
    webhooks: Object.freeze({
      timeoutMs: e.WEBHOOK_TIMEOUT,
      maxRetries: e.WEBHOOK_MAX_RETRIES,
      retryDelayMs: e.WEBHOOK_RETRY_DELAY,
      retryPolicy: e.WEBHOOK_RETRY_POLICY,
      mediaMaxBytes: e.WEBHOOK_MEDIA_MAX_BYTES,
      ssrfProtect: e.WEBHOOK_SSRF_PROTECT,
      allowedHosts: e.SSRF_ALLOWED_HOSTS,
      dnsTimeoutMs: e.SSRF_DNS_TIMEOUT_MS,
    }),
    rateLimit: Object.freeze([
      { tier: 'short', limit: e.RATE_LIMIT_SHORT_LIMIT, windowMs: e.RATE_LIMIT_SHORT_TTL },
      { tier: 'medium', limit: e.RATE_LIMIT_MEDIUM_LIMIT, windowMs: e.RATE_LIMIT_MEDIUM_TTL },
      { tier: 'long', limit: e.RATE_LIMIT_LONG_LIMIT, windowMs: e.RATE_LIMIT_LONG_TTL },
    ] as const),
    database: Object.freeze({ data: e.DATABASE_NAME, main: e.MAIN_DATABASE_NAME }),
    /** Every variable as it was read, fit to be shown. */
    settings: Object.freeze(settingsOf(e, Object.keys(environment.shape), set)),
  });
}
