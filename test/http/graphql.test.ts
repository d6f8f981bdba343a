import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { createClient } from 'graphql-ws';
import { startGateway, type TestGateway } from '../support/gateway.js';

let gateway: TestGateway;
let sessionId: string;
const keys: Record<string, string> = {};

beforeAll(async () => {
  gateway = await startGateway({ env: { BODY_SIZE_LIMIT: '64kb', SSRF_ALLOWED_HOSTS: '' } });
  sessionId = await newSession('first');
  keys.viewer = await newKey({ role: 'viewer' });
  keys.expired = await newKey({ expiresAt: '2020-01-01T00:00:00.000Z' });
  keys.scoped = await newKey({ allowedSessions: [await newSession('other')] });
});
afterAll(() => gateway.stop());

const newSession = async (name: string): Promise<string> =>
  ((await gateway.rest('POST', '/api/sessions', { body: { name } })).body as { id: string }).id;
const newKey = async (fields: Record<string, unknown>): Promise<string> =>
  (
    (await gateway.rest('POST', '/api/auth/api-keys', { body: { name: 'a key', ...fields } })).body as {
      apiKey: string;
    }
  ).apiKey;

const SEND = 'mutation ($input: SendTextInput!) { sendText(input: $input) { message { id } } }';
const HOOK = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { id } }';
const send = (fields: Record<string, unknown>) => ({
  input: { sessionId, chatId: '628770001122@c.us', text: 'x', ...fields },
});

describe('bad input', () => {
  it.each<[string, string, () => [string, Record<string, unknown>?, (string | null)?]]>([
    ['an unknown field', 'VALIDATION_FAILED', () => [SEND, send({ colour: 'red' })]],
    ['a wrong type', 'VALIDATION_FAILED', () => [SEND, send({ text: { a: 1 } })]],
    ['an empty text', 'VALIDATION_FAILED', () => [SEND, send({ text: '' })]],
    ['a bad JID', 'INVALID_JID', () => [SEND, send({ chatId: 'nobody' })]],
    ['an unknown session', 'SESSION_NOT_FOUND', () => [SEND, send({ sessionId: randomUUID() })]],
    ['a session that is not connected', 'SESSION_NOT_CONNECTED', () => [SEND, send({})]],
    ['a role too low', 'FORBIDDEN', () => [SEND, send({}), keys.viewer]],
    ['no key', 'UNAUTHENTICATED', () => [SEND, send({}), null]],
    ['an unknown key', 'UNAUTHENTICATED', () => [SEND, send({}), 'owa_k1_nonsense']],
    ['an expired key', 'UNAUTHENTICATED', () => [SEND, send({}), keys.expired]],
    ['a key of another session', 'SESSION_NOT_ALLOWED', () => [SEND, send({}), keys.scoped]],
    [
      'a webhook URL that is private',
      'URL_NOT_ALLOWED',
      () => [HOOK, { input: { sessionId, url: 'http://127.0.0.1:9/hook' } }],
    ],
    [
      'a webhook URL that is not http(s)',
      'VALIDATION_FAILED',
      () => [HOOK, { input: { sessionId, url: 'ftp://example.com/hook' } }],
    ],
    ['a document that does not parse', 'GRAPHQL_PARSE_FAILED', () => ['{ sessions {']],
    ['a field that does not exist', 'GRAPHQL_VALIDATION_FAILED', () => ['{ sessionz { id } }']],
  ])('%s answers %s and changes nothing', async (_what, code, request) => {
    const [query, variables, key = gateway.key] = request();

    const answer = await gateway.query(query, variables, key);

    expect(answer.errors?.[0]?.extensions.code).toBe(code);
    expect(JSON.stringify(answer.errors)).not.toMatch(/did you mean|node_modules|\.ts:|SELECT /i);
    const after = await gateway.query<{ session: { messages: { edges: unknown[] }; webhooks: unknown[] } }>(
      'query ($id: ID!) { session(id: $id) { messages { edges { node { id } } } webhooks { id } } }',
      { id: sessionId },
    );
    expect(after.data?.session).toEqual({ messages: { edges: [] }, webhooks: [] });
  });

  it('refuses a body that is not JSON, and one that is too large', async () => {
    const post = (body: string) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-api-key': gateway.key },
      });

    const malformed = await post('{"query": ');
    const large = await post(JSON.stringify({ query: '{ me { name } }', pad: 'x'.repeat(70_000) }));

    expect(malformed.status).toBe(400);
    expect(
      ((await malformed.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code,
    ).toBe('MALFORMED_JSON');
    expect(large.status).toBe(413);
    expect(((await large.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code).toBe(
      'PAYLOAD_TOO_LARGE',
    );
  });

  it.each(['variables', 'extensions'])('refuses %s in the address that are not JSON', async (name) => {
    const answer = await fetch(`${gateway.url}/graphql?query={__typename}&${name}=%7B`, {
      headers: { 'x-api-key': gateway.key },
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'MALFORMED_JSON' } }] });
  });

  it('names every field that is wrong and says what is allowed', async () => {
    const answer = await gateway.query(SEND, send({ chatId: '628770001122@c.us', text: 'x'.repeat(5000) }));

    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      issues: [{ field: 'text', message: expect.stringContaining('4096') }],
    });
  });
});

