import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs } from './usage.js';

/** What one slice of load did. */
export interface Work {
  /** Requests or messages. */
  readonly units: number;
  /** Figures by the clock on the wall, by name. */
  readonly wall: Readonly<Record<string, number>>;
}

export interface Sample extends Work {
  /** CPU time the server itself spent in the slice; null where the machine does not tell. */
  readonly cpuMs: number | null;
}

/** A server under load: the gateway, or the barest program doing the same work. */
export interface Side {
  readonly pid: number;
  /** Loads it for about so long and returns when everything asked of it is done. */
  load(seconds: number): Promise<Work>;
}

export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
}

export interface Paired {
  readonly subject: readonly Sample[];
  readonly floor: readonly Sample[];
}

/** What a slice leaves behind (timers, garbage) must not be on the other side's bill. */
const BETWEEN_SLICES_MS = 100;

/** One slice each to warm up, then subject and floor in turn, so that a noisy moment hits both. */
export async function alternate(
  sides: { subject: Side; floor: Side },
  { rounds, seconds }: Pace,
  onRound: (round: number) => void,
): Promise<Paired> {
  const taken = { subject: [] as Sample[], floor: [] as Sample[] };
  for (const side of [sides.subject, sides.floor]) await side.load(seconds);
  for (let round = 1; round <= rounds; round++) {
    taken.subject.push(await slice(sides.subject, seconds));
    taken.floor.push(await slice(sides.floor, seconds));
    onRound(round);
  }
  return taken;
}

/** One slice with the server's CPU time taken on both ends. */
export async function slice(side: Side, seconds: number): Promise<Sample> {
  await sleep(BETWEEN_SLICES_MS);
  const before = cpuMs(side.pid);
  const work = await side.load(seconds);
  const after = cpuMs(side.pid);
  return { ...work, cpuMs: before === null || after === null ? null : after - before };
}

/** CPU per unit in the cheapest slice: what other programs on the machine can only make dearer. */
export function leastCpuMs(samples: readonly Sample[]): number | null {
  const each = samples.flatMap(({ cpuMs: spent, units }) => (spent === null || units === 0 ? [] : [spent / units]));
  return each.length === 0 ? null : Math.min(...each);
}

/** The lowest value of a wall-clock figure over all slices. */
export const least = (samples: readonly Sample[], name: string): number | null => extreme(samples, name, Math.min);

/** The highest value of a wall-clock figure over all slices. */
export const most = (samples: readonly Sample[], name: string): number | null => extreme(samples, name, Math.max);

function extreme(samples: readonly Sample[], name: string, pick: (...values: number[]) => number): number | null {
  const values = samples.flatMap(({ wall }) => wall[name] ?? []);
  return values.length === 0 ? null : pick(...values);
}

/** @param share 0.5 for the median; NaN without values */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
