import { p99 } from '../support/p99.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { PHONE, startWorld, type World } from './world.js';

const RATE = 100;
/** Slices without and with dead endpoints, in turn. The long form is `npm run faults -- --suite webhooks-dead`. */
const FORM = formOf({ count: 1 }, { count: 6 });
const SLICE_MS = FORM.isLong ? 5_000 : 1_000;
const SLOWER_BY = 1.5;
/** What one and a half times of next to nothing may be; the test command runs beside others. */
const QUICK_MS = FORM.isLong ? 50 : 500;
const WITHIN_MS = 30_000 + FORM.count * 4 * SLICE_MS;

let world: World;
/** Takes every request and never answers. */
let silent: Receiver;
/** Nobody listens there any more. */
let gone: Receiver;

beforeAll(async () => {
  world = await startWorld();
  silent = await startReceiver({ answer: () => undefined });
  gone = await startReceiver();
  await gone.close();
});
afterAll(async () => {
  await world.stop();
  await silent.close();
});

/** From the moment the contact wrote, which its text has, to the webhook. */
function latenciesOf(prefix: string): number[] {
  return world.receiver.requests.flatMap((request) => {
    const [kind, , , at] = String(request.json().data.body).split(':');
    return kind === prefix ? [performance.timeOrigin + request.at - Number(at)] : [];
  });
}

it(
  `brings ${RATE} events a second to a healthy endpoint as quickly when two others of the session are dead`,
  async () => {
    const { double, gateway } = world;
    const id = await world.link({ name: 'paired' });
    const dead = [await world.addWebhook(id, silent.url), await world.addWebhook(id, gone.url)];
    const total = (RATE * SLICE_MS) / 1000;
    const slice = async (prefix: string, active: boolean): Promise<void> => {
      for (const webhook of dead) {
        const { status } = await gateway.rest('PUT', `/api/sessions/${id}/webhooks/${webhook}`, { body: { active } });
        expect(status).toBe(200);
      }
      const before = latenciesOf(prefix).length;
      await double.control.startLoad({ accounts: [PHONE], total, rate: RATE, prefix, timeoutMs: WITHIN_MS });
      await waitFor(`a slice ${prefix}`, () => latenciesOf(prefix).length >= before + total, WITHIN_MS);
    };

    await slice('warm', false);
    for (let round = 0; round < FORM.count; round += 1) {
      await slice('alone', false);
      await slice('beside', true);
    }
    const [alone, beside] = [latenciesOf('alone'), latenciesOf('beside')];

    expect([alone.length, beside.length]).toEqual([FORM.count * total, FORM.count * total]);
    expect(silent.requests.length).toBeGreaterThan(0);
    expect(p99(beside)).toBeLessThan(Math.max(SLOWER_BY * p99(alone), QUICK_MS));
    const figures = [alone, beside].map((times) => `${times.length} events p99 ${p99(times).toFixed(1)} ms`);
    const ratio = (p99(beside) / p99(alone)).toFixed(2);
    FORM.report(`webhooks-dead: alone ${figures.join(', beside two dead endpoints ')}: ${ratio}x (bar ${SLOWER_BY}x)`);
  },
  2 * WITHIN_MS,
);
