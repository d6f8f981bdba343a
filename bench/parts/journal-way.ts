import { type Database } from '../arguments.js';
import { type Figure } from '../figures.js';
import { least, type Paired } from '../measure.js';
import { measureInbound } from './inbound.js';
import { type Bench } from './part.js';

const LIMIT = 3;
/** On a machine that does nothing else. */
const QUIET_MS = { subscriber: { p50: 10, p99: 50 }, webhook: { p50: 20, p99: 100 } };

/** P4: how long an inbound text takes to a subscriber and to a webhook, a hundred a second. */
export async function way(bench: Bench, later: (step: () => unknown) => void, database: Database) {
  const { paired, notes } = await measureInbound(bench, later, { name: `journal, P4 ${database}`, database });
  const figures = (['subscriber', 'webhook'] as const).flatMap((ear) =>
    (['p50', 'p99'] as const).flatMap((share) => figuresOf(database, ear, share, paired)),
  );
  return { figures, notes: notes.map((note) => `${database}: ${note}`), samples: paired };
}

function figuresOf(
  database: Database,
  ear: 'subscriber' | 'webhook',
  share: 'p50' | 'p99',
  { subject, floor }: Paired,
): Figure[] {
  const name = `${ear}${share.toUpperCase()}Ms`;
  const what = `P4 ${database}: to ${ear}, ${share}`;
  const own = least(subject, name);
  return [
    { what, unit: 'ms', subject: own, floor: least(floor, name), bar: { kind: 'ratio', limit: LIMIT } },
    {
      what: `${what} on a quiet machine`,
      unit: 'ms',
      subject: own,
      bar: { kind: 'atMost', limit: QUIET_MS[ear][share], quiet: true },
    },
  ];
}
