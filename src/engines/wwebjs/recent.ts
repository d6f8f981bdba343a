/** The newest entries of a map, the oldest go first: what is remembered per link must not grow for ever. */
export class Recent<V> {
  readonly #entries = new Map<string, V>();

  constructor(private readonly maxEntries: number) {}

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.maxEntries) this.#entries.delete(this.#entries.keys().next().value as string);
  }

  /** @returns whether it was there */
  delete(key: string): boolean {
    return this.#entries.delete(key);
  }
}
