import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { dropPostgresDatabases } from '../support/postgres.js';
import { type ReceivedRequest, type Receiver, startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { databases } from './databases.js';
import { formOf } from './form.js';

const PHONE = '628123456789';
const FORM = formOf({ kills: 2 }, { kills: 72 });
const WITHIN_MS = 90_000 + 8_000 * FORM.kills;
/** Of one delivery; fewer than it has tries. */
const FAILURES_AT_MOST = 3;
const ENV = {
  AUTO_START_SESSIONS: 'true',
  WEBHOOK_RETRY_DELAY: '100',
  WEBHOOK_MAX_RETRIES: '5',
};

/** One request as the receiver saw it. */
interface Seen {
  /** Which run of the gateway it came from. */
  readonly life: number;
  readonly webhook: string;
  readonly deliveryId: string;
  readonly seq: number;
  readonly retryCount: number;
  readonly answer: 'ok' | 'failure' | 'reset';
  /** The connection had carried a request before. */
  readonly reused: boolean;
}

let double: RunningDouble;
let receiver: Receiver;
let gateway: TestGateway;
let life = 0;
let seen: Seen[] = [];
const sockets = new WeakSet<object>();
const failures = new Map<string, number>();

beforeEach(async () => {
  life = 0;
  seen = [];
  failures.clear();
  double = await startDouble({ historyChats: 0, media: false });
  receiver = await startReceiver({
    answer: (request, response, { socket }) => {
      const [answer, delayMs] = chooseAnswer(String(request.headers['webhook-id']));
      seen.push({ ...describeRequest(request), life, answer, reused: sockets.has(socket) });
      sockets.add(socket);
      if (answer === 'reset') return void socket.resetAndDestroy();
      const status = answer === 'ok' ? 200 : FORM.between(0, 1) === 0 ? 500 : 429;
      setTimeout(() => response.writeHead(status).end(), delayMs);
    },
  });
});
afterEach(async () => {
  await gateway.stop();
  await receiver.close();
  await double.stop();
  await dropPostgresDatabases();
});

/** The seeded mix: a third fails, some are reset, some are slow; no delivery for longer than it is tried. */
function chooseAnswer(deliveryId: string): [Seen['answer'], delayMs: number] {
  const chance = FORM.between(1, 100);
  const delayMs = chance % 3 === 0 ? FORM.between(20, 150) : 0;
  const failed = failures.get(deliveryId) ?? 0;
  if (chance > 33 || failed >= FAILURES_AT_MOST) return ['ok', delayMs];
  failures.set(deliveryId, failed + 1);
  return [chance > 25 ? 'reset' : 'failure', delayMs];
}

const describeRequest = ({
  path,
  headers,
}: ReceivedRequest): Pick<Seen, 'webhook' | 'deliveryId' | 'seq' | 'retryCount'> => ({
  webhook: path.slice(1),
  deliveryId: String(headers['x-openwa-delivery-id']),
  seq: Number(headers['x-openwa-seq']),
  retryCount: Number(headers['x-openwa-retry-count']),
});

it.each(databases())(
  `on %s, brings every committed event to every webhook that wants it when killed ${FORM.kills} times (seed ${FORM.seed})`,
  async (database) => {
    const env = { ...ENV, BAILEYS_SOCKET_URL: double.url };
    gateway = await startGateway({ env, database });
    const { folder } = gateway;
    const sessionId = await linkSession(gateway, double, { name: 'killed', phone: PHONE });
    const groups = { conditions: [{ field: 'isGroup', operator: 'is', value: true }] };
    for (const webhook of [
      { url: at('received'), events: ['message.received'] },
      { url: at('all'), events: ['*'] },
      { url: at('groups'), events: ['message.received'], filters: groups },
    ]) {
      await gateway.rest('POST', `/api/sessions/${sessionId}/webhooks`, { body: webhook });
    }
    const before = (await journal()).at(-1)?.seq ?? 0;

    const accounts = [PHONE];
    const load = await double.control.startLoad({
      accounts,
      total: 90_000,
      rate: 40,
      contacts: 6,
      timeoutMs: WITHIN_MS,
    });
    let landed = 0;
    for (let kill = 0; kill < FORM.kills; kill++) {
      const wanted = seen.length + FORM.between(10, 80);
      await waitFor('a delivery in flight', () => seen.length > wanted && receiver.open > 0, 30_000);
      landed += receiver.open > 0 ? 1 : 0;
      await gateway.kill();
      life += 1;
      gateway = await startGateway({ env, folder });
    }
    const { handled } = await double.control.loadReport(load.id);
    await waitFor(
      'messages after the last kill',
      async () => (await double.control.loadReport(load.id)).handled > handled,
      30_000,
    );
    await double.control.stopLoad(load.id);
    await waitFor(
      'an empty queue at WhatsApp',
      async () => (await double.control.handled({ phone: PHONE })).pending === 0,
      60_000,
    );
    await waitFor('nothing left to deliver', async () => (await unfinished()) === 0, 60_000);

    const events = (await journal()).filter(({ seq }) => seq > before);
    const received = events.filter(({ type }) => type === 'message.received').map(({ seq }) => seq);
    const deliveries = [...byDelivery().values()];
    const repeats = deliveries.flatMap((requests) => requests.filter((_, i) => i > 0 && isRepeat(requests, i)));
    expect(arrived('received')).toEqual(received);
    expect(arrived('all')).toEqual(events.map(({ seq }) => seq));
    expect(arrived('groups')).toEqual([]);
    expect(received.length).toBeGreaterThan(3 * FORM.kills);
    expect(deliveries.flatMap((requests) => requests.filter((_, i) => !isDue(requests, i)))).toEqual([]);
    expect(landed).toBeGreaterThan(FORM.kills / 2);
    expect(repeats.length).toBeGreaterThanOrEqual(landed);
    for (const answer of ['ok', 'failure', 'reset']) expect(seen.map((request) => request.answer)).toContain(answer);
    const resets = seen.filter((request) => request.answer === 'reset').length;
    FORM.report(
      `webhooks on ${database}: ${landed} of ${FORM.kills} kills into deliveries in flight, ${events.length} events, ` +
        `${deliveries.length} deliveries, ${seen.length} requests, ${resets} resets, ${repeats.length} sent twice by a kill`,
    );
  },
  2 * WITHIN_MS,
);

const at = (webhook: string): string => receiver.url.replace(/hook$/, webhook);

/** Of every delivery that was answered with success: the sequence of its event, each once. */
function arrived(webhook: string): number[] {
  const ok = seen.filter((request) => request.webhook === webhook && request.answer === 'ok');
  return [...new Set(ok.map(({ seq }) => seq))].sort((a, b) => a - b);
}

/** Every request of a delivery, in their order. An event has one delivery for each webhook, so one id. */
function byDelivery(): Map<string, Seen[]> {
  const found = new Map<string, Seen[]>();
  for (const request of seen) {
    const name = `${request.webhook} ${request.seq}`;
    found.set(name, [...(found.get(name) ?? []), request]);
  }
  return found;
}

/** A try that the gateway made again because a kill took its result. */
function isRepeat(requests: readonly Seen[], index: number): boolean {
  const [before, now] = [requests[index - 1]!, requests[index]!];
  return now.retryCount === before.retryCount && now.life > before.life;
}

/** Whether a request had to come: the first one, one after a failure, or one whose predecessor a kill took. */
function isDue(requests: readonly Seen[], index: number): boolean {
  const now = requests[index]!;
  const before = requests[index - 1];
  if (before === undefined) return now.retryCount === 0;
  if (now.deliveryId !== before.deliveryId) return false;
  if (now.retryCount === before.retryCount + 1) return before.answer !== 'ok';
  // A connection that breaks when it is used again may have been closed while it was idle: it is posted once more.
  const again = before.answer === 'reset' && before.reused && now.life === before.life;
  return now.retryCount === before.retryCount && (again || now.life > before.life);
}

async function journal(): Promise<{ seq: number; type: string }[]> {
  const rows = await gateway.rows<{ seq: number | string; type: string }>(
    'SELECT "seq", "type" FROM "Event" ORDER BY "seq"',
  );
  return rows.map(({ seq, type }) => ({ seq: Number(seq), type }));
}
const unfinished = async (): Promise<number> =>
  (await gateway.rows(`SELECT 1 FROM "Delivery" WHERE "state" <> 'SUCCEEDED'`)).length;
