import type { ReconnectPolicy } from '../engine/port.js';

const MAX_ATTEMPTS = 20;
const MIN_BASE_DELAY_MS = 1000;
const MAX_BASE_DELAY_MS = 300_000;
/** No wait is longer than this, jitter included. */
const MAX_DELAY_MS = 3_600_000;

/** How often, and after which waits, a session tries to get its link back. */
export type ReconnectBudget = Omit<ReconnectPolicy, 'announce'>;

/**
 * The engine's policy with what the session's own config says on top. A number out of bounds is moved to the nearest
 * bound; anything that is no number counts as not set. With a base delay of its own a session leaves the engine's
 * ceiling behind: only the total cap holds then.
 * @param config the session's free `config` object, as it was stored
 */
export function budgetOf(policy: ReconnectPolicy, config: unknown): ReconnectBudget {
  const settings = typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : {};
  const attempts = numberIn(settings.maxReconnectAttempts, 0, MAX_ATTEMPTS);
  const baseDelayMs = numberIn(settings.reconnectBaseDelay, MIN_BASE_DELAY_MS, MAX_BASE_DELAY_MS);
  return {
    attempts: attempts === undefined ? policy.attempts : Math.trunc(attempts),
    baseDelayMs: baseDelayMs ?? policy.baseDelayMs,
    maxDelayMs: baseDelayMs === undefined ? policy.maxDelayMs : MAX_DELAY_MS,
    jitterMs: policy.jitterMs,
  };
}

/**
 * @param made attempts made since the session was last ready
 * @param random from 0 up to, not including, 1
 * @returns how long to wait before the next attempt; undefined when the budget is used up
 */
export function nextDelayMs(budget: ReconnectBudget, made: number, random: number): number | undefined {
  if (made >= budget.attempts) return undefined;
  const delayMs = Math.min(budget.baseDelayMs * 2 ** made, budget.maxDelayMs);
  return Math.min(Math.round(delayMs + budget.jitterMs * random), MAX_DELAY_MS);
}

function numberIn(value: unknown, min: number, max: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  return Math.min(Math.max(number, min), max);
}
