import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { dropPostgresDatabases } from '../support/postgres.js';
import { resumingClient, type ResumingClient } from '../support/resuming-client.js';
import { waitFor } from '../support/wait.js';
import { databases } from './databases.js';
import { formOf } from './form.js';

const PHONE = '628123456789';
const FORM = formOf({ count: 500, cuts: 10 }, { count: 100_000, cuts: 200 });
/** One cut of so many is a kill of the gateway, which cuts everybody off. */
const KILL_EACH = 10;
const REST = { every: 100, forMs: 40 };
const HABITS = [
  { name: 'fast over WebSocket', over: 'WebSocket' },
  { name: 'fast over SSE', over: 'SSE' },
  { name: 'slow over WebSocket', over: 'WebSocket', rest: REST },
  { name: 'slow over SSE', over: 'SSE', rest: REST },
] as const;
const WITHIN_MS = 60_000 + 15 * FORM.count + 3_000 * FORM.cuts;

let double: RunningDouble;
let gateway: TestGateway;
let clients: ResumingClient[] = [];

beforeEach(async () => {
  double = await startDouble({ historyChats: 0, media: false });
  clients = [];
});
afterEach(async () => {
  clients.forEach((client) => client.close());
  await gateway.stop();
  await double.stop();
  await dropPostgresDatabases();
});

it.each(databases())(
  `on %s, brings every client the journal: nothing lost, doubled or out of order over ${FORM.cuts} cuts (seed ${FORM.seed})`,
  async (database) => {
    const env = { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' };
    gateway = await startGateway({ env, database });
    const { folder } = gateway;
    await linkSession(gateway, double, { name: 'shop', phone: PHONE });
    const start = await oldestCursor();
    const plan = planned();
    for (const [index, habits] of HABITS.entries()) {
      clients.push(resumingClient({ ...habits, start, cutAt: plan.cuts[index]! }));
    }
    const connect = (): void => clients.forEach((client) => client.connect(address(), gateway.key));
    connect();

    const load = await double.control.startLoad({
      accounts: [PHONE],
      total: FORM.count,
      rate: 600,
      contacts: 8,
      timeoutMs: WITHIN_MS,
    });
    const killedAt: number[] = [];
    for (const at of plan.kills) {
      const [fast] = clients as [ResumingClient];
      await waitFor(`event ${at} at a client`, () => fast.events.length >= at, WITHIN_MS);
      killedAt.push(Math.max(...clients.map(({ events }) => events.length)));
      await gateway.kill();
      gateway = await startGateway({ env, folder });
      connect();
    }
    await waitFor(
      'every message receipted',
      async () => (await double.control.loadReport(load.id)).handled >= FORM.count,
      WITHIN_MS,
    );
    await waitFor('every message in the journal', async () => (await messagesInJournal()) >= FORM.count, WITHIN_MS);
    const stored = (await journal()).length;
    await waitFor('all of it at every client', () => clients.every(({ events }) => events.length >= stored), WITHIN_MS);

    const written = await journal();
    expect(await messagesInJournal()).toBe(FORM.count);
    // Every cut lay in the stream: a client had something, and there was more to come.
    expect(clients.map(({ cuts }) => cuts)).toEqual(plan.cuts.map((places) => [...places]));
    expect(killedAt.filter((at) => at < written.length)).toHaveLength(plan.kills.length);
    for (const { name, events } of clients) {
      expect({
        name,
        ...differences(
          events.map(({ id }) => id),
          written,
        ),
      }).toEqual({ name, ...NONE });
    }
    FORM.report(
      `resume on ${database}: ${written.length} events to each of ${clients.length} clients, ` +
        `${FORM.cuts} cuts, ${plan.kills.length} of them kills`,
    );
  },
  2 * WITHIN_MS,
);

/** Places in the stream, from the seed; much of it is behind all of them. */
function planned(): { cuts: ReadonlySet<number>[]; kills: number[] } {
  const place = (): number => FORM.between(1, Math.floor(FORM.count * 0.8));
  const inOrder = (places: Iterable<number>): number[] => [...places].sort((a, b) => a - b);
  const kills = inOrder(Array.from({ length: Math.ceil(FORM.cuts / KILL_EACH) }, place));
  const cuts = HABITS.map(() => new Set<number>());
  const made = (): number => cuts.reduce((sum, { size }) => sum + size, 0);
  while (made() < FORM.cuts - kills.length) cuts[FORM.between(0, HABITS.length - 1)]!.add(place());
  return { cuts: cuts.map((places) => new Set(inOrder(places))), kills };
}

const NONE = { lost: [], doubled: 0, unknown: [], inOrder: true };

function differences(received: readonly string[], written: readonly string[]) {
  const seen = new Set(received);
  const known = new Set(written);
  return {
    lost: written.filter((id) => !seen.has(id)),
    doubled: received.length - seen.size,
    unknown: received.filter((id) => !known.has(id)),
    inOrder: received.every((id, index) => id === written[index]),
  };
}

const address = (): string => `${gateway.url.replace('http://', '')}/graphql`;

/** The ids of all events, as the database has them. */
const journal = async (): Promise<string[]> =>
  (await gateway.rows<{ id: string }>('SELECT "id" FROM "Event" ORDER BY "seq"')).map(({ id }) => id);

const messagesInJournal = async (): Promise<number> =>
  (await gateway.rows(`SELECT 1 FROM "Event" WHERE "type" = 'message.received'`)).length;

/** A cursor that does not hold is refused with the one that brings everything. */
async function oldestCursor(): Promise<string> {
  const url = `${gateway.url}/graphql?query=${encodeURIComponent('subscription { events(after: "none") { id } }')}`;
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', 'x-api-key': gateway.key } });
  return /"oldestCursor":"([\w-]+)"/.exec(await answer.text())?.[1] ?? 'no cursor was named';
}
