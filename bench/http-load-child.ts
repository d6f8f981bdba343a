import autocannon from 'autocannon';
import type { HttpSlice, HttpTarget } from './http-load.js';

/** The load generator's own process: what it costs is not on the bill of any server, nor of whoever measures. */
process.on('message', ({ target, seconds }: { target: HttpTarget; seconds: number }) => {
  void run(target, seconds).then((slice) => process.send?.(slice));
});
process.once('disconnect', () => process.exit(0));

async function run(target: HttpTarget, seconds: number): Promise<HttpSlice> {
  const result = await autocannon({ ...target, connections: 20, duration: seconds, sampleInt: 50 });
  return {
    answered: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}
