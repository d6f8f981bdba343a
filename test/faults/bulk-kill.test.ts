import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';

const PHONE = '628123456789';
const FRIEND = '628770001122@c.us';
const TEXTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
const KILLS = 4;
const STATUS = `query ($sessionId: ID!) { batch(sessionId: $sessionId, batchId: "news") {
  status results { status messageId } } }`;

interface Batch {
  readonly status: string;
  readonly results: readonly { readonly status: string; readonly messageId: string }[];
}

let double: RunningDouble;
let gateway: TestGateway;

beforeAll(async () => {
  double = await startDouble({ historySync: false, media: false });
});
afterAll(async () => {
  await gateway.stop();
  await double.stop();
});

it('sends every message of a batch under one id, however often it is killed in between', async () => {
  const env = { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true', BULK_AFTER_CRASH: 'resume' };
  gateway = await startGateway({ env });
  const { folder } = gateway;
  const sessionId = await linkSession(gateway, double, { name: 'killed', phone: PHONE });
  const arrived = async () =>
    (await double.control.received({ phone: PHONE })).messages.filter(({ text }) => TEXTS.includes(text ?? ''));
  const messages = TEXTS.map((text) => ({ chatId: FRIEND, type: 'text', content: { text } }));
  const options = { delayBetweenMessages: 1000, randomizeDelay: false };

  const submitted = await gateway.rest('POST', `/api/sessions/${sessionId}/messages/send-bulk`, {
    body: { batchId: 'news', messages, options },
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = new Set((await arrived()).map(({ id }) => id));
    // The moment it arrives the gateway has not written down that it went.
    await waitFor('another message', async () => (await arrived()).some(({ id }) => !before.has(id)), 30_000);
    await gateway.kill();
    gateway = await startGateway({ env, folder });
    await waitForStatus(gateway, sessionId, 'ready');
  }
  const batch = await waitFor(
    'the end of the batch',
    async () => {
      const { data } = await gateway.query<{ batch: Batch }>(STATUS, { sessionId });
      return data?.batch.status === 'COMPLETED' ? data.batch : undefined;
    },
    60_000,
  );
  const log = await arrived();

  expect(submitted.status).toBe(202);
  expect(batch.results.map(({ status }) => status)).toEqual(TEXTS.map(() => 'SENT'));
  const idsOf = (text: string) => [...new Set(log.filter((message) => message.text === text).map(({ id }) => id))];
  expect(TEXTS.map(idsOf)).toEqual(batch.results.map(({ messageId }) => [messageId.split('_')[2]]));
}, 180_000);
