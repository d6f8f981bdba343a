import { postgresDatabase } from '../../test/support/postgres.js';
import { type Database } from '../arguments.js';
import { type Figure } from '../figures.js';
import { startFloor } from '../floors/start-floor.js';
import { alternate, least, leastCpuMs, type Side } from '../measure.js';
import { type Bench } from './part.js';

const LIMIT = 2;

/** P3: inbound texts through the commit queue, beside prepared statements in transactions of 20; both synced to disk. */
export async function commits(bench: Bench, later: (step: () => unknown) => void, database: Database) {
  const { arguments: pace, cores, tell } = bench;
  const sideOf = async (kind: 'raw' | 'store'): Promise<Side> => {
    const message = database === 'postgres' ? { postgres: await postgresDatabase() } : {};
    const writer = await startFloor('journal-writer', { args: [kind], message });
    later(() => writer.stop());
    cores.pinServer(writer.pid);
    return {
      pid: writer.pid,
      async load(seconds) {
        const answer = await fetch(`${writer.url}/?seconds=${seconds}`, { method: 'POST' });
        if (!answer.ok) throw new Error(`the ${kind} writer failed: ${await answer.text()}`);
        const { units, tookMs } = (await answer.json()) as { units: number; tookMs: number };
        return { units, wall: { msPerText: tookMs / units } };
      },
    };
  };
  const sides = { subject: await sideOf('store'), floor: await sideOf('raw') };
  const paired = await alternate(sides, pace, (round) => tell(`journal, P3 ${database}: round ${round}`));
  const bar = { kind: 'ratio', limit: LIMIT } as const;
  const both = (of: (samples: typeof paired.subject) => number | null) => ({
    subject: of(paired.subject),
    floor: of(paired.floor),
  });
  const figures: Figure[] = [
    { what: `P3 ${database}: commit of a text, CPU`, unit: 'ms', ...both(leastCpuMs), bar },
    {
      what: `P3 ${database}: commit of a text, time at full speed`,
      unit: 'ms',
      ...both((each) => least(each, 'msPerText')),
      bar,
    },
  ];
  return { figures, samples: paired };
}
