import type { Context, Services } from '../../schema/context.js';
import { createRateLimiter } from '../../schema/rate-limit.js';
import type { Config } from '../config/config.js';
import { GatewayError } from '../domain/errors.js';
import type { EventStream } from '../events/event-stream.js';
import type { Store } from '../store/store.js';

interface ContextDeps {
  readonly services: Services;
  readonly store: Store;
  readonly events: EventStream;
  readonly rateLimit: Config['rateLimit'];
}

export type MakeContext = (key: string | undefined, ip: string) => Promise<Context>;

/** Makes the context of a request. A key that is missing or refused leaves `caller` null and says why in `refusal`. */
export function createContextFactory({ services, store, events, rateLimit }: ContextDeps): MakeContext {
  const limiter = createRateLimiter(rateLimit);
  return async (key, ip) => {
    const common = { ip, services, store, events, limiter, rateLimit: {}, submissions: [] };
    if (key === undefined) return { ...common, caller: null };
    try {
      return { ...common, caller: await services.apiKeys.authenticate(key, ip) };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      services.audit.refused({ caller: null, ip }, error);
      return { ...common, caller: null, refusal: error };
    }
  };
}

const UNCOUNTED = createRateLimiter([]);

/** What a webhook's own payload may see: what an operator sees of this session, and nothing of another. */
export const contextOfWebhook = (
  sessionId: string,
  parts: Pick<ContextDeps, 'services' | 'store' | 'events'>,
): Context => ({
  ...parts,
  caller: { keyId: '', keyName: 'webhook', role: 'operator', allowedSessions: [sessionId] },
  ip: '',
  limiter: UNCOUNTED,
  rateLimit: {},
  submissions: [],
});
