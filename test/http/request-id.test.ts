import Database from 'better-sqlite3';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { requestIdOf } from '../../src/http/request-id.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { openEvents } from '../support/live-clients.js';
import { waitFor } from '../support/wait.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a request id', () => {
  it.each(['a', 'order-4711', '{"x":1}', 'x'.repeat(128)])('is taken over: %s', (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
  });

  it.each([undefined, '', 'two words', 'tab\there', 'caf\u00e9', 'x'.repeat(129), 'line\r\nSet-Cookie: a=b'])(
    'is made where %j was sent',
    (id) => {
      expect(requestIdOf({ headers: id === undefined ? {} : { 'x-request-id': id } })).toMatch(UUID);
    },
  );
});

describe('every answer', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ env: { CORS_ORIGINS: 'https://shop.example' } });
  });
  afterAll(() => gateway.stop());

  it.each([
    ['GET', '/api/health'],
    ['GET', '/api/sessions'],
    ['GET', '/api/nothing'],
    ['DELETE', '/api/plugins/x'],
    ['POST', '/graphql'],
    ['GET', '/api/metrics'],
  ])('carries it: %s %s', async (method, path) => {
    const answer = await fetch(gateway.url + path, { method, headers: { 'x-request-id': 'order-4711' } });

    expect(answer.headers.get('x-request-id')).toBe('order-4711');
  });

  it('shows it to browsers, on both surfaces', async () => {
    const headers = { origin: 'https://shop.example', 'x-api-key': gateway.key };
    const rest = await fetch(`${gateway.url}/api/sessions`, { headers });
    const graphql = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });

    for (const answer of [rest, graphql]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-ID');
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
    }
  });
});

describe('what goes wrong inside', () => {
  const query = () => `{ templates(sessionId: "${sessionId}") { id } }`;
  let gateway: TestGateway;
  let sessionId: string;
  beforeAll(async () => {
    gateway = await startGateway();
    sessionId = ((await gateway.rest('POST', '/api/sessions', { body: { name: 'broken' } })).body as { id: string }).id;
    const database = new Database(`${gateway.folder}/data/openwa.sqlite`);
    database.exec('ALTER TABLE "Template" RENAME TO "Elsewhere"');
    database.close();
  });
  afterAll(() => gateway.stop());

  const logged = (requestId: string): Promise<string> =>
    waitFor('a line of the log', () =>
      gateway
        .output()
        .split('\n')
        .find((line) => line.includes('unexpected error') && line.includes(`"requestId":"${requestId}"`)),
    );

  it('is in the log under the id of its request, over GraphQL', async () => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': gateway.key, 'x-request-id': 'graphql-1' },
      body: JSON.stringify({ query: query() }),
    });

    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] });
    expect(await logged('graphql-1')).toContain('Template');
  });

  it('is in the log under the id of its request, over REST', async () => {
    const path = `/api/sessions/${sessionId}/templates`;
    const { status } = await gateway.rest('GET', path, { headers: { 'x-request-id': 'rest-1' } });

    expect(status).toBe(500);
    expect(await logged('rest-1')).toContain('Template');
  });

  it('is in the log under the id of its upgrade, over a socket', async () => {
    class Named extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { headers: { 'x-request-id': 'socket-1' } });
      }
    }
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Named,
      connectionParams: { 'X-API-Key': gateway.key },
      retryAttempts: 0,
    });
    const results: unknown[] = [];
    for await (const result of client.iterate({ query: query() })) results.push(result);
    await client.dispose();

    expect(results).toMatchObject([{ errors: [{ extensions: { code: 'INTERNAL' } }] }]);
    expect(await logged('socket-1')).toContain('Template');
  });

  it('is in the log under the id of the stream, where an event of a subscription over SSE is concerned', async () => {
    const query = 'subscription { events(types: SESSION_STATUS) { session { contacts { edges { cursor } } } } }';
    const events = await openEvents(`${new URL(gateway.url).host}/graphql`, gateway.key, query, {
      requestId: 'stream-1',
    });
    const database = new Database(`${gateway.folder}/data/openwa.sqlite`);
    database.exec('ALTER TABLE "Contact" RENAME TO "Gone"');
    database.close();

    await gateway.rest('POST', `/api/sessions/${sessionId}/start`);

    expect(await logged('stream-1')).toContain('Contact');
    events.close();
  });
});
