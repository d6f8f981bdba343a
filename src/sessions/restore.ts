import type { Logger } from '../runtime/logger.js';

/** Between one session and the next. */
const GAP_MS = 2000;

export interface RestoreDeps {
  /** Whether the session is linked and does not run. */
  readonly mayStart: (id: string) => boolean;
  readonly start: (id: string) => Promise<void>;
  readonly logger: Logger;
}

/** Starts sessions one after another, each after a pause, whatever became of the one before. */
export class Restore {
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(private readonly deps: RestoreDeps) {}

  /** @param ids which, in this order */
  async run(ids: readonly string[]): Promise<void> {
    const { mayStart, start, logger } = this.deps;
    for (const id of ids) {
      if (this.#isOver) return;
      if (!mayStart(id)) continue;
      try {
        await start(id);
      } catch (error) {
        logger.error({ sessionId: id, err: error }, 'a session could not be brought back');
      }
      await this.#pause();
    }
  }

  /** Starts no other. */
  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GAP_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
