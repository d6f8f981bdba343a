import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { resumingSubscriber } from '../support/subscriber.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';

const PHONES = ['628123456789', '628123456790'];
/** Ten kills; the long form (`npm run faults -- --suite inbound --kills 50`) has as many as it is told. */
const FORM = formOf({ kills: 10 });
/** More than are written before the last kill; then the writing ends. */
const MESSAGES_AT_MOST = 90_000;
const BACK_WITHIN_MS = 5_000;
/** How far apart sessions are started. */
const APART_MS = 2_000;
const WITHIN_MS = 120_000 + 6_000 * FORM.kills;

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

it(
  `loses nothing and doubles nothing when killed ${FORM.kills} times while two sessions are written to (seed ${FORM.seed})`,
  async () => {
    const env = { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true', WEBHOOK_RETRY_DELAY: '200' };
    gateway = await startGateway({ env });
    const { folder } = gateway;
    const sessionIds: string[] = [];
    for (const phone of PHONES) {
      const sessionId = await linkSession(gateway, double, { name: `killed-${phone}`, phone });
      await gateway.rest('POST', `/api/sessions/${sessionId}/webhooks`, {
        body: { url: receiver.url, events: ['message.received'] },
      });
      sessionIds.push(sessionId);
    }
    const subscriber = resumingSubscriber();
    await subscriber.connect(gateway.url, gateway.key);
    const backAfterMs: number[] = [];

    const load = await double.control.startLoad({
      accounts: PHONES,
      total: MESSAGES_AT_MOST,
      rate: 100,
      contacts: 8,
      timeoutMs: WITHIN_MS,
    });
    let killed = 0;
    for (let kill = 0; kill < FORM.kills; kill++) {
      const { handled } = await double.control.loadReport(load.id);
      const more = FORM.between(1, 60);
      await waitFor(
        'some messages before the next kill',
        async () => (await double.control.loadReport(load.id)).handled > handled + more,
        30_000,
      );
      await gateway.kill();
      killed += gateway.process.signalCode === 'SIGKILL' ? 1 : 0;
      gateway = await startGateway({ env, folder });
      const started = Date.now();
      for (const [index, id] of sessionIds.entries()) {
        await waitForStatus(gateway, id, 'ready', BACK_WITHIN_MS + APART_MS);
        backAfterMs.push(Date.now() - started - index * APART_MS);
      }
      await subscriber.connect(gateway.url, gateway.key);
    }
    await double.control.stopLoad(load.id);
    await waitFor('an empty queue at WhatsApp', async () => (await queued()) === 0, WITHIN_MS);
    const logs = await Promise.all(PHONES.map((phone) => double.control.handled({ phone })));
    const texts = new Map(logs.flatMap(({ sent }) => sent.map(({ id, text }) => [id, text] as const)));
    const receipted = logs.flatMap((log) => log.receipted.filter((id) => texts.has(id)));
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
    async function queued(): Promise<number> {
      const each = await Promise.all(PHONES.map((phone) => double.control.handled({ phone })));
      return each.reduce((sum, { pending }) => sum + pending, 0);
    }
    const stored = (await Promise.all(sessionIds.map(wholeHistory))).flat();

    expect([...receipted].sort()).toEqual([...texts.keys()].sort());
    expect(receipted.length).toBeGreaterThan(FORM.kills);
    expect(killed).toBe(FORM.kills);
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
    if (process.env.FAULT_KILLS)
      process.stdout.write(
        `inbound: seed ${FORM.seed}, ${killed} kills, ${receipted.length} messages, ready again in at most ${Math.max(...backAfterMs)} ms\n`,
      );
  },
  2 * WITHIN_MS,
);

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
