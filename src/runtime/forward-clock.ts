/** What the two clocks may differ by without anybody having set one: rounding, and the wall clock being slowed down. */
const TOLERANCE_MS = 50;

/**
 * Epoch milliseconds that never go back, for moments that something waits for: the wall clock's, but on at its own pace
 * when that is set back.
 */
export function forwardClock(steady: () => number = () => performance.now()) {
  let last = { time: -Infinity, steady: 0 };
  /** @param wall what the wall clock says now */
  return (wall = Date.now()): number => {
    const steadyNow = steady();
    const expected = Math.round(last.time + (steadyNow - last.steady));
    last = { time: wall < expected - TOLERANCE_MS ? expected : wall, steady: steadyNow };
    return last.time;
  };
}

/** The one of this process. */
export const forwardNow = forwardClock();
