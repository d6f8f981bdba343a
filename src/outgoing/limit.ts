import { describe } from './failure.js';

/** The gateway is shutting down. */
class ClosedError extends Error {
  readonly code = 'ERR_CANCELED';
}
class TimeLimitError extends Error {}

/** Bounds an exchange: by time, and by the end of the gateway. */
export class Limit {
  readonly #timer: NodeJS.Timeout;
  #cutOff: ((error: Error) => void) | undefined;
  #ended: Error | undefined;

  /** @param running those that are in force */
  constructor(
    private readonly timeoutMs: number,
    private readonly running: Set<Limit>,
  ) {
    this.#timer = setTimeout(() => this.#cut(new TimeLimitError()), timeoutMs);
    running.add(this);
  }

  /** From now on this ends what is under way; it is called at once if the time is over. */
  bounds(cutOff: (error: Error) => void): void {
    this.#cutOff = cutOff;
    if (this.#ended !== undefined) cutOff(this.#ended);
  }

  /** What is under way fails. */
  close(): void {
    this.#cut(new ClosedError());
  }

  /** What is under way needs no bounds any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.running.delete(this);
  }

  explain(error: unknown): ReturnType<typeof describe> {
    return this.#ended instanceof TimeLimitError
      ? { failure: 'timeout', error: `No answer within ${this.timeoutMs} ms.` }
      : describe(error);
  }

  #cut(error: Error): void {
    this.#ended ??= error;
    this.#cutOff?.(this.#ended);
  }
}
