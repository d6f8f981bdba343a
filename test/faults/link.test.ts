import { waitForStatus } from '../support/linked-session.js';
import { receivedTexts } from '../support/history.js';
import { p99 } from '../support/p99.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { FRIEND, startWorld, type World } from './world.js';

/** How often the link is cut; the long form is `npm run faults -- --suite link`. */
const FORM = formOf({ count: 2 }, { count: 100 });
/** One session for each fault, and a neighbour of all. */
const PHONES = {
  dropped: '628123456701',
  hole: '628123456702',
  slow: '628123456703',
  banned: '628123456704',
  replaced: '628123456705',
  unlinked: '628123456706',
  neighbour: '628123456707',
} as const;
type Name = keyof typeof PHONES;
const NAMES = Object.keys(PHONES) as Name[];

const BACKOFF_MS = { least: 900, most: 60_000 };
/** A dead line is noticed by what is not answered any more. */
const NOTICED_WITHIN_MS = 90_000;
/** Longer than the first waits before another try. */
const NO_RETRY_FOR_MS = 4_000;
const SLOW_MS = 5_000;
/** On a machine that does other things, too: far below what somebody who waits for a broken link would see. */
const NEIGHBOUR_MS = { factor: 2, floor: 250 };

let world: World;
const ids = {} as Record<Name, string>;
let loginsBeforeHole = 0;
let frozen = 0;

beforeAll(async () => {
  world = await startWorld();
  for (const name of NAMES) ids[name] = await world.link({ name, phone: PHONES[name], events: ['*'] });
  if (FORM.isLong) await digHole();
}, 120_000);
afterAll(() => world.stop());

/** Begins at the start, since it takes its time: the last test looks what became of it. */
async function digHole(): Promise<void> {
  loginsBeforeHole = await logins('hole');
  frozen = (await world.double.control.freeze(PHONES.hole)).frozen;
  await world.double.control.inject({ to: PHONES.hole, from: FRIEND, text: 'into the hole' });
}

const status = async (name: Name): Promise<string> =>
  ((await world.gateway.rest('GET', `/api/sessions/${ids[name]}`)).body as { status: string }).status;
const until = (name: Name, wanted: string, withinMs = BACKOFF_MS.most) =>
  waitForStatus(world.gateway, ids[name], wanted, withinMs);
const logins = async (name: Name): Promise<number> => {
  const { accounts } = await world.double.control.state();
  const devices = accounts.find(({ pn }) => pn === PHONES[name])?.devices ?? [];
  return devices.reduce((sum, device) => sum + device.logins, 0);
};
const told = (name: Name, event: string) =>
  world.told().filter((body) => body.event === event && body.sessionId === ids[name]);
const incoming = (name: Name) => receivedTexts(world.gateway, ids[name]);
async function p99OfSends(count: number): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const startedAt = performance.now();
    const answer = await world.gateway.rest('POST', `/api/sessions/${ids.neighbour}/messages/send-text`, {
      body: { chatId: `${FRIEND}@c.us`, text: `neighbour ${i}` },
    });
    took.push(performance.now() - startedAt);
    expect(answer.status).toBe(201);
  }
  return p99(took);
}

