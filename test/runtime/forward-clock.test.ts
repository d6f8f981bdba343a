import { forwardClock } from '../../src/runtime/forward-clock.js';

let steady = 0;
const clock = (): ((wall: number) => number) => forwardClock(() => steady);

beforeEach(() => {
  steady = 0;
});

it('is the wall clock while nobody sets that', () => {
  const now = clock();

  const first = now(1_000_000);
  steady += 10_000.4;

  expect([first, now(1_009_990)]).toEqual([1_000_000, 1_009_990]);
});

it('goes on at its own pace when the wall clock is set back', () => {
  const now = clock();

  now(10_000_000);
  steady += 1_000;
  const setBack = now(6_401_000);
  steady += 1_000;

  expect([setBack, now(6_402_000)]).toEqual([10_001_000, 10_002_000]);
});

it('follows the wall clock forward', () => {
  const now = clock();

  now(10_000_000);
  steady += 1_000;

  expect(now(99_000_000)).toBe(99_000_000);
});
