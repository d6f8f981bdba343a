import { nextStep } from '../../src/webhooks/next-step.js';

const POLICY = { retryCount: 3, retryDelayMs: 5000 };
const answered = (status: number) => ({ kind: 'answered', status }) as const;
const FAILED = { kind: 'failed', error: 'The connection was refused.' } as const;

it.each([200, 201, 202, 204, 299])('%i succeeds', (status) => {
  expect(nextStep(answered(status), 1, POLICY)).toEqual({ kind: 'succeeded' });
});

it.each([301, 302, 307, 400, 404, 410, 429, 500, 503])('%i is tried again after the fixed wait', (status) => {
  expect(nextStep(answered(status), 1, POLICY)).toEqual({ kind: 'retry', afterMs: 5000 });
});

it('makes as many tries after the first as the webhook says, all equally far apart', () => {
  const steps = [1, 2, 3, 4].map((attempt) => nextStep(FAILED, attempt, POLICY));

  const retry = { kind: 'retry', afterMs: 5000 };
  expect(steps).toEqual([retry, retry, retry, { kind: 'exhausted' }]);
});

it('tries once if no retries are wanted', () => {
  expect(nextStep(FAILED, 1, { ...POLICY, retryCount: 0 })).toEqual({ kind: 'exhausted' });
});