it(
  `comes back from ${FORM.count} cuts, one link at a time, after waits that differ, and loses nothing (seed ${FORM.seed})`,
  async () => {
    const quiet = await p99OfSends(50);
    const waits: number[] = [];
    const written: string[] = [];
    const disturbed: number[] = [];
    let most = 0;

    for (let cut = 0; cut < FORM.count; cut += 1) {
      const before = await logins('dropped');
      expect((await world.double.control.drop(PHONES.dropped)).dropped).toBe(1);
      const cutAt = performance.now();
      for (let i = 0; i < FORM.between(1, 5); i += 1) {
        written.push(`${cut}/${i}`);
        await world.double.control.inject({ to: PHONES.dropped, from: FRIEND, text: written.at(-1)! });
      }
      disturbed.push(await p99OfSends(20));
      await waitFor('another login', async () => (await logins('dropped')) > before, BACKOFF_MS.most);
      waits.push(performance.now() - cutAt);
      await until('dropped', 'ready');
      most = Math.max(most, (await world.double.control.state()).connections);
      expect(await logins('dropped')).toBe(before + 1);
    }
    await waitFor('what was written meanwhile', async () => (await incoming('dropped')).length >= written.length);

    expect((await incoming('dropped')).sort()).toEqual([...written].sort());
    expect(most).toBeLessThanOrEqual(NAMES.length);
    expect(Math.min(...waits)).toBeGreaterThan(BACKOFF_MS.least);
    expect(Math.max(...waits)).toBeLessThan(BACKOFF_MS.most);
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(1);
    expect(Math.min(...disturbed)).toBeLessThan(Math.max(NEIGHBOUR_MS.factor * quiet, NEIGHBOUR_MS.floor));
    const [least, longest] = [Math.min(...waits), Math.max(...waits)].map(Math.round);
    FORM.report(`link: ${FORM.count} cuts, back after ${least} to ${longest} ms`);
  },
  60_000 + FORM.count * 10_000,
);

describe('beside links that end', () => {
  const ENDS = [
    ['banned', () => world.double.control.ban(PHONES.banned), 'banned'],
    ['replaced', () => world.double.control.kick(PHONES.replaced, 'replaced'), 'took over'],
  ] as const;
  const before = new Map<Name, number>();
  let failedAt = 0;

  /** They end first: what shows that nobody tries again is time, in which there is something else to see. */
  beforeAll(async () => {
    for (const [name, strike] of ENDS) {
      before.set(name, await logins(name));
      await strike();
      await until(name, 'failed');
    }
    failedAt = performance.now();
  });

  it('one shows a new QR code once it was logged out on the phone, told once', async () => {
    await world.double.control.logout(PHONES.unlinked);
    await until('unlinked', 'qr_ready');

    expect(told('unlinked', 'session.disconnected').map(({ data }) => data.reason)).toEqual(['LOGOUT']);
  });

  it('another lives with a WhatsApp that takes five seconds to answer', async () => {
    await world.double.control.fault({ phone: PHONES.slow, tag: 'iq', delayMs: SLOW_MS, times: 1 });
    const before = await logins('slow');
    const startedAt = performance.now();
    const answer = await world.gateway.rest('GET', `/api/sessions/${ids.slow}/contacts/check/${FRIEND}`);
    const tookMs = performance.now() - startedAt;

    expect(answer).toMatchObject({ status: 200, body: { exists: true } });
    expect(tookMs).toBeGreaterThan(SLOW_MS - 500);
    expect([await status('slow'), await logins('slow')]).toEqual(['ready', before]);
  });

  it.each(ENDS)('one is over for good once it was %s: told once, and not tried again', async (name, _strike, why) => {
    await waitFor('the time of several tries', () => performance.now() - failedAt > NO_RETRY_FOR_MS);

    const { body } = await world.gateway.rest('GET', `/api/sessions/${ids[name]}`);
    const { lastError } = body as { lastError: string };
    expect(await logins(name)).toBe(before.get(name));
    expect(told(name, 'session.disconnected')).toHaveLength(1);
    expect(told(name, 'session.status').filter(({ data }) => data.status === 'failed')).toHaveLength(1);
    expect(`${lastError} ${JSON.stringify(told(name, 'session.disconnected'))}`).toContain(why);
  });
});

// The library notices a dead line after half a minute.
if (FORM.isLong)
  it(
    'notices a line that takes everything and gives nothing, and comes back',
    async () => {
      await waitFor('another login', async () => (await logins('hole')) > loginsBeforeHole, NOTICED_WITHIN_MS);
      await until('hole', 'ready');
      await waitFor('what was written meanwhile', async () => (await incoming('hole')).length > 0);

      expect(frozen).toBe(1);
      expect(await incoming('hole')).toEqual(['into the hole']);
      expect(await status('neighbour')).toBe('ready');
    },
    NOTICED_WITHIN_MS + 60_000,
  );
