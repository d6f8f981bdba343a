import { isNativeError } from 'node:util/types';
import { CannotRunError } from '../cannot-run.js';
import type { Case } from '../case.js';
import type { Cell, Totals } from '../coverage.js';
import type { Need } from '../provisions.js';

export type Outcome = 'passed' | 'failed' | 'not run';

export interface CaseReport {
  /** Short name, as `--only` takes it. */
  readonly area: string;
  readonly name: string;
  readonly covers: readonly string[];
  readonly outcome: Outcome;
  /** What it lacked. */
  readonly needs?: readonly Need[];
  /** Why it failed. */
  readonly failure?: string;
}

/** What `--json` writes. */
export interface Report {
  readonly url: string;
  readonly startedAt: string;
  readonly cases: readonly CaseReport[];
  readonly cells: readonly Cell[];
  readonly totals: Totals;
}

/** @param run resolves with what the case lacks @throws CannotRunError as `run` does */
export async function reportOf(
  area: string,
  { name, covers }: Case,
  run: () => Promise<readonly Need[]>,
): Promise<CaseReport> {
  const about = { area, name, covers };
  try {
    const needs = await run();
    return needs.length > 0 ? { ...about, outcome: 'not run', needs } : { ...about, outcome: 'passed' };
  } catch (error) {
    if (error instanceof CannotRunError) throw error;
    return { ...about, outcome: 'failed', failure: textOf(error) };
  }
}

export const countOf = (cases: readonly CaseReport[], outcome: Outcome): number =>
  cases.filter((one) => one.outcome === outcome).length;

/** `12 passed, 1 FAILED, 3 not run` */
export function countsOf(cases: readonly CaseReport[]): string {
  const failed = countOf(cases, 'failed');
  const notRun = countOf(cases, 'not run');
  return [
    `${countOf(cases, 'passed')} passed`,
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ].join(', ');
}

/** Names the case, and the routes it asked. */
export function failureOf({ area, name, covers, failure = '' }: CaseReport): string {
  const of = covers.length === 0 ? [] : [`of ${covers.join(', ')}`];
  return ['', `FAILED ${area}: ${name}`, ...of, ...failure.split('\n'), ''].join('\n  ').trimEnd();
}

/** fetch says only that it failed; its cause says why. */
export function textOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  const { cause, message } = error;
  if (!isNativeError(cause)) return message;
  return `${message}: ${'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message}`;
}
