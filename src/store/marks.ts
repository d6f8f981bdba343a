/** Failures that are remembered for those who ask late about a mark. */
const MAX_LOST = 1000;

interface Waiter {
  readonly mark: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The marks after `after`, up to `upTo`. */
interface Lost {
  readonly after: number;
  readonly upTo: number;
  readonly error: Error;
}

/** Numbers for what is to be written, one after the other, and those who wait to hear what became of it. */
export class Marks {
  #given = 0;
  #decided = 0;
  /** In the order of their marks. */
  readonly #waiters: Waiter[] = [];
  /** The newest of those that will never be on disk. */
  readonly #lost: Lost[] = [];

  /** The newest that was given out. */
  get given(): number {
    return this.#given;
  }
  /** Up to this one everything is on disk or lost. */
  get decided(): number {
    return this.#decided;
  }

  give(): number {
    return ++this.#given;
  }

  /**
   * Resolves once a mark is on disk.
   * @throws what it was lost with
   */
  reached(mark: number): Promise<void> {
    const lost = this.#lost.find(({ after, upTo }) => mark > after && mark <= upTo);
    if (lost) return Promise.reject(lost.error);
    if (mark <= this.#decided) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter = { mark, resolve, reject };
      const index = this.#waiters.findLastIndex((other) => other.mark <= mark) + 1;
      this.#waiters.splice(index, 0, waiter);
    });
  }

  /** Those who wait are told with `tell`. */
  decide(mark: number): void {
    this.#decided = mark;
  }

  /** Those who wait are told with `tell`. */
  lose(lost: Lost): void {
    this.#lost.push(lost);
    if (this.#lost.length > MAX_LOST) this.#lost.shift();
  }

  /** Tells those who wait for what is decided or lost. */
  tell(): void {
    const known = Math.max(this.#decided, this.#lost.at(-1)?.upTo ?? 0);
    const count = this.#waiters.findLastIndex(({ mark }) => mark <= known) + 1;
    for (const { mark, resolve, reject } of this.#waiters.splice(0, count)) this.reached(mark).then(resolve, reject);
  }
}
