import type { ValidationError } from '../../src/domain/errors.js';
import type { NewWebhook } from '../../src/webhooks/webhook-service.js';
import { openBench, type WebhookBench } from './support.js';

const URL_OK = 'http://127.0.0.1:9/hook';
let gateway: WebhookBench;
let session: string;

beforeAll(async () => {
  gateway = await openBench();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  session = await gateway.addSession();
});

const issuesOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
  return (error as ValidationError).issues.map((issue) => issue.message);
};

describe('bad input', () => {
  const conditions = (...list: unknown[]): unknown => ({ filters: { conditions: list } });
  const many = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-${i}`, 'v']));
  const CASES: readonly [string, unknown, string][] = [
    [
      'a long url',
      { url: `http://a.example/${'x'.repeat(2048)}` },
      'url must be shorter than or equal to 2048 characters',
    ],
    ['no url at all', { url: 'hello' }, 'url must be a URL address'],
    ['a url that is no text', { url: 7 }, 'url must be a string'],
    ['no events', { events: [] }, 'events should not be empty'],
    [
      'an unknown event',
      { events: ['message.received', 'nope'] },
      'each value in events must be one of the following values: message.received, message.sent, message.ack, message.failed, message.revoked, message.reaction, message.edited, session.status, session.qr, session.authenticated, session.disconnected, call.received, webhook.disabled, group.join, group.leave, group.update, *',
    ],
    ['events that are no list', { events: 'message.ack' }, 'events must be an array'],
    ['a long secret', { secret: 'x'.repeat(256) }, 'secret must be shorter than or equal to 255 characters'],
    ['too many retries', { retryCount: 6 }, 'retryCount must not be greater than 5'],
    ['negative retries', { retryCount: -1 }, 'retryCount must not be less than 0'],
    ['an unknown policy', { retryPolicy: 'often' }, 'retryPolicy must be one of the following values: fixed, standard'],
    ['half a retry', { retryCount: 1.5 }, 'retryCount must be an integer number'],
    ['headers that are a list', { headers: ['a'] }, 'headers must be an object'],
    ['too many headers', { headers: many(51) }, 'headers must contain no more than 50 elements'],
    [
      'a header name with a space',
      { headers: { 'X A': '1' } },
      'headers must have names of letters, digits and hyphens',
    ],
    [
      'a header that breaks the line',
      { headers: { 'X-A': 'a\r\nX-B: b' } },
      'headers.X-A must not contain control characters',
    ],
    [
      'a long header',
      { headers: { 'X-A': 'x'.repeat(1025) } },
      'headers.X-A must be shorter than or equal to 1024 characters',
    ],
    ['a header that is no text', { headers: { 'X-A': 1 } }, 'headers.X-A must be a string'],
    ['filters that are a list', { filters: [] }, 'filters must be an object'],
    ['filters without conditions', { filters: {} }, 'filters.conditions must be an array'],
    ['an unknown key in filters', { filters: { conditions: [], any: 1 } }, 'filters.property any should not exist'],
    [
      'too many conditions',
      conditions(...(Array(21).fill({ field: 'body', operator: 'equals', value: 'x' }) as unknown[])),
      'filters.conditions must contain no more than 20 elements',
    ],
    [
      'an unknown field',
      conditions({ field: 'colour', operator: 'is', value: 'x' }),
      'filters.conditions.0.field must be one of the following values: sender, recipient, mentions, type, body, isGroup, fromMe, hasMedia',
    ],
    [
      'a field every object has',
      conditions({ field: 'toString', operator: 'is', value: 'x' }),
      'filters.conditions.0.field must be one of the following values: sender, recipient, mentions, type, body, isGroup, fromMe, hasMedia',
    ],
    [
      'an operator of another field',
      conditions({ field: 'body', operator: 'is', value: 'x' }),
      'filters.conditions.0.operator must be one of the following values: contains, equals',
    ],
    [
      'a text for a flag',
      conditions({ field: 'isGroup', operator: 'is', value: 'true' }),
      'filters.conditions.0.value must be a boolean value',
    ],
    [
      'a flag for a text',
      conditions({ field: 'sender', operator: 'is', value: true }),
      'filters.conditions.0.value must be a string or an array of strings',
    ],
    [
      'no values',
      conditions({ field: 'sender', operator: 'is', value: [] }),
      'filters.conditions.0.value should not be empty',
    ],
    [
      'too many values',
      conditions({ field: 'sender', operator: 'is', value: Array(101).fill('1') }),
      'filters.conditions.0.value must contain no more than 100 elements',
    ],
    [
      'a long value',
      conditions({ field: 'body', operator: 'equals', value: 'x'.repeat(1001) }),
      'filters.conditions.0.value must be shorter than or equal to 1000 characters',
    ],
    [
      'an unknown key in a condition',
      conditions({ field: 'body', operator: 'equals', value: 'x', not: 1 }),
      'filters.conditions.0.property not should not exist',
    ],
    [
      'a case that is no flag',
      conditions({ field: 'body', operator: 'equals', value: 'x', caseSensitive: 'y' }),
      'filters.conditions.0.caseSensitive must be a boolean value',
    ],
  ];

  it.each(CASES)('refuses %s', async (_name, fault, message) => {
    const { id } = await gateway.webhooks.create(session, { url: URL_OK });
    const patch = fault as Partial<NewWebhook>;

    expect(await issuesOf(gateway.webhooks.create(session, { url: URL_OK, ...patch }))).toEqual([message]);
    expect(await issuesOf(gateway.webhooks.update(session, id, patch))).toEqual([message]);
    expect(await gateway.webhooks.list(session)).toHaveLength(1);
  });

  it('tells everything that is wrong at once', async () => {
    const issues = await issuesOf(gateway.webhooks.create(session, { url: 'x', events: [], retryCount: 9 }));

    expect(issues).toHaveLength(3);
  });

  it('refuses a missing url', async () => {
    expect(await issuesOf(gateway.webhooks.create(session, {} as NewWebhook))).toEqual(['url must be a string']);
  });

  it.each(['http://10.0.0.1/hook', 'http://localhost/hook', 'http://[::1]/hook', 'ftp://127.0.0.1/hook'])(
    'refuses the url %s',
    async (url) => {
      const { id } = await gateway.webhooks.create(session, { url: URL_OK });

      await expect(gateway.webhooks.create(session, { url })).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
      await expect(gateway.webhooks.update(session, id, { url })).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
      expect((await gateway.webhooks.get(session, id)).url).toBe(URL_OK);
    },
  );
});
