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
  double = await startDouble({ historyChats: 0, media: false });
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
    templates: await read(`/api/sessions/${ready}/templates`),
    messages: [await read(`/api/sessions/${ready}/messages`), await read(`/api/sessions/${idle}/messages`)],
    sent: (await double.control.received({ phone: PHONE })).total,
  };
}

/** Sends a request that must be refused: exactly this status and envelope, and afterwards everything as before. */
async function expectRefusal(
  [route, options, as]: [route: string, options?: RestOptions, as?: string],
  status: number,
  message: unknown,
): Promise<void> {
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
}

const SEND = 'POST /api/sessions/READY/messages/send-text';
const HOOK = 'POST /api/sessions/READY/webhooks';
const TEMPLATE = 'POST /api/sessions/READY/templates';
const FILL = 'POST /api/sessions/READY/messages/send-template';
const POLL = 'POST /api/sessions/READY/messages/send-poll';
const FORWARD = 'POST /api/sessions/READY/messages/forward';
const IMAGE = 'POST /api/sessions/READY/messages/send-image';
const PLACE = 'POST /api/sessions/READY/messages/send-location';
const MAKE = 'POST /api/sessions';
const KEY = 'POST /api/auth/api-keys';
const TEXT = { chatId: FRIEND_JID, text: 'hello' };
const URL_OF_HOOK = 'https://example.com';
const NOTHING_GIVEN = [
  'chatId should not be empty',
  'chatId must be a string',
  'text should not be empty',
  'text must be a string',
];
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe('input that is wrong', () => {
  it.each<[string, string, unknown, unknown[]]>([
    ['an unknown field', SEND, { ...TEXT, tezt: 'x' }, ['property tezt should not exist']],
    ['a field of the path', SEND, { ...TEXT, sessionId: 'x' }, ['property sessionId should not exist']],
    ['an unknown field of a session', MAKE, { name: 'fine', color: 1 }, ['property color should not exist']],
    ['an unknown field of a key', KEY, { name: 'fine', isActive: false }, ['property isActive should not exist']],
    [
      'an unknown field further down',
      HOOK,
      { url: URL_OF_HOOK, filters: { conditions: [], any: 1 } },
      ['property filters.any should not exist'],
    ],
    ['an empty object', SEND, {}, NOTHING_GIVEN],
    ['no body', SEND, undefined, NOTHING_GIVEN],
    ['two wrong types', SEND, { chatId: '', text: 5 }, ['chatId should not be empty', 'text must be a string']],
    ['an empty text', SEND, { ...TEXT, text: '' }, ['text should not be empty']],
    [
      'a long text',
      SEND,
      { ...TEXT, text: 'x'.repeat(4097) },
      ['text must be shorter than or equal to 4096 characters'],
    ],
    ['a list', SEND, [TEXT], ['the request body must be a JSON object']],
    ['a name with a blank', MAKE, { name: 'my shop' }, ['name must match /^[a-zA-Z0-9-]+$/ regular expression']],
    [
      'a role nobody has',
      KEY,
      { name: 'fine', role: 'owner' },
      ['role must be one of the following values: viewer, operator, admin'],
    ],
    [
      'an IPv6 address',
      KEY,
      { name: 'fine', allowedIps: ['::1'] },
      ['allowedIps.0 must be an IPv4 address or a range such as 10.0.0.0/8'],
    ],
    ['an empty template', TEMPLATE, { name: 'fine', body: '' }, ['body should not be empty']],
    [
      'a long footer',
      TEMPLATE,
      { name: 'fine', body: 'x', footer: 'x'.repeat(1025) },
      ['footer must be shorter than or equal to 1024 characters'],
    ],
    ['no template', FILL, { chatId: FRIEND_JID }, ['templateId or templateName should not be empty']],
    ['values that are a list', FILL, { chatId: FRIEND_JID, templateName: 'x', vars: [] }, ['vars must be an object']],
    [
      'a poll in the words of GraphQL',
      POLL,
      { chatId: FRIEND_JID, question: 'x', options: ['a', 'b'] },
      ['property question should not exist', 'name should not be empty', 'name must be a string'],
    ],
    [
      'a long question',
      POLL,
      { chatId: FRIEND_JID, name: 'x'.repeat(256), options: ['a', 'b'] },
      ['name must be shorter than or equal to 255 characters'],
    ],
    [
      'a poll without a choice',
      POLL,
      { chatId: FRIEND_JID, name: 'x', options: ['a'] },
      ['options must contain at least 2 elements'],
    ],
    [
      'a message from nowhere',
      FORWARD,
      { toChatId: FRIEND_JID, messageId: 'x' },
      ['fromChatId should not be empty', 'fromChatId must be a string'],
    ],
    [
      'a part of a request that has none',
      IMAGE,
      { chatId: FRIEND_JID, upload: 'x' },
      ['property upload should not exist'],
    ],
    [
      'a long caption',
      IMAGE,
      { chatId: FRIEND_JID, base64: 'AAAA', mimetype: 'image/png', caption: 'x'.repeat(1025) },
      ['caption must be shorter than or equal to 1024 characters'],
    ],
    [
      'a place off the map',
      PLACE,
      { chatId: FRIEND_JID, latitude: 91, longitude: -181 },
      ['latitude must not be greater than 90', 'longitude must not be less than -180'],
    ],
    ['no moment', KEY, { name: 'fine', expiresAt: 'soon' }, ['expiresAt must be a valid ISO 8601 date string']],
    ['many retries', HOOK, { url: URL_OF_HOOK, retryCount: 9 }, ['retryCount must not be greater than 5']],
    [
      'an event that does not exist',
      HOOK,
      { url: URL_OF_HOOK, events: ['message.gone'] },
      [matching(/^each value in events must be one of the following values: .*message\.received/)],
    ],
    [
      'a phone number with letters',
      'POST /api/sessions/IDLE/pairing-code',
      { phoneNumber: '62-abc' },
      [matching(/^phoneNumber must match/)],
    ],
  ])('is refused: %s', (_name, route, body, messages) => expectRefusal([route, { body }], 400, messages));

  it.each(['nobody', '628770001122', '@c.us', '628770001122@example.com', '12@c.us', '628770001122@c.us; DROP'])(
    'is refused: the address "%s"',
    (chatId) => expectRefusal([SEND, { body: { ...TEXT, chatId } }], 400, [`chatId ${JID_TEXT}`]),
  );

  it.each(['ftp://example.com/x', 'file:///etc/passwd', 'example.com'])('is refused: the webhook %s', (url) =>
    expectRefusal([HOOK, { body: { url } }], 400, ['url must be a URL address (http, https)']),
  );

  it.each([
    'http://127.0.0.1:9/',
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://169.254.169.254/latest/meta-data',
    'http://0x7f.1/',
    'http://localhost/',
  ])('is refused: the private webhook %s', (url) =>
    expectRefusal([HOOK, { body: { url } }], 400, matching(/not allowed|private/i)),
  );
});

