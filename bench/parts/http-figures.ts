import { type Figure } from '../figures.js';
import { type HttpLoad, type HttpTarget } from '../http-load.js';
import { alternate, least, leastCpuMs, most, type Paired, type Side } from '../measure.js';
import { type Bench } from './part.js';

interface Target {
  readonly pid: number;
  readonly request: HttpTarget;
}

/** Loads both with the same connections, in turn. */
export async function measureHttp(
  { arguments: pace, tell }: Bench,
  load: HttpLoad,
  what: string,
  { subject, floor }: { subject: Target; floor: Target },
): Promise<Paired> {
  const side = ({ pid, request }: Target): Side => ({ pid, load: (seconds) => load.run(request, seconds) });
  return alternate({ subject: side(subject), floor: side(floor) }, pace, (round) =>
    tell(`${what}: round ${round} of ${pace.rounds}`),
  );
}

/** @param cpuLimit how many times the floor's CPU a request may cost */
export function httpFigures(what: string, { subject, floor }: Paired, cpuLimit: number): Figure[] {
  return [
    {
      what: `${what}: CPU per request`,
      unit: 'ms',
      subject: leastCpuMs(subject),
      floor: leastCpuMs(floor),
      bar: { kind: 'ratio', limit: cpuLimit },
    },
    {
      what: `${what}: requests a second, best slice`,
      unit: '/s',
      subject: most(subject, 'perSecond'),
      floor: most(floor, 'perSecond'),
    },
    {
      what: `${what}: p99, best slice`,
      unit: 'ms',
      subject: least(subject, 'p99Ms'),
      floor: least(floor, 'p99Ms'),
    },
  ];
}
