import { type Arguments } from '../arguments.js';
import { type Cores } from '../cores.js';
import { type PartResult } from '../figures.js';

export interface Bench {
  readonly arguments: Arguments;
  readonly cores: Cores;
  /** A line for whoever waits. */
  readonly tell: (line: string) => void;
}

/** Starts what it needs, measures, ends what it started. */
export type Part = (bench: Bench) => Promise<PartResult>;

/** What `later` was given runs in reverse order at the end, however the work ended. */
export async function withCleanUp<T>(work: (later: (step: () => unknown) => void) => Promise<T>): Promise<T> {
  const steps: (() => unknown)[] = [];
  try {
    return await work((step) => steps.unshift(step));
  } finally {
    for (const step of steps) await step();
  }
}
