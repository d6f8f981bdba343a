import { requestIdOf } from '../../src/http/request-id.js';
import { startGateway, type TestGateway } from '../support/gateway.js';

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
