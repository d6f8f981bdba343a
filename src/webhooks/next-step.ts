import type { AttemptOutcome } from '../outgoing/outgoing-http.js';

/** The documented policy: a fixed wait, and so many tries after the first. */
export interface RetryPolicy {
  readonly retryCount: number;
  readonly retryDelayMs: number;
}

export type NextStep =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'exhausted' };

/** @param attempt the one just made, counted from 1 */
export function nextStep(outcome: AttemptOutcome, attempt: number, policy: RetryPolicy): NextStep {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { kind: 'succeeded' };
  return attempt <= policy.retryCount ? { kind: 'retry', afterMs: policy.retryDelayMs } : { kind: 'exhausted' };
}
