import { CRASH_WINDOW_MS, CrashWatch } from '../../src/sessions/crash-watch.js';

let now = 0;
const watch = (limit: number): CrashWatch => new CrashWatch(limit, () => now);

it('finds one too many among the crashes of the last ten minutes only', () => {
  const crashes = watch(3);
  const told = [0, 1, CRASH_WINDOW_MS, CRASH_WINDOW_MS + 1, CRASH_WINDOW_MS + 2].map((at) => {
    now = at;
    return crashes.crashed();
  });

  expect(told).toEqual([false, false, false, false, true]);
});

it('never finds one too many without a limit', () => {
  const crashes = watch(0);

  expect(Array.from({ length: 50 }, () => crashes.crashed())).not.toContain(true);
});
