import { waitForStatus } from '../support/linked-session.js';
import { dropPostgresDatabases } from '../support/postgres.js';
import { type DatabaseKind, databases, environmentOf } from './databases.js';
import { formOf } from './form.js';
import { InboundRun } from './inbound-run.js';

/** The long form is `npm run faults -- --suite inbound [--database postgres]`. */
const FORM = formOf({ kills: 5 }, { kills: 50 });
const killsOn = (database: DatabaseKind): number => (!FORM.isLong && database === 'postgres' ? 2 : FORM.kills);
/** Messages a second. */
const RATE = FORM.isLong ? 100 : 50;
/** On a machine that does nothing else; beside other tests it may take twice as long. */
const BACK_WITHIN_MS = FORM.isLong ? 5_000 : 10_000;
/** How far apart sessions are started. */
const APART_MS = 2_000;
const WITHIN_MS = 120_000 + 6_000 * FORM.kills;

let run: InboundRun | undefined;
afterEach(async () => {
  await run?.stop();
  await dropPostgresDatabases();
});

it.each(databases().map((database) => [database, killsOn(database)] as const))(
  `on %s, loses nothing and doubles nothing when killed %d times while two sessions are written to (seed ${FORM.seed})`,
  async (database, kills) => {
    run = await InboundRun.start({ env: await environmentOf(database), rate: RATE, withinMs: WITHIN_MS });
    const backAfterMs: number[] = [];

    for (let kill = 0; kill < kills; kill++) {
      await run.more(FORM.between(1, 60));
      await run.killAndRestart();
      const started = Date.now();
      for (const [index, id] of run.sessionIds.entries()) {
        await waitForStatus(run.gateway, id, 'ready', BACK_WITHIN_MS + APART_MS);
        backAfterMs.push(Date.now() - started - index * APART_MS);
      }
      await run.subscribe();
    }
    const messages = await run.finish();

    expect(messages).toBeGreaterThan(kills);
    expect(Math.max(...backAfterMs)).toBeLessThan(BACK_WITHIN_MS);
    FORM.report(
      `inbound on ${database}: ${kills} kills, ${messages} messages, ready again in at most ${Math.max(...backAfterMs)} ms`,
    );
  },
  2 * WITHIN_MS,
);
