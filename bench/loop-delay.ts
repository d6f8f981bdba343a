import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Loaded into the gateway (`node --require`): what its event loop was held up since it was asked for the last time. */
if (isMainThread && process.send !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const ms = (nanoseconds: number): number => nanoseconds / 1e6;
  process.on('message', (message) => {
    if (message !== 'loop-delay') return;
    process.send?.({ p50Ms: ms(delay.percentile(50)), p99Ms: ms(delay.percentile(99)), maxMs: ms(delay.max) });
    delay.reset();
  });
}
