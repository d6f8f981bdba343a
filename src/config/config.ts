import { z } from 'zod';
import { AFTER_CRASH } from '../domain/bulk.js';
import { RETRY_POLICIES } from '../domain/delivery.js';
import { ENGINE_KINDS } from '../domain/session.js';
import { settingsOf } from './settings.js';
import {
  browserArguments,
  DEFAULT_BODY_LIMIT,
  DEFAULT_MEDIA_CAP,
  DEFAULT_WEBHOOK_MEDIA,
  flag,
  integer,
  isRange,
  list,
  oneOf,
  optionalText,
  socketUrl,
  text,
  toBytes,
  toMediaCap,
  toPinnedVersion,
} from './values.js';

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
  'postgres',
  'openwa',
]);

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
  IDEMPOTENCY_TTL_HOURS: integer(24, 24, 8760),
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
  JOURNAL_RETENTION_HOURS: integer(72, 72, 87_600),
  DATABASE_TYPE: oneOf(['sqlite', 'postgres'], 'sqlite'),
  DATABASE_NAME: optionalText,
  DATABASE_HOST: text('localhost'),
  DATABASE_PORT: integer(5432, 1, 65535),
  DATABASE_USERNAME: optionalText,
  DATABASE_PASSWORD: optionalText,
  DATABASE_SSL: flag(false),
  DATABASE_SSL_REJECT_UNAUTHORIZED: flag(true),
  DATABASE_POOL_SIZE: integer(10, 1, 1000),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(30_000),
  DATABASE_IDLE_TIMEOUT_MS: integer(30_000),
  DATABASE_CONNECTION_TIMEOUT_MS: integer(10_000),
  POSTGRES_SCHEMA: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'must be a name of letters, digits and _')
    .default('public'),
  MAIN_DATABASE_NAME: text('./data/main.sqlite'),
});

/** A setting that cannot be used. The message is the one sentence that the operator reads. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = z.infer<typeof environment>;

export type Config = ReturnType<typeof loadConfig>;
export type LogLevel = (typeof LEVELS)[number];

const nameOfData = ({ DATABASE_TYPE, DATABASE_NAME }: Environment): string =>
  DATABASE_NAME ?? (DATABASE_TYPE === 'postgres' ? 'openwa' : './data/openwa.sqlite');

/** @throws ConfigError for a password on PostgreSQL that everybody could guess, in production */
function dataDatabase(e: Environment, production: boolean) {
  if (e.DATABASE_TYPE === 'sqlite') return nameOfData(e);
  const password = e.DATABASE_PASSWORD ?? '';
  if (
    production &&
    (password === '' || KNOWN_SECRETS.has(password.toLowerCase()) || password === e.DATABASE_USERNAME)
  ) {
    throw new ConfigError('DATABASE_PASSWORD must be a password of your own in production, not empty or well-known.');
  }
  return Object.freeze({
    host: e.DATABASE_HOST,
    port: e.DATABASE_PORT,
    user: e.DATABASE_USERNAME,
    password: e.DATABASE_PASSWORD,
    database: nameOfData(e),
    schema: e.POSTGRES_SCHEMA,
    ssl: e.DATABASE_SSL && Object.freeze({ rejectUnauthorized: e.DATABASE_SSL_REJECT_UNAUTHORIZED }),
    poolSize: e.DATABASE_POOL_SIZE,
    statementTimeoutMs: e.DATABASE_STATEMENT_TIMEOUT_MS,
    idleTimeoutMs: e.DATABASE_IDLE_TIMEOUT_MS,
    connectionTimeoutMs: e.DATABASE_CONNECTION_TIMEOUT_MS,
  });
}

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
  const data = dataDatabase(e, production);
  if (data === e.MAIN_DATABASE_NAME) {
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
      idempotencyKeptHours: e.IDEMPOTENCY_TTL_HOURS,
    }),
    journalKeptMs: e.JOURNAL_RETENTION_HOURS * 3_600_000,
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
    /** `data` is a file of SQLite, or where on PostgreSQL. `main` is always a file. */
    database: Object.freeze({ data, main: e.MAIN_DATABASE_NAME }),
    /** Every variable as it was read, fit to be shown. */
    settings: Object.freeze(settingsOf({ ...e, DATABASE_NAME: nameOfData(e) }, Object.keys(environment.shape), set)),
  });
}
