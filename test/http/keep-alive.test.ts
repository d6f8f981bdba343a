import { startGateway, type TestGateway } from '../support/gateway.js';

/** What nginx keeps an idle connection to the gateway, unless told. */
const NGINX_KEEPS_S = 60;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

it.each(['/api/health', '/graphql?query={__typename}', '/api/docs/openapi.json'])(
  'tells the client to end an idle connection later than a proxy would: %s',
  async (path) => {
    const answer = await fetch(gateway.url + path, { headers: { 'x-api-key': gateway.key } });
    await answer.text();

    const [, seconds] = /^timeout=(\d+)$/.exec(answer.headers.get('keep-alive') ?? '') ?? [];

    expect(Number(seconds)).toBeGreaterThan(NGINX_KEEPS_S);
  },
);