describe('sockets', () => {
  const open = (): WebSocket => new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = (socket: WebSocket) =>
    new Promise<[number, string]>((resolve) =>
      socket.on('close', (code, reason) => resolve([code, reason.toString()])),
    );

  it.each([
    ['no key', {}, 'API key is required'],
    ['a wrong key', { 'X-API-Key': 'nonsense' }, 'Invalid API key'],
  ])('with %s are closed with 4403 and the reason', async (_what, payload, reason) => {
    const socket = open();
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));

    expect(await closed(socket)).toEqual([4403, reason]);
  });

  it('that subscribe before they introduce themselves are closed with 4401', async () => {
    const socket = open();
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: 'subscription { events { id } }' } })),
    );

    expect((await closed(socket))[0]).toBe(4401);
  });

  it('from a foreign page are refused', async () => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: 'https://elsewhere.example',
    });

    const [error] = await new Promise<[Error]>((resolve) => socket.on('error', (failure) => resolve([failure])));

    expect(error.message).toContain('403');
  });

  it('answer queries too, and report errors by the same codes', async () => {
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { 'X-API-Key': gateway.key },
    });
    const run = (query: string) => client.iterate({ query }).next();

    const { value: good } = await run('{ sessions { name } }');
    const { value: bad } = await run('subscription { events(after: "nonsense") { id } }');

    expect(good.data.sessions).toHaveLength(2);
    expect(bad.errors[0].extensions.code).toBe('CURSOR_INVALID');
    await expect(run('{ sessionz }')).rejects.toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    await client.dispose();
  });
});

describe('events over SSE', () => {
  it('ask a proxy not to hold them back', async () => {
    const client = new AbortController();

    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-api-key': gateway.key },
      body: JSON.stringify({ query: 'subscription { events { id } }' }),
      signal: client.signal,
    });

    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    client.abort();
  });
});

describe('pages', () => {
  it('serves GraphiQL whole: the page names no other host', async () => {
    const answer = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    const html = await answer.text();

    expect(answer.status).toBe(200);
    expect(html.length).toBeGreaterThan(1_000_000);
    expect(html.match(/<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?\/\//g)).toBeNull();
    expect(html).toContain('X-API-Key');
  });

  it('serves the REST page and its OpenAPI document from its own files', async () => {
    const page = await fetch(`${gateway.url}/api/docs/`);
    const html = await page.text();
    const document = (await (await fetch(`${gateway.url}/api/docs/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
    };

    expect(page.status).toBe(200);
    expect(html).toContain('swagger-ui');
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(Object.keys(document.paths)).toContain('/api/sessions/{sessionId}/messages/send-text');
  });

  it('shows no page in production', async () => {
    const production = await startGateway({ env: { NODE_ENV: 'production' } });

    const answers = await Promise.all(
      ['/', '/graphql', '/api/docs'].map((path) => fetch(production.url + path, { headers: { accept: 'text/html' } })),
    );

    expect(answers.map((answer) => answer.status)).toEqual([404, 401, 404]);
    await production.stop();
  });
});
