import type { Logger } from '../../../runtime/logger.js';

/** Thrown by the library as they stand, without a stack that would tell where they come from. */
const BARE: ReadonlySet<unknown> = new Set(['auth timeout', 'ready timeout']);
const FROM_LIBRARY = /[\\/]node_modules[\\/](whatsapp-web\.js|puppeteer|puppeteer-core)[\\/]/;
let isInstalled = false;

/**
 * Fault: the library answers page events with promises that nobody holds (a navigation, a request that is passed on).
 * When the browser goes meanwhile they reject, and Node ends the whole process for one. Here they are logged. Any other
 * unhandled rejection ends the process, as it does without this.
 */
export function catchFloatingRejections(logger: Logger): void {
  if (isInstalled) return;
  isInstalled = true;
  process.on('unhandledRejection', (reason) => {
    if (!isOfLibrary(reason)) throw reason;
    logger.warn({ err: reason, library: 'whatsapp-web.js' }, 'the library left a failure unhandled');
  });
}

const isOfLibrary = (reason: unknown): boolean =>
  BARE.has(reason) || (reason instanceof Error && FROM_LIBRARY.test(reason.stack ?? ''));
