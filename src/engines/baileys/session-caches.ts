import { BoundedCache } from '../../runtime/bounded-cache.js';

const MINUTE_MS = 60_000;

/**
 * What a session remembers over reconnects: a retry must not start counting anew, and devices that are known need not
 * be asked for. Changes of devices arrive as notifications; the time limit covers a missed one.
 */
export interface SessionCaches {
  readonly devices: BoundedCache;
  readonly retries: BoundedCache;
  readonly calls: BoundedCache;
  readonly placeholders: BoundedCache;
}

export const createSessionCaches = (): SessionCaches => ({
  devices: new BoundedCache({ maxEntries: 2000, ttlMs: 60 * MINUTE_MS }),
  retries: new BoundedCache({ maxEntries: 2000, ttlMs: 60 * MINUTE_MS }),
  calls: new BoundedCache({ maxEntries: 100, ttlMs: 5 * MINUTE_MS }),
  placeholders: new BoundedCache({ maxEntries: 500, ttlMs: 60 * MINUTE_MS }),
});
