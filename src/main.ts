import { loadConfig } from './config/config.js';
import { readEnvironment } from './config/environment.js';
import { banner } from './runtime/banner.js';
import { keepHeapSmall } from './runtime/heap.js';
import { startFailure } from './runtime/start-failure.js';

const CLOSE_WITHIN_MS = 20_000;

/** Databases, keys and files of messages are for the user the gateway runs as, and for nobody else. */
const OWNER_ONLY = 0o077;

async function main(): Promise<void> {
  process.umask(OWNER_ONLY);
  const config = loadConfig(readEnvironment());
  // only now: a wrong setting is told at once, before everything else is loaded
  const { startGateway } = await import('./gateway.js');
  const gateway = await startGateway(config);
  // only now: a start makes garbage at a rate that nothing makes later
  keepHeapSmall();
  process.stdout.write(
    banner({ url: gateway.url, docs: config.docs, keyFile: config.auth.keyFile, firstKey: gateway.firstKey }),
  );
  process.send?.({ ready: true, url: gateway.url });

  const stop = (): void => {
    setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref();
    gateway.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`openwa-graphql cannot start: ${startFailure(error)}\n`);
  process.exit(1);
});
