import type { AttemptOutcome } from '../outgoing/outgoing-http.js';

/** Which tries follow a failed one, and when. */
export type RetryPolicy =
  /** The documented one: so many tries after the first, all equally far apart, whatever the receiver said. */
  | { readonly name: 'fixed'; readonly retryCount: number; readonly retryDelayMs: number }
  /** Ten tries over three days, further and further apart; what the receiver asks for is kept within bounds. */
  | { readonly name: 'standard' };

export type NextStep =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'exhausted' }
  /** The receiver says that it is there no more: nothing else is to be sent to it. */
  | { readonly kind: 'gone' };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long `standard` waits after the first failed try, after the second, ... */
const STANDARD_WAITS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;
/** Each wait is this much shorter or longer at most, so that what failed together does not come back together. */
const SPREAD = 0.2;
/** A receiver that is overloaded gets at least this much time. */
const RELIEF_MS = MINUTE;
/** `Retry-After` may stretch a wait to so many times its length. */
const MAX_STRETCH = 2;

/**
 * @param attempt the one just made, counted from 1
 * @param random from 0 to below 1
 */
export function nextStep(outcome: AttemptOutcome, attempt: number, policy: RetryPolicy, random: number): NextStep {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) return { kind: 'succeeded' };
  if (policy.name === 'standard') return standardStep(outcome, attempt, random);
  return attempt <= policy.retryCount ? { kind: 'retry', afterMs: policy.retryDelayMs } : { kind: 'exhausted' };
}

function standardStep(outcome: AttemptOutcome, attempt: number, random: number): NextStep {
  if (outcome.kind === 'answered' && outcome.status === 410) return { kind: 'gone' };
  const waitMs = STANDARD_WAITS_MS[attempt - 1];
  if (waitMs === undefined) return { kind: 'exhausted' };
  const spreadMs = waitMs * (1 - SPREAD + 2 * SPREAD * random);
  const plannedMs = isOverloaded(outcome) ? Math.max(spreadMs, RELIEF_MS) : spreadMs;
  const askedMs = (outcome.kind === 'answered' ? outcome.retryAfterMs : undefined) ?? 0;
  return { kind: 'retry', afterMs: Math.round(Math.min(Math.max(plannedMs, askedMs), MAX_STRETCH * plannedMs)) };
}

const isOverloaded = (outcome: AttemptOutcome): boolean =>
  outcome.kind === 'answered' ? outcome.status === 429 : outcome.failure === 'timeout';
