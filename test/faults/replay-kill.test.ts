import { waitForStatus } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { InboundRun, PHONES } from './inbound-run.js';

/** Messages that wait, over two sessions. The long form is `npm run faults -- --suite replay-kill`. */
const FORM = formOf({ count: 300, kills: 1 }, { count: 10_000, kills: 8 });
const MEMBERS = ['628770002201', '628770002202', '628770002203'];
/** Every so many there is one in the group. */
const ONE_IN = 20;
/** On a machine that does nothing else; beside other tests it may take twice as long. */
const BACK_WITHIN_MS = FORM.isLong ? 5_000 : 10_000;
/** How far apart sessions are started. */
const APART_MS = 2_000;
const WITHIN_MS = 60_000 + FORM.count * 20 + FORM.kills * 10_000;

let run: InboundRun;

beforeAll(async () => {
  const double = { handledLogIds: 3 * FORM.count + 100_000 };
  run = await InboundRun.start({ double, env: {}, rate: 40, withinMs: WITHIN_MS });
}, 60_000);
afterAll(() => run.stop());

const answered = async (): Promise<number> => {
  const logs = await Promise.all(PHONES.map((phone) => run.double.control.handled({ phone })));
  return logs.reduce((sum, { receipted }) => sum + receipted.length, 0);
};

it(
  `is killed ${FORM.kills} times while ${FORM.count} messages come that waited, and others live: none lost, doubled or refused (seed ${FORM.seed})`,
  async () => {
    const { control } = run.double;
    const group = await control.group({ subject: 'Crew', creator: MEMBERS[0]!, members: [...MEMBERS, ...PHONES] });
    let written = 0;
    const writeToGroup = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1, written += 1) {
        const to = PHONES[written % PHONES.length]!;
        await control.inject({ to, from: MEMBERS[written % 3]!, group: group.id, text: `to all ${written}` });
      }
    };
    await run.more(20);
    await run.kill();
    const perSession = Math.floor(FORM.count / PHONES.length);
    const backlog = await control.startLoad({
      accounts: PHONES,
      total: perSession * PHONES.length,
      window: perSession,
      contacts: 20,
      contactOffset: 100,
      timeoutMs: WITHIN_MS,
    });
    await writeToGroup(Math.floor(FORM.count / ONE_IN));
    const sent = async (): Promise<number> => (await control.loadReport(backlog.id)).sent;
    await waitFor('the backlog at WhatsApp', async () => (await sent()) === perSession * PHONES.length, WITHIN_MS);

    let landed = 0;
    for (let life = 0; life <= FORM.kills; life += 1) {
      await run.restart();
      const before = await answered();
      await writeToGroup(ONE_IN);
      if (life === FORM.kills) break;
      const step = FORM.between(1, Math.ceil(FORM.count / (FORM.kills + 2)));
      await waitFor('the replay', async () => (await answered()) >= before + step, WITHIN_MS);
      const { handled } = await control.loadReport(backlog.id);
      if (handled < perSession * PHONES.length) landed += 1;
      await run.kill();
    }
    const started = performance.now();
    for (const [index, id] of run.sessionIds.entries()) {
      await waitForStatus(run.gateway, id, 'ready', BACK_WITHIN_MS + APART_MS);
      expect(performance.now() - started).toBeLessThan(BACK_WITHIN_MS + index * APART_MS);
    }
    await run.subscribe();
    const messages = await run.finish();
    const refused = (await Promise.all(PHONES.map((phone) => control.handled({ phone })))).flatMap((log) => log.nacked);

    expect(landed).toBe(FORM.kills);
    expect(messages).toBeGreaterThan(FORM.count);
    expect(refused).toEqual([]);
    FORM.report(
      `replay-kill: ${FORM.kills} kills within a replay of ${FORM.count}, ${messages} messages in all, ${written} of them to a group`,
    );
  },
  2 * WITHIN_MS,
);
