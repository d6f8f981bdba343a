import { RateLimitedError } from '../domain/errors.js';

const LIMIT = 20;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;

interface Window {
  count: number;
  readonly endsAt: number;
}

/** Counts keys that do not exist, by address, so that guessing costs neither the database nor much of our time. */
export class BadTries {
  private readonly addresses = new Map<string, Window>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws RateLimitedError if the address has used up its tries */
  require(ip: string): void {
    const window = this.addresses.get(ip);
    if (window === undefined || window.count < LIMIT) return;
    const leftMs = window.endsAt - this.now();
    if (leftMs > 0) throw new RateLimitedError(Math.ceil(leftMs / 1000));
  }

  count(ip: string): void {
    const now = this.now();
    const window = this.addresses.get(ip);
    if (window !== undefined && window.endsAt > now) {
      window.count += 1;
      return;
    }
    this.addresses.delete(ip);
    // In order of insertion, and windows are equally long: the first ones expire first.
    for (const [address, { endsAt }] of this.addresses) {
      if (endsAt > now && this.addresses.size < MAX_ADDRESSES) break;
      this.addresses.delete(address);
    }
    this.addresses.set(ip, { count: 1, endsAt: now + WINDOW_MS });
  }
}
