export interface CacheLimits {
  readonly maxEntries: number;
  /** Without it an entry stays until there is no room. */
  readonly ttlMs?: number;
}

interface Entry {
  readonly value: unknown;
  readonly expiresAt: number;
}

/**
 * A cache in the shape that Baileys expects of one, with a limit that its own default lacks and without timers. The
 * entry that was used longest ago goes first. `mset` takes Baileys' `{ key, value }`: a cache that wants another shape
 * accepts them, stores nothing, and every text then asks the server for devices and keys again.
 */
export class BoundedCache {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly limits: CacheLimits) {}

  get<T>(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.expiresAt <= Date.now()) return undefined;
    this.#entries.set(key, entry);
    return entry.value as T;
  }

  set<T>(key: string, value: T): true {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt: Date.now() + (this.limits.ttlMs ?? Infinity) });
    if (this.#entries.size > this.limits.maxEntries) {
      this.#entries.delete(this.#entries.keys().next().value as string);
    }
    return true;
  }

  del(key: string): number {
    return this.#entries.delete(key) ? 1 : 0;
  }

  async mget<T>(keys: string[]): Promise<Record<string, T | undefined>> {
    return Object.fromEntries(keys.map((key) => [key, this.get<T>(key)]));
  }

  mset<T>(entries: { key: string; value: T }[]): true {
    for (const { key, value } of entries) this.set(key, value);
    return true;
  }

  flushAll(): void {
    this.#entries.clear();
  }

  /** As an LRU cache names it. */
  clear(): void {
    this.flushAll();
  }
}
