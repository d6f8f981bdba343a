/** How a delivery stands: not finished, answered with 2xx, given up. */
export const DELIVERY_STATES = ['PENDING', 'SUCCEEDED', 'EXHAUSTED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The documented fixed wait, or ten tries over three days. */
export const RETRY_POLICIES = ['fixed', 'standard'] as const;
export type RetryPolicyName = (typeof RETRY_POLICIES)[number];

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
