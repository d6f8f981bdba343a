import { startGateway, type TestGateway } from '../support/gateway.js';
import { AMBIGUOUS_REQUESTS, BARE_LF_REQUESTS, sendRaw } from '../support/raw-http.js';

let gateway: TestGateway;
let port: number;

beforeAll(async () => {
  gateway = await startGateway();
  port = Number(new URL(gateway.url).port);
});
afterAll(() => gateway.stop());

describe('a request that two servers could read differently', () => {
  it.each(Object.entries({ ...AMBIGUOUS_REQUESTS, ...BARE_LF_REQUESTS }))(
    '%s: is answered 400 and the connection ends',
    async (_name, bytes) => {
      expect(await sendRaw({ port }, bytes)).toEqual({ statuses: [400], isClosed: true });
    },
  );

  it('is told from one that is plain, which keeps its connection', async () => {
    const plain = 'GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n';

    expect(await sendRaw({ port }, plain + plain)).toEqual({ statuses: [200, 200], isClosed: false });
  });
});
