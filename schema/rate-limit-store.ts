import type { Store } from 'graphql-rate-limit';

/** How many calls a client may make within a window. */
export interface RateLimitTier {
  readonly tier: string;
  /** 0 switches the tier off. */
  readonly limit: number;
  readonly windowMs: number;
}

export interface WindowState {
  readonly count: number;
  readonly resetInMs: number;
}

interface Window {
  count: number;
  readonly endsAt: number;
}

type Identity = Parameters<Store['getForIdentity']>[0];

/** Clients remembered per tier. Beyond it the one whose window is the oldest is forgotten. */
const MAX_CLIENTS = 20_000;

/**
 * Call counts per tier (`fieldIdentity`) and client (`contextIdentity`) in fixed windows that open with the first call.
 *
 * The library's own store keeps one time stamp per call and copies all of them on every call; this one keeps a number.
 * Reading also counts, since the library awaits between reading and writing: calls made at the same moment would all
 * see room. Windows of one tier are equally long, so a map in order of insertion is in order of expiry and old ones
 * are dropped from its front, without timers.
 */
export class WindowStore implements Store {
  private readonly tiers = new Map<string, { readonly windowMs: number; readonly clients: Map<string, Window> }>();

  constructor(
    tiers: readonly RateLimitTier[],
    private readonly now: () => number = () => performance.now(),
  ) {
    for (const { tier, windowMs } of tiers) this.tiers.set(tier, { windowMs, clients: new Map() });
  }

  getForIdentity({ contextIdentity, fieldIdentity }: Identity): readonly number[] {
    const { windowMs, clients } = this.tierOf(fieldIdentity);
    const now = this.now();
    const known = clients.get(contextIdentity);
    if (known !== undefined && known.endsAt > now) return earlierCalls(known.count++);
    clients.delete(contextIdentity);
    for (const [client, window] of clients) {
      if (window.endsAt > now && clients.size < MAX_CLIENTS) break;
      clients.delete(client);
    }
    clients.set(contextIdentity, { count: 1, endsAt: now + windowMs });
    return earlierCalls(0);
  }

  /** Nothing to do: reading has counted the call. */
  setForIdentity(): void {}

  state(tier: string, client: string): WindowState {
    const window = this.tierOf(tier).clients.get(client);
    if (window === undefined) return { count: 0, resetInMs: 0 };
    return { count: window.count, resetInMs: Math.max(0, window.endsAt - this.now()) };
  }

  private tierOf(name: string) {
    const tier = this.tiers.get(name);
    if (tier === undefined) throw new Error(`Unknown rate limit tier ${name}`);
    return tier;
  }
}

/**
 * All that the library does with the calls it is given: filter the expired ones out (the store has), read the length,
 * and copy the rest for `setForIdentity` (which keeps nothing).
 */
const earlierCalls = (count: number): readonly number[] => {
  const calls = { length: count, filter: () => calls, [Symbol.iterator]: () => [][Symbol.iterator]() };
  return calls as unknown as readonly number[];
};
