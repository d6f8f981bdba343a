import { crossCheckNodes } from './cross-nodes.js';
import { crossCheckNoise } from './cross-noise.js';
import { crossCheckSignal } from './cross-signal.js';

/**
 * An independent check: the Rust implementation that ships with Baileys, and that Baileys itself does not use for these
 * parts, against the double's JavaScript. A mistake that client and double share because they share code would show
 * here. Prints one JSON line, sentence → whether it holds; ends with 1 when one does not.
 */
async function main(): Promise<void> {
  const checks = { ...(await crossCheckNodes()), ...(await crossCheckNoise()), ...(await crossCheckSignal()) };
  process.stdout.write(`${JSON.stringify(checks)}\n`);
  process.exit(Object.values(checks).every(Boolean) ? 0 : 1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
