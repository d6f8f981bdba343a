/** How a delivery stands: not finished, answered with 2xx, given up. */
export const DELIVERY_STATES = ['PENDING', 'SUCCEEDED', 'EXHAUSTED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The documented fixed wait, or ten tries over three days. */
export const RETRY_POLICIES = ['fixed', 'standard'] as const;
export type RetryPolicyName = (typeof RETRY_POLICIES)[number];

/** Why the gateway switched a webhook off: nothing but failures for days, or a receiver that answered 410. */
export const DISABLED_REASONS = ['failing', 'gone'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];
/** So long every try has to fail for a webhook to be switched off. */
export const FAILING_FOR_MS = 5 * 24 * 3_600_000;
/** Failures further apart than this say nothing about the time between them. Tries are never that far apart. */
export const FAILURES_APART_MS = 60 * 3_600_000;

/** Why an exchange got no answer, in one word. */
export const FAILURES = [
  'timeout',
  'dns',
  'refused',
  'unreachable',
  'reset',
  'tls',
  'protocol',
  'blocked',
  'other',
] as const;
export type Failure = (typeof FAILURES)[number];
