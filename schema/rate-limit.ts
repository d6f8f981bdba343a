import { getGraphQLRateLimiter } from 'graphql-rate-limit';
import type { GraphQLResolveInfo } from 'graphql';
import { RateLimitedError } from '../src/domain/errors.js';
import { WindowStore, type RateLimitTier } from './rate-limit-store.js';

/** What the `X-RateLimit-*` headers say: of the tier with the least room. Empty while nothing was counted. */
export interface RateLimitReport {
  limit?: number;
  remaining?: number;
  /** Whole seconds until that tier starts afresh. */
  resetS?: number;
  /**
   * Root fields that were counted before the operation ran and are not counted again when they do. REST counts before
   * it looks at the input.
   */
  prepaid?: number;
}

export interface RateLimiter {
  /**
   * Counts one call of a client in every tier and fills the report.
   * @throws RateLimitedError from the first tier that has no room; the later ones then do not count the call
   */
  count(ip: string, report: RateLimitReport): Promise<void>;
}

const NO_ARGS = {};

/** One budget per client address over all fields, in memory of this process. */
export function createRateLimiter(tiers: readonly RateLimitTier[], now?: () => number): RateLimiter {
  const active = tiers.filter((tier) => tier.limit > 0);
  const store = new WindowStore(active, now);
  const limiter = getGraphQLRateLimiter({ store, identifyContext: (context: { ip: string }) => context.ip });
  const plans = active.map(({ tier, limit, windowMs }) => ({
    tier,
    limit,
    // The library counts per field name; one name for all fields makes it one budget.
    info: { fieldName: tier } as GraphQLResolveInfo,
    options: { max: limit, window: `${windowMs}ms` },
  }));

  return {
    async count(ip, report) {
      const context = { ip };
      report.remaining = undefined;
      for (const { tier, limit, info, options } of plans) {
        const refused = await limiter({ parent: undefined, args: NO_ARGS, context, info }, options);
        const { count, resetInMs } = store.state(tier, ip);
        const remaining = Math.max(0, limit - count);
        const resetS = Math.max(1, Math.ceil(resetInMs / 1000));
        if (report.remaining === undefined || remaining < report.remaining) {
          Object.assign(report, { limit, remaining, resetS });
        }
        if (refused !== undefined) throw new RateLimitedError(resetS);
      }
    },
  };
}
