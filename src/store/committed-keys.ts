import { BoundedCache } from '../runtime/bounded-cache.js';

/** Over all sessions; some kilobytes each. */
const MAX_KEYS = 2000;

/** undefined: there is no such key. */
interface Committed {
  readonly value: string | undefined;
}

/**
 * Keys that are on disk as they are here, those that were used last: the next text of a chat needs the keys of the text
 * before it, one after the other. Whoever writes a key has it forgotten first.
 */
export class CommittedKeys {
  /** Without a value: it is being read. */
  readonly #keys = new BoundedCache({ maxEntries: MAX_KEYS });

  get(key: string): Committed | undefined {
    const known = this.#keys.get<Partial<Committed>>(key);
    return known !== undefined && 'value' in known ? (known as Committed) : undefined;
  }

  /** @returns takes what the disk has, unless the key was forgotten since */
  reading(key: string): (value: string | undefined) => void {
    const read: { value?: string | undefined } = {};
    this.#keys.set(key, read);
    return (value) => (read.value = value);
  }

  set(key: string, value: string | undefined): void {
    this.#keys.set(key, { value });
  }

  forget(key: string): void {
    this.#keys.del(key);
  }

  forgetAll(): void {
    this.#keys.flushAll();
  }
}
