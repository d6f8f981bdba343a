import { waitForStatus } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { FRIEND, PHONE, startWorld, type World } from './world.js';

const STRANGER = '628770001133';
/** How many messages wait; the long form is `npm run faults -- --suite replay`. */
const FORM = formOf({ count: 20 }, { count: 500 });
const LATE_BY_AT_MOST_MS = 35_000;
const MINUTE_S = 60;

let world: World;
let id: string;
beforeAll(async () => {
  world = await startWorld();
  id = await world.link({ name: 'replayed' });
});
afterAll(() => world.stop());

/** Puts messages into WhatsApp's queue while the session is away. @returns their texts */
async function whileAway(run: string, write: (text: string, index: number) => Promise<unknown>): Promise<string[]> {
  await world.gateway.rest('POST', `/api/sessions/${id}/stop`);
  await waitForStatus(world.gateway, id, 'disconnected');
  const texts = Array.from({ length: FORM.count }, (_none, index) => `${run} ${index}`);
  for (const [index, text] of texts.entries()) await write(text, index);
  return texts;
}

const told = (run: string): string[] =>
  world
    .told()
    .map(({ data }) => String(data.body))
    .filter((body) => body.startsWith(run));

/** Starts the session. @returns how long after that the last of these texts was told */
async function comeBack(run: string, texts: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await world.gateway.rest('POST', `/api/sessions/${id}/start`);
  await waitFor(`every message of "${run}"`, () => told(run).length >= texts.length, LATE_BY_AT_MOST_MS);
  return performance.now() - startedAt;
}

const report = (what: string, tookMs: number): void =>
  FORM.report(`replay: ${FORM.count} messages, ${what}: all told after ${Math.round(tookMs)} ms`);

it('is not held up by a first message that nobody can read, and tells that one when it was sent again', async () => {
  const run = 'behind a damaged one';
  const texts = await whileAway(run, (text, index) =>
    world.double.control.inject({ to: PHONE, from: index === 0 ? STRANGER : FRIEND, text, corrupt: index === 0 }),
  );

  const tookMs = await comeBack(run, texts);

  const { nacked, pending } = await world.double.control.handled({ phone: PHONE });
  expect(nacked).toHaveLength(1);
  expect(pending).toBe(0);
  expect(told(run).sort()).toEqual([...texts].sort());
  expect(tookMs).toBeLessThan(LATE_BY_AT_MOST_MS);
  report('the first one damaged', tookMs);
}, 60_000);

it('sends nothing again that was asked for more than a quarter of an hour ago', async () => {
  const send = async (text: string): Promise<string> => {
    const body = { chatId: `${FRIEND}@c.us`, text };
    const answer = await world.gateway.rest('POST', `/api/sessions/${id}/messages/send-text`, { body });
    return (answer.body as { messageId: string }).messageId.split('_')[2] ?? '';
  };
  const asked = { fresh: await send('asked for again just now'), stale: await send('asked for again long ago') };
  const run = 'among old requests';
  const ask = (messageId: string, ageS: number) =>
    world.double.control.acknowledge({ phone: PHONE, from: FRIEND, id: messageId, ack: 'retry', ageS });
  const texts = await whileAway(run, async (text, index) => {
    if (index === 0) await ask(asked.stale, 16 * MINUTE_S);
    if (index === 1) await ask(asked.fresh, MINUTE_S);
    await world.double.control.inject({ to: PHONE, from: STRANGER, text });
  });

  const tookMs = await comeBack(run, texts);
  const copiesOf = async (messageId: string): Promise<number> =>
    (await world.double.control.received({ phone: PHONE, id: messageId })).messages.length;
  await waitFor('what was asked for just now', async () => (await copiesOf(asked.fresh)) === 2);

  expect(await copiesOf(asked.stale)).toBe(1);
  expect(told(run).sort()).toEqual([...texts].sort());
  expect(tookMs).toBeLessThan(LATE_BY_AT_MOST_MS);
  report('old requests among them', tookMs);
}, 60_000);

// The library waits half a minute for the end of the replay.
if (FORM.isLong) {
  it('tells everything within half a minute when WhatsApp does not say that this was all', async () => {
    await world.double.control.options({ offlineMarker: false });
    const run = 'without an end';
    const texts = await whileAway(run, (text) => world.double.control.inject({ to: PHONE, from: FRIEND, text }));

    const tookMs = await comeBack(run, texts);

    expect(told(run).sort()).toEqual([...texts].sort());
    expect(tookMs).toBeLessThan(LATE_BY_AT_MOST_MS);
    report('no end of the replay', tookMs);
  }, 60_000);
}
