import { nextStep, type NextStep, type RetryPolicy } from '../../src/webhooks/next-step.js';

const FIXED: RetryPolicy = { name: 'fixed', retryCount: 3, retryDelayMs: 5000 };
const STANDARD: RetryPolicy = { name: 'standard' };
const answered = (status: number, retryAfterMs?: number) =>
  ({ kind: 'answered', status, body: '', retryAfterMs }) as const;
const REFUSED = { kind: 'failed', failure: 'refused', error: 'The connection was refused.' } as const;
const TIMEOUT = { kind: 'failed', failure: 'timeout', error: 'No answer within 10000 ms.' } as const;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Numbers from 0 to below 1, evenly spread: the same on every run. */
const SAMPLES = Array.from({ length: 1000 }, (_, index) => index / 1000);
const waitOf = (step: NextStep): number => (step.kind === 'retry' ? step.afterMs : NaN);

describe.each([
  ['fixed', FIXED],
  ['standard', STANDARD],
])('under %s', (_name, policy) => {
  it.each([200, 201, 202, 204, 299])('%i succeeds', (status) => {
    expect(nextStep(answered(status), 1, policy, 0.5)).toEqual({ kind: 'succeeded' });
  });

  it.each([301, 302, 307, 308, 400, 404, 500, 503])('%i has failed and is tried again', (status) => {
    expect(nextStep(answered(status), 1, policy, 0.5)).toEqual({ kind: 'retry', afterMs: 5000 });
  });
});

describe('the fixed policy', () => {
  it('makes as many tries after the first as the webhook says, all equally far apart', () => {
    const steps = [1, 2, 3, 4].map((attempt) => nextStep(REFUSED, attempt, FIXED, attempt / 5));

    const retry = { kind: 'retry', afterMs: 5000 };
    expect(steps).toEqual([retry, retry, retry, { kind: 'exhausted' }]);
  });

  it('tries once if no retries are wanted', () => {
    expect(nextStep(REFUSED, 1, { ...FIXED, retryCount: 0 }, 0)).toEqual({ kind: 'exhausted' });
  });

  it.each([
    ['410', answered(410)],
    ['429 that asks for a minute', answered(429, MINUTE)],
    ['a timeout', TIMEOUT],
  ])('treats %s like every failure, as documented', (_name, outcome) => {
    expect(nextStep(outcome, 1, FIXED, 0.5)).toEqual({ kind: 'retry', afterMs: 5000 });
  });
});

describe('the standard policy', () => {
  const PLAN = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

  it.each(PLAN.map((wait, index) => [index + 1, wait] as const))(
    'waits after failure %i for %i ms, a fifth more or less',
    (attempt, wait) => {
      const waits = SAMPLES.map((random) => waitOf(nextStep(REFUSED, attempt, STANDARD, random)));

      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.8 * wait);
      expect(Math.min(...waits)).toBeLessThan(0.81 * wait);
      expect(Math.max(...waits)).toBeLessThanOrEqual(1.2 * wait);
      expect(Math.max(...waits)).toBeGreaterThan(1.19 * wait);
      expect(waits.reduce((sum, each) => sum + each, 0) / waits.length / wait).toBeCloseTo(1, 2);
    },
  );

  it('takes a thousand deliveries through ten tries and three days each, and then gives up', () => {
    const ends = SAMPLES.map((_, delivery) => {
      let now = 0;
      for (let attempt = 1; ; attempt += 1) {
        const random = SAMPLES[(delivery * 37 + attempt * 101) % 1000]!;
        const step = nextStep(REFUSED, attempt, STANDARD, random);
        if (step.kind !== 'retry') return { kind: step.kind, attempts: attempt, afterMs: now };
        now += step.afterMs;
      }
    });

    const total = PLAN.reduce((sum, wait) => sum + wait, 0);
    expect(ends.every(({ kind, attempts }) => kind === 'exhausted' && attempts === 10)).toBe(true);
    expect(ends.every(({ afterMs }) => afterMs >= 0.8 * total && afterMs <= 1.2 * total)).toBe(true);
    expect(new Set(ends.map(({ afterMs }) => afterMs)).size).toBeGreaterThan(900);
  });

  it.each([
    ['429', answered(429)],
    ['a timeout', TIMEOUT],
  ])('waits for a minute at least after %s', (_name, outcome) => {
    const first = SAMPLES.map((random) => waitOf(nextStep(outcome, 1, STANDARD, random)));
    const second = SAMPLES.map((random) => waitOf(nextStep(outcome, 2, STANDARD, random)));

    expect(Math.min(...first)).toBe(MINUTE);
    expect(Math.min(...second)).toBe(4 * MINUTE);
  });

  it('keeps Retry-After between once and twice the planned wait', () => {
    const asked = [0, 30 * SECOND, 6 * MINUTE, 9 * MINUTE, 48 * HOUR];

    for (const status of [429, 500, 503]) {
      for (const random of SAMPLES) {
        const planned = waitOf(nextStep(answered(status), 2, STANDARD, random));
        const waits = asked.map((ms) => waitOf(nextStep(answered(status, ms), 2, STANDARD, random)));
        expect(waits.every((wait) => wait >= planned && wait <= 2 * planned)).toBe(true);
        expect(waits[1]).toBe(planned);
        expect(waits[4]).toBe(2 * planned);
      }
    }
    expect(waitOf(nextStep(answered(503, 6 * MINUTE), 2, STANDARD, 0.5))).toBe(6 * MINUTE);
    expect(waitOf(nextStep(answered(429, 90 * SECOND), 1, STANDARD, 0.5))).toBe(90 * SECOND);
  });

  it('sends nothing more to a receiver that answers 410', () => {
    expect(nextStep(answered(410), 1, STANDARD, 0.5)).toEqual({ kind: 'gone' });
    expect(nextStep(answered(410), 10, STANDARD, 0.5)).toEqual({ kind: 'gone' });
  });
});
