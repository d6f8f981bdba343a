type Result<T> = IteratorResult<T, undefined>;
const DONE: Result<never> = { done: true, value: undefined };

/**
 * Values in order, the next of which may not be there yet. Who serves thousands takes what is there and is called when
 * there may be more, so that no promise is made for each of them; everybody else iterates. Not an async generator, whose
 * `return` would wait for the next value.
 */
export abstract class Source<T> implements AsyncIterableIterator<T, undefined> {
  /** Calls of `next` that are not answered yet, and the newest of them. */
  #calls = 0;
  #newest: Promise<unknown> = Promise.resolve();
  #listener: (() => void) | undefined;
  #hasEnded = false;

  /** @returns the next value; undefined if there is none yet. What it throws ends the source. */
  protected abstract poll(): T | undefined;

  /** Called once, at the end. */
  protected abstract release(): void;

  /** There is no value any more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * @returns the next value; undefined if there is none yet, or none any more
   * @throws what ended it, once
   */
  take(): T | undefined {
    if (this.#hasEnded) return undefined;
    try {
      return this.poll();
    } catch (error) {
      this.end();
      throw error;
    }
  }

  /** To be called when `take` gave nothing. @param listener called once, when another `take` is worth it or it has ended */
  whenReady(listener: () => void): void {
    this.#listener = listener;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls that overlap are answered one after the other. */
  next(): Promise<Result<T>> {
    const advance = () => this.#advance();
    const result = this.#calls++ === 0 ? advance() : this.#newest.then(advance, advance);
    this.#newest = result;
    return result;
  }

  return(): Promise<Result<T>> {
    this.end();
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<Result<T>> {
    this.end();
    return Promise.reject(error as Error);
  }

  /** `take` is worth another try. */
  protected ready(): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.();
  }

  protected end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.release();
    this.ready();
  }

  async #advance(): Promise<Result<T>> {
    try {
      for (;;) {
        const value = this.take();
        if (value !== undefined) return { done: false, value };
        if (this.#hasEnded) return DONE;
        await new Promise<void>((resolve) => this.whenReady(resolve));
      }
    } finally {
      this.#calls--;
    }
  }
}
