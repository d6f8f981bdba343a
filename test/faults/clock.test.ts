import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resumingSubscriber } from '../support/subscriber.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { FRIEND, startWorld, type World } from './world.js';

const HOUR_MS = 3_600_000;
/** How often each jump is made; the long form is `npm run faults -- --suite clock`. */
const FORM = formOf({ count: 1 }, { count: 10 });
const RETRY_DELAY_MS = 1_500;
const RETRIED_WITHIN_MS = 15_000;
const ANSWERED_WITHIN_MS = 5_000;

/** The wall clock of the gateway, in all of its threads, is as far from the true one as a file says. */
const MOVED_CLOCK = `
const { readFileSync } = require('node:fs');
const RealDate = Date;
let offset = 0;
const read = () => { try { offset = Number(readFileSync(process.env.CLOCK_FILE, 'utf8')); } catch {} };
read();
setInterval(read, 10).unref();
const now = () => RealDate.now() + offset;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
`;

const folder = mkdtempSync(join(tmpdir(), 'openwa-clock-'));
const file = join(folder, 'offset');
/** Deliveries whose first try was refused. */
const refused = new Set<string>();
let world: World;
let sessionId: string;
let offsetMs = 0;

/** Sets the clock, and sees to it that the gateway goes by it. */
async function jump(byMs: number): Promise<void> {
  offsetMs += byMs;
  writeFileSync(file, String(offsetMs));
  await waitFor('the clock of the gateway', async () => {
    const { body } = await world.gateway.rest('GET', '/api/health');
    return Math.abs(Date.parse((body as { timestamp: string }).timestamp) - Date.now() - offsetMs) < HOUR_MS / 60;
  });
}
const tries = (text: string) =>
  world.receiver.requests.filter((request) => request.json().data.body === text).map(({ at }) => at);
/** Whether the newest delivery waits for its second try. */
const recorded = async (): Promise<boolean> => {
  const { data } = await world.gateway.query<{
    webhooks: { deliveries: { edges: { node: { attemptCount: number } }[] } }[];
  }>('{ webhooks { deliveries(first: 1) { edges { node { attemptCount } } } } }');
  return data?.webhooks[0]?.deliveries.edges[0]?.node.attemptCount === 1;
};
const newest = async () => {
  const { body } = await world.gateway.rest('GET', `/api/sessions/${sessionId}/messages?limit=5`);
  return (body as { messages: { body: string }[] }).messages[0]?.body;
};

beforeAll(async () => {
  const preload = join(folder, 'moved-clock.cjs');
  writeFileSync(preload, MOVED_CLOCK);
  world = await startWorld({
    receiver: {
      answer: (request, response) => {
        const { deliveryId } = request.json();
        response.statusCode = refused.has(deliveryId) ? 200 : 500;
        refused.add(deliveryId);
        response.end();
      },
    },
    env: {
      WEBHOOK_RETRY_DELAY: String(RETRY_DELAY_MS),
      CLOCK_FILE: file,
      NODE_OPTIONS: `--require ${preload}`,
    },
  });
  sessionId = await world.link({ name: 'clock' });
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

const JUMPS = [
  ['three days forward', 72 * HOUR_MS],
  ['an hour back', -HOUR_MS],
] as const;

it.each(Array.from({ length: FORM.count }, () => JUMPS).flat())(
  `a clock that is set ${'%s'} changes no wait, no order and no cursor (seed ${FORM.seed})`,
  async (_how, byMs) => {
    const [before, after] = [`before ${FORM.between(1, 1e9)}`, `after ${FORM.between(1, 1e9)}`];
    const { write } = world;
    const subscriber = resumingSubscriber();
    await subscriber.connect(world.gateway.url, world.gateway.key);
    const seen = () => subscriber.events.flatMap(({ message }) => message?.body ?? []);

    await write(before);
    await waitFor('the first try, and its record', async () => tries(before).length === 1 && (await recorded()));
    await waitFor('its event', () => seen().includes(before));
    await jump(byMs);
    await subscriber.connect(world.gateway.url, world.gateway.key);
    await write(after);
    await waitFor('the event after it', () => seen().includes(after));
    await waitFor('the retry of both', () => tries(before).length + tries(after).length === 4, RETRIED_WITHIN_MS);
    const startedAt = performance.now();
    const sent = await world.gateway.rest('POST', `/api/sessions/${sessionId}/messages/send-text`, {
      body: { chatId: `${FRIEND}@c.us`, text: `sent ${after}` },
    });
    const tookMs = performance.now() - startedAt;
    await subscriber.close();

    const [first = NaN, second = NaN] = tries(after);
    expect(second - first).toBeGreaterThan(RETRY_DELAY_MS * 0.9);
    expect(sent.status).toBe(201);
    expect(tookMs).toBeLessThan(ANSWERED_WITHIN_MS);
    expect(await newest()).toBe(`sent ${after}`);
    expect(seen().filter((body) => body === before || body === after)).toEqual([before, after]);
    expect((await world.gateway.rest('GET', `/api/sessions/${sessionId}`)).body).toMatchObject({ status: 'ready' });
  },
  60_000,
);
