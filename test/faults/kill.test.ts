import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { resumingSubscriber } from '../support/subscriber.js';
import { waitFor } from '../support/wait.js';

const PHONE = '628123456789';
const KILLS = 10;
const MESSAGES = 1_000;
const BACK_WITHIN_MS = 5_000;

let double: RunningDouble;
let receiver: Receiver;
let gateway: TestGateway;

beforeAll(async () => {
  double = await startDouble({ historySync: false, media: false });
  receiver = await startReceiver();
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
  await double.stop();
});

it('loses nothing and doubles nothing when killed ten times in the middle of 1,000 inbound messages', async () => {
  const env = { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true', WEBHOOK_RETRY_DELAY: '200' };
  gateway = await startGateway({ env });
  const { folder } = gateway;
  const sessionId = await linkSession(gateway, double, { name: 'killed', phone: PHONE });
  await gateway.rest('POST', `/api/sessions/${sessionId}/webhooks`, {
    body: { url: receiver.url, events: ['message.received'] },
  });
  const subscriber = resumingSubscriber();
  await subscriber.connect(gateway.url, gateway.key);
  const backAfterMs: number[] = [];

  const load = await double.control.startLoad({
    accounts: [PHONE],
    total: MESSAGES,
    rate: 100,
    contacts: 8,
    timeoutMs: 120_000,
  });
  for (let kill = 0; kill < KILLS; kill++) {
    const { handled } = await double.control.loadReport(load.id);
    await waitFor(
      'some messages',
      async () => (await double.control.loadReport(load.id)).handled > handled + 10 + 4 * kill,
      30_000,
    );
    await gateway.kill();
    gateway = await startGateway({ env, folder });
    const started = Date.now();
    await waitForStatus(gateway, sessionId, 'ready', BACK_WITHIN_MS);
    backAfterMs.push(Date.now() - started);
    await subscriber.connect(gateway.url, gateway.key);
  }
  await waitFor(
    'the end of the load',
    async () => (await double.control.loadReport(load.id)).state !== 'running',
    120_000,
  );
  const log = await double.control.handled({ phone: PHONE });
  const texts = new Map(log.sent.map((message) => [message.id, message.text]));
  const receipted = log.receipted.filter((id) => texts.has(id));
  const stanzaIdOf = (waMessageId: string): string => waMessageId.split('_')[2] ?? '';

  await waitFor(
    'every receipted message at the receiver',
    () => new Set(receiver.requests.map((request) => stanzaIdOf(deliveredId(request)))).size >= receipted.length,
    30_000,
  );
  await waitFor(
    'every receipted message at the subscriber',
    () => new Set(received().map((event) => stanzaIdOf(event.message!.waMessageId))).size >= receipted.length,
  );
  function received() {
    return subscriber.events.filter((event) => event.type === 'MessageReceivedEvent');
  }
  const stored = await wholeHistory(sessionId);

  expect(receipted).toHaveLength(MESSAGES);
  expect(Math.max(...backAfterMs)).toBeLessThan(BACK_WITHIN_MS);
  expect(stored.map((message) => stanzaIdOf(message.waMessageId)).sort()).toEqual([...receipted].sort());
  expect(stored.filter((message) => message.body !== texts.get(stanzaIdOf(message.waMessageId)))).toEqual([]);
  expect(
    received()
      .map((event) => stanzaIdOf(event.message!.waMessageId))
      .sort(),
  ).toEqual([...receipted].sort());
  const deliveries = new Map<string, Set<string>>();
  for (const request of receiver.requests) {
    const ids = deliveries.get(deliveredId(request)) ?? new Set();
    deliveries.set(deliveredId(request), ids.add(String(request.headers['x-openwa-delivery-id'])));
  }
  expect([...deliveries.keys()].map(stanzaIdOf).sort()).toEqual([...receipted].sort());
  expect([...deliveries].filter(([, ids]) => ids.size > 1)).toEqual([]);
  await subscriber.close();
}, 240_000);

function deliveredId(request: { body: Buffer }): string {
  return (JSON.parse(request.body.toString()) as { data: { id: string } }).data.id;
}

async function wholeHistory(sessionId: string): Promise<{ waMessageId: string; body: string }[]> {
  const all: { waMessageId: string; body: string }[] = [];
  for (;;) {
    const page = await gateway.rest('GET', `/api/sessions/${sessionId}/messages?limit=100&offset=${all.length}`);
    const { messages } = page.body as { messages: { waMessageId: string; body: string }[] };
    all.push(...messages);
    if (messages.length < 100) return all;
  }
}