describe('a body that cannot be read', () => {
  it.each<[string, RestOptions, number, string]>([
    ['is no JSON', { body: '{"chatId":"628' }, 400, 'the request body is not valid JSON'],
    ['is too large', { body: { ...TEXT, text: 'x'.repeat(9000) } }, 413, 'request entity too large'],
    [
      'is of another kind',
      { body: 'chatId=x', headers: { 'content-type': 'text/plain' } },
      415,
      'the body must be application/json or application/x-www-form-urlencoded',
    ],
  ])('is refused: it %s', (_name, options, status, message) => expectRefusal([SEND, options], status, message));
});

describe('a session', () => {
  const NOT_FOUND = `Session "${UNKNOWN}" not found`;

  it.each<[string, string, unknown, number, unknown]>([
    ['nobody knows', `GET /api/sessions/${UNKNOWN}`, undefined, 404, NOT_FOUND],
    ['nobody knows, to start', `POST /api/sessions/${UNKNOWN}/start`, undefined, 404, NOT_FOUND],
    ['nobody knows, to send from', `POST /api/sessions/${UNKNOWN}/messages/send-text`, TEXT, 404, NOT_FOUND],
    ['nobody knows, to read', `GET /api/sessions/${UNKNOWN}/messages`, undefined, 404, NOT_FOUND],
    ['called by its name', 'GET /api/sessions/ready', undefined, 400, 'Validation failed (uuid is expected)'],
    ['that is a path', 'DELETE /api/sessions/..%2F..%2Fetc', undefined, 400, 'Validation failed (uuid is expected)'],
    ['without that template', FILL, { chatId: FRIEND_JID, templateName: 'none' }, 404, 'Template "none" not found'],
    ['nobody knows, for its templates', `GET /api/sessions/${UNKNOWN}/templates`, undefined, 404, NOT_FOUND],
    ['that is not connected', 'POST /api/sessions/IDLE/messages/send-text', TEXT, 409, 'Session is not connected'],
    ['under a taken name', MAKE, { name: 'ready' }, 409, matching(/"ready"/)],
  ])('is refused: one %s', (_name, route, body, status, message) => expectRefusal([route, { body }], status, message));
});

describe('a caller', () => {
  it.each<[string, string, string, unknown, number, string]>([
    ['without a key', 'none', SEND, TEXT, 401, 'API key is required'],
    ['without a key, whose body is wrong as well', 'none', SEND, '{', 401, 'API key is required'],
    ['with a key in the URL', 'none', 'GET /api/sessions?apiKey=KEY', undefined, 401, 'API key is required'],
    ['with an unknown key', 'wrong', SEND, TEXT, 401, 'Invalid API key'],
    ['with an expired key', 'expired', SEND, TEXT, 401, 'API key has expired'],
    ['with a revoked key', 'revoked', SEND, TEXT, 401, 'API key is revoked'],
    ['from another address', 'elsewhere', SEND, TEXT, 401, 'IP address not allowed'],
    ['of another session', 'scoped', SEND, TEXT, 401, 'API key not authorized for this session'],
    [
      'of another session, whose body is wrong as well',
      'scoped',
      SEND,
      {},
      401,
      'API key not authorized for this session',
    ],
    ['who may read and sends', 'viewer', SEND, TEXT, 403, 'Insufficient permissions. Required: operator'],
    [
      'who may read and deletes',
      'viewer',
      'DELETE /api/sessions/READY',
      undefined,
      403,
      'Insufficient permissions. Required: operator',
    ],
    [
      'who may send and makes keys',
      'operator',
      KEY,
      { name: 'fine' },
      403,
      'Insufficient permissions. Required: admin',
    ],
  ])('is refused: one %s', (_name, as, route, body, status, message) =>
    expectRefusal([route, { body }, as], status, message),
  );
});
