import { setImmediate } from 'node:timers/promises';

/** How long work for many may keep the event loop before everybody else has a turn. */
export const SLICE_MS = 5;

/** Does the work for each of them, in order; the event loop goes round in between. @param work never throws */
export async function inSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let endsAt = performance.now() + SLICE_MS;
  for (const item of items) {
    work(item);
    if (performance.now() < endsAt) continue;
    await setImmediate();
    endsAt = performance.now() + SLICE_MS;
  }
}
