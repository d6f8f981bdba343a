/** Lets one in at a time, in order. */
export class Turnstile {
  #last: Promise<void> = Promise.resolve();

  /** @param longestMs who stays longer no longer keeps the next one waiting */
  constructor(private readonly longestMs: number) {}

  /**
   * Resolves when it is the caller's turn, or at once when `signal` is aborted.
   * @returns to be called when done; calling it again does nothing
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    const before = this.#last;
    let leave = (): void => {};
    this.#last = new Promise<void>((resolve) => (leave = resolve)).then(() => before);
    await new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      void before.then(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const timer = setTimeout(leave, this.longestMs).unref();
    return () => {
      clearTimeout(timer);
      leave();
    };
  }
}
