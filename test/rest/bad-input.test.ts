import { startDouble, type RunningDouble } from '../support/double.js';
import { startGateway, type RestOptions, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';

const PHONE = '628111000200';
const FRIEND_JID = '628770001122@c.us';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const JID_TEXT = 'must be a WhatsApp id such as 628123456789@c.us, 120363123456789@g.us, 1234@lid or 1234@newsletter';
const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
};

let double: RunningDouble;
let gateway: TestGateway;
/** What stands in a path or names a key below: a linked session, one that never started, keys of all kinds. */
let ready: string;
let idle: string;
const stops: (() => Promise<void>)[] = [];
const keys: Record<string, string | null> = { none: null, wrong: 'owa_k1_wrong' };

beforeAll(async () => {
  double = await startDouble({ historySync: false, media: false });
  stops.push(() => double.stop());
  gateway = await startGateway({
    env: { BAILEYS_SOCKET_URL: double.url, BODY_SIZE_LIMIT: '8kb', SSRF_ALLOWED_HOSTS: '' },
  });
  stops.push(() => gateway.stop());
  ready = await linkSession(gateway, double, { name: 'ready', phone: PHONE });
  idle = ((await gateway.rest('POST', '/api/sessions', { body: { name: 'idle' } })).body as { id: string }).id;
  keys.viewer = await keyWith({ role: 'viewer' });
  keys.operator = await keyWith({ role: 'operator' });
  keys.scoped = await keyWith({ role: 'operator', allowedSessions: [idle] });
  keys.expired = await keyWith({ role: 'admin', expiresAt: '2020-01-01T00:00:00.000Z' });
  keys.elsewhere = await keyWith({ role: 'admin', allowedIps: ['10.0.0.0/8'] });
  keys.revoked = await keyWith({ role: 'admin' }, true);
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function keyWith(body: Record<string, unknown>, revoke = false): Promise<string> {
  const made = await gateway.rest('POST', '/api/auth/api-keys', { body: { name: 'a key', ...body } });
  const { id, apiKey } = made.body as { id: string; apiKey: string };
  if (revoke) await gateway.rest('POST', `/api/auth/api-keys/${id}/revoke`);
  return apiKey;
}

/** Everything a request could have changed, except the counters of keys. */
async function everything(): Promise<unknown> {
  const read = async (path: string): Promise<unknown> => (await gateway.rest('GET', path)).body;
  const keyRows = (await read('/api/auth/api-keys')) as Record<string, unknown>[];
  return {
    keys: keyRows.map((row) => ({ ...row, lastUsedAt: undefined, usageCount: undefined })),
    sessions: ((await read('/api/sessions')) as Record<string, unknown>[]).map(({ id, name, status }) => [
      id,
      name,
      status,
    ]),
    webhooks: await read('/api/webhooks'),
    messages: [await read(`/api/sessions/${ready}/messages`), await read(`/api/sessions/${idle}/messages`)],
    sent: (await double.control.received({ phone: PHONE })).total,
  };
}

interface Case {
  readonly name: string;
  readonly route: string;
  readonly options?: RestOptions;
  /** Name of one of `keys`; the admin's otherwise. */
  readonly as?: string;
  readonly status: number;
  readonly message: unknown;
}

const send = 'POST /api/sessions/READY/messages/send-text';
const hook = 'POST /api/sessions/READY/webhooks';
const text = { chatId: FRIEND_JID, text: 'hello' };
const json = { 'content-type': 'application/json' };

const cases: Case[] = [
  // Unknown fields
  {
    name: 'an unknown field',
    route: send,
    options: { body: { ...text, tezt: 'x' } },
    status: 400,
    message: ['property tezt should not exist'],
  },
  {
    name: 'a field that comes from the path',
    route: send,
    options: { body: { ...text, sessionId: 'x' } },
    status: 400,
    message: ['property sessionId should not exist'],
  },
  {
    name: 'an unknown field of a new session',
    route: 'POST /api/sessions',
    options: { body: { name: 'fine', color: 1 } },
    status: 400,
    message: ['property color should not exist'],
  },
  {
    name: 'an unknown field of a new key',
    route: 'POST /api/auth/api-keys',
    options: { body: { name: 'fine', isActive: false } },
    status: 400,
    message: ['property isActive should not exist'],
  },
  {
    name: 'an unknown field of a filter',
    route: hook,
    options: { body: { url: 'https://example.com', filters: { conditions: [], any: 1 } } },
    status: 400,
    message: ['property filters.any should not exist'],
  },
  // Missing and wrong types
  {
    name: 'nothing',
    route: send,
    options: { body: {} },
    status: 400,
    message: [
      'chatId should not be empty',
      'chatId must be a string',
      'text should not be empty',
      'text must be a string',
    ],
  },
  {
    name: 'no body at all',
    route: send,
    status: 400,
    message: [
      'chatId should not be empty',
      'chatId must be a string',
      'text should not be empty',
      'text must be a string',
    ],
  },
  {
    name: 'an empty chat and a number for a text',
    route: send,
    options: { body: { chatId: '', text: 5 } },
    status: 400,
    message: ['chatId should not be empty', 'text must be a string'],
  },
  {
    name: 'an empty text',
    route: send,
    options: { body: { ...text, text: '' } },
    status: 400,
    message: ['text should not be empty'],
  },
  {
    name: 'a text that is too long',
    route: send,
    options: { body: { ...text, text: 'x'.repeat(4097) } },
    status: 400,
    message: ['text must be shorter than or equal to 4096 characters'],
  },
  {
    name: 'a list for a body',
    route: send,
    options: { body: [text] },
    status: 400,
    message: ['the request body must be a JSON object'],
  },
  {
    name: 'a name with a blank',
    route: 'POST /api/sessions',
    options: { body: { name: 'my shop' } },
    status: 400,
    message: ['name must match /^[a-zA-Z0-9-]+$/ regular expression'],
  },
  {
    name: 'a role nobody has',
    route: 'POST /api/auth/api-keys',
    options: { body: { name: 'fine', role: 'owner' } },
    status: 400,
    message: ['role must be one of the following values: viewer, operator, admin'],
  },
  {
    name: 'an IPv6 range',
    route: 'POST /api/auth/api-keys',
    options: { body: { name: 'fine', allowedIps: ['::1'] } },
    status: 400,
    message: ['allowedIps.0 must be an IPv4 address or a range such as 10.0.0.0/8'],
  },
  {
    name: 'a moment that is none',
    route: 'POST /api/auth/api-keys',
    options: { body: { name: 'fine', expiresAt: 'soon' } },
    status: 400,
    message: ['expiresAt must be a valid ISO 8601 date string'],
  },
  {
    name: 'too many retries',
    route: hook,
    options: { body: { url: 'https://example.com', retryCount: 9 } },
    status: 400,
    message: ['retryCount must not be greater than 5'],
  },
  {
    name: 'an event that does not exist',
    route: hook,
    options: { body: { url: 'https://example.com', events: ['message.gone'] } },
    status: 400,
    message: [expect.stringMatching(/^each value in events must be one of the following values: .*message\.received/)],
  },
  {
    name: 'a phone number with letters',
    route: 'POST /api/sessions/IDLE/pairing-code',
    options: { body: { phoneNumber: '62-abc' } },
    status: 400,
    message: [expect.stringMatching(/^phoneNumber must match/)],
  },
  {
    name: 'form data of the wrong kind',
    route: send,
    options: { body: 'chatId=x', headers: { 'content-type': 'text/plain' } },
    status: 415,
    message: 'the body must be application/json or application/x-www-form-urlencoded',
  },
  // Addresses
  ...['nobody', '628770001122', '@c.us', '628770001122@example.com', '12@c.us', '628770001122@c.us; DROP'].map(
    (chatId) => ({
      name: `the address "${chatId}"`,
      route: send,
      options: { body: { ...text, chatId } },
      status: 400,
      message: [`chatId ${JID_TEXT}`],
    }),
  ),
  // Sessions
  {
    name: 'an unknown session',
    route: `GET /api/sessions/${UNKNOWN}`,
    status: 404,
    message: `Session "${UNKNOWN}" not found`,
  },
  {
    name: 'the name of a session',
    route: 'GET /api/sessions/ready',
    status: 400,
    message: 'Validation failed (uuid is expected)',
  },
  {
    name: 'a path instead of a session',
    route: 'DELETE /api/sessions/..%2F..%2Fetc',
    status: 400,
    message: 'Validation failed (uuid is expected)',
  },
  {
    name: 'a send from an unknown session',
    route: `POST /api/sessions/${UNKNOWN}/messages/send-text`,
    options: { body: text },
    status: 404,
    message: `Session "${UNKNOWN}" not found`,
  },
  {
    name: 'the history of an unknown session',
    route: `GET /api/sessions/${UNKNOWN}/messages`,
    status: 404,
    message: `Session "${UNKNOWN}" not found`,
  },
  {
    name: 'a start of an unknown session',
    route: `POST /api/sessions/${UNKNOWN}/start`,
    status: 404,
    message: `Session "${UNKNOWN}" not found`,
  },
  {
    name: 'a send from a session that is not connected',
    route: 'POST /api/sessions/IDLE/messages/send-text',
    options: { body: text },
    status: 409,
    message: 'Session is not connected',
  },
  {
    name: 'a name that is taken',
    route: 'POST /api/sessions',
    options: { body: { name: 'ready' } },
    status: 409,
    message: expect.stringContaining('ready'),
  },
  // Keys
  { name: 'no key', route: send, as: 'none', options: { body: text }, status: 401, message: 'API key is required' },
  {
    name: 'no key, and a body that is wrong as well',
    route: send,
    as: 'none',
    options: { body: '{' },
    status: 401,
    message: 'API key is required',
  },
  {
    name: 'a key in the URL',
    route: 'GET /api/sessions?apiKey=KEY',
    as: 'none',
    status: 401,
    message: 'API key is required',
  },
  {
    name: 'an unknown key',
    route: send,
    as: 'wrong',
    options: { body: text },
    status: 401,
    message: 'Invalid API key',
  },
  {
    name: 'an expired key',
    route: send,
    as: 'expired',
    options: { body: text },
    status: 401,
    message: 'API key has expired',
  },
  {
    name: 'a revoked key',
    route: send,
    as: 'revoked',
    options: { body: text },
    status: 401,
    message: 'API key is revoked',
  },
  {
    name: 'a key from another place',
    route: send,
    as: 'elsewhere',
    options: { body: text },
    status: 401,
    message: 'IP address not allowed',
  },
  {
    name: 'a key of another session',
    route: send,
    as: 'scoped',
    options: { body: text },
    status: 401,
    message: 'API key not authorized for this session',
  },
  {
    name: 'a key of another session that stops it',
    route: 'POST /api/sessions/READY/stop',
    as: 'scoped',
    status: 401,
    message: 'API key not authorized for this session',
  },
  {
    name: 'a viewer who sends',
    route: send,
    as: 'viewer',
    options: { body: text },
    status: 403,
    message: 'Insufficient permissions. Required: operator',
  },
  {
    name: 'a viewer who deletes',
    route: 'DELETE /api/sessions/READY',
    as: 'viewer',
    status: 403,
    message: 'Insufficient permissions. Required: operator',
  },
  {
    name: 'an operator who makes keys',
    route: 'POST /api/auth/api-keys',
    as: 'operator',
    options: { body: { name: 'fine' } },
    status: 403,
    message: 'Insufficient permissions. Required: admin',
  },
  // Bodies
  {
    name: 'broken JSON',
    route: send,
    options: { body: '{"chatId":"628', headers: json },
    status: 400,
    message: 'the request body is not valid JSON',
  },
  {
    name: 'a body that is too large',
    route: send,
    options: { body: { ...text, text: 'x'.repeat(9000) } },
    status: 413,
    message: 'request entity too large',
  },
  // Webhook addresses
  ...['ftp://example.com/x', 'file:///etc/passwd', 'example.com'].map((url) => ({
    name: `the webhook ${url}`,
    route: hook,
    options: { body: { url } },
    status: 400,
    message: ['url must be a URL address (http, https)'],
  })),
  ...[
    'http://127.0.0.1:9/',
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://0x7f.1/',
    'http://localhost/',
  ].map((url) => ({
    name: `the webhook ${url}`,
    route: hook,
    options: { body: { url } },
    status: 400,
    message: expect.stringMatching(/not allowed|private/i) as unknown,
  })),
];

it.each(cases.map((each) => [each.name, each] as const))(
  'refuses %s with its status and the envelope, and changes nothing',
  async (_name, { route, options, as, status, message }) => {
    const before = await everything();
    const [method = '', path = ''] = route
      .replace('READY', ready)
      .replace('IDLE', idle)
      .replace('KEY', gateway.key)
      .split(' ');

    const answer = await gateway.rest(method, path, { ...options, ...(as !== undefined && { key: keys[as] }) });

    expect(answer.body).toEqual({ statusCode: status, message, error: REASONS[status] });
    expect(answer.status).toBe(status);
    expect(await everything()).toEqual(before);
  },
);
