import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { waitForStatus } from '../support/linked-session.js';
import { p99 } from '../support/p99.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { PHONE, startWorld, type World } from './world.js';

/** How many messages wait; the long form is `npm run faults -- --suite backlog`. */
const FORM = formOf({ count: 1_500 }, { count: 10_000 });
/** The bar, which the long form is held to; the test command runs beside others, on whatever machine. */
const PER_SECOND = FORM.isLong ? 1_000 : 100;
const GROWTH_MB = 100;
const SLOWER_BY = 5;
/** What five times of next to nothing may be. */
const QUICK_MS = 500;
/** Somebody reads along, at a person's pace. */
const READ_EVERY_MS = 50;
const WITHIN_MS = 60_000 + FORM.count * 20;

let world: World;
beforeAll(async () => (world = await startWorld({ double: { handledLogIds: 2 * FORM.count } })));
afterAll(() => world.stop());

const rssMb = (): number => {
  const { pid } = world.gateway.process;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
};
async function timedRead(sessionId: string): Promise<number> {
  const startedAt = performance.now();
  const { status } = await world.gateway.rest('GET', `/api/sessions/${sessionId}/messages?limit=20`);
  expect(status).toBe(200);
  return performance.now() - startedAt;
}

it(
  `takes ${FORM.count} messages that waited for it: none lost, none twice, and it stays usable`,
  async () => {
    const { double, gateway, told } = world;
    const id = await world.link({ name: 'backlog' });
    await gateway.rest('POST', `/api/sessions/${id}/stop`);
    await waitForStatus(gateway, id, 'disconnected');
    const load = await double.control.startLoad({
      accounts: [PHONE],
      total: FORM.count,
      window: FORM.count,
      contacts: 20,
      timeoutMs: WITHIN_MS,
    });
    const report = () => double.control.loadReport(load.id);
    await waitFor('the whole backlog at WhatsApp', async () => (await report()).sent === FORM.count, WITHIN_MS);
    const waiting = (await report()).handled;
    const quiet: number[] = [];
    for (let i = 0; i < 100; i += 1) {
      quiet.push(await timedRead(id));
      await pause(READ_EVERY_MS);
    }
    const rssBefore = rssMb();

    const busy: number[] = [];
    let rssMost = 0;
    await gateway.rest('POST', `/api/sessions/${id}/start`);
    await waitForStatus(gateway, id, 'ready');
    const startedAt = performance.now();
    while ((await report()).handled < FORM.count) {
      busy.push(await timedRead(id));
      rssMost = Math.max(rssMost, rssMb());
      await pause(READ_EVERY_MS);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    await waitFor('every webhook', () => new Set(told().map(({ data }) => data.id)).size >= FORM.count, WITHIN_MS);
    await gateway.stop({ keep: true });
    const column = async (sql: string): Promise<string[]> =>
      (await gateway.rows<{ value: string }>(sql)).map(({ value }) => value);
    const stored = await column(`SELECT "body" AS "value" FROM "Message" WHERE "body" LIKE 'load:%'`);
    const events = await column(`SELECT "messageId" AS "value" FROM "Event" WHERE "type" = 'message.received'`);
    const sent = ((await double.control.loadReport(load.id, true)).messages ?? []).map(({ text }) => text);
    const reads = `reads p99 ${p99(busy).toFixed(1)} ms (${p99(quiet).toFixed(1)} before)`;
    FORM.report(
      `backlog: ${FORM.count}, ${Math.round(FORM.count / seconds)}/s, ${reads}, +${Math.round(rssMost - rssBefore)} MB`,
    );

    expect(waiting).toBe(0);
    expect(sent).toHaveLength(FORM.count);
    expect(stored.sort()).toEqual(sent.sort());
    expect([events.length, new Set(events).size]).toEqual([FORM.count, FORM.count]);
    expect(new Set(told().map(({ deliveryId }) => deliveryId)).size).toBe(FORM.count);
    expect(busy.length).toBeGreaterThan(0);
    expect(p99(busy)).toBeLessThan(Math.max(SLOWER_BY * p99(quiet), QUICK_MS));
    expect(rssMost - rssBefore).toBeLessThan(GROWTH_MB);
    expect(FORM.count / seconds).toBeGreaterThan(PER_SECOND);
  },
  3 * WITHIN_MS,
);
