import { budgetOf, nextDelayMs } from '../../src/sessions/reconnect.js';

/** As whatsapp-web.js is documented: base 5 s, up to 1 s of jitter, five attempts. */
const WEB = { attempts: 5, baseDelayMs: 5000, maxDelayMs: 3_600_000, jitterMs: 1000, announce: true };
/** As Baileys is documented: 1, 2, 4, 8, 16 s, never more than 30 s. */
const BAILEYS = { attempts: 5, baseDelayMs: 1000, maxDelayMs: 30_000, jitterMs: 0, announce: false };

const delays = (policy: typeof WEB, config: unknown, random = 0): (number | undefined)[] => {
  const budget = budgetOf(policy, config);
  return Array.from({ length: budget.attempts + 1 }, (_, made) => nextDelayMs(budget, made, random));
};

it('doubles the wait with every attempt and stops when the budget is used up', () => {
  expect(delays(WEB, {})).toEqual([5000, 10_000, 20_000, 40_000, 80_000, undefined]);
  expect(delays(BAILEYS, {})).toEqual([1000, 2000, 4000, 8000, 16_000, undefined]);
});

it('adds up to a second at random', () => {
  expect(delays(WEB, {}, 0.5)[0]).toBe(5500);
  expect(delays(WEB, {}, 0.999)[0]).toBe(5999);
});

it('lets a session choose its own number of attempts and base delay', () => {
  expect(delays(WEB, { maxReconnectAttempts: 2, reconnectBaseDelay: 1000 })).toEqual([1000, 2000, undefined]);
  expect(delays(BAILEYS, { maxReconnectAttempts: '1' })).toEqual([1000, undefined]);
});

it('makes the first drop final when no attempts are wanted', () => {
  expect(delays(BAILEYS, { maxReconnectAttempts: 0 })).toEqual([undefined]);
});

it.each([
  ['below', { maxReconnectAttempts: -3, reconnectBaseDelay: 10 }, { attempts: 0, baseDelayMs: 1000 }],
  ['above', { maxReconnectAttempts: 99, reconnectBaseDelay: 9_000_000 }, { attempts: 20, baseDelayMs: 300_000 }],
])('moves numbers %s the bounds to the bound', (_side, config, expected) => {
  expect(budgetOf(WEB, config)).toMatchObject(expected);
});

it.each([[null], ['x'], [{}], [{ maxReconnectAttempts: 'many', reconnectBaseDelay: null }], [[1]]])(
  'falls back to the defaults where the config says no number: %j',
  (config) => {
    expect(budgetOf(WEB, config)).toMatchObject({ attempts: 5, baseDelayMs: 5000 });
  },
);

it('never waits longer than an hour, jitter included', () => {
  const budget = budgetOf(WEB, { maxReconnectAttempts: 20, reconnectBaseDelay: 300_000 });

  expect(nextDelayMs(budget, 19, 0.9)).toBe(3_600_000);
});

it("keeps to the engine's ceiling unless the session has a base delay of its own", () => {
  const engines = budgetOf(BAILEYS, { maxReconnectAttempts: 20 });
  const own = budgetOf(BAILEYS, { maxReconnectAttempts: 20, reconnectBaseDelay: 60_000 });

  expect(nextDelayMs(engines, 10, 0)).toBe(30_000);
  expect(nextDelayMs(own, 1, 0)).toBe(120_000);
});
