import type { Logger } from '../runtime/logger.js';
import type { CommitQueue } from '../store/commit-queue.js';

const FIRST_TRY_MS = 500;
const LONGEST_WAIT_MS = 5000;

export interface StoreRecoveryDeps {
  readonly commits: CommitQueue;
  readonly logger: Logger;
  /** The store failed; `durable` is the newest mark that is on disk. */
  readonly onFailed: (durable: number) => void;
  /** The store takes writes again, until it says otherwise. */
  readonly onRecovered: () => void;
}

/** Tries a failed store again, after growing waits, for as long as it takes. */
export class StoreRecovery {
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  /** Recoveries since something was last written. */
  private tries = 0;
  private readonly forget: (() => void)[];

  constructor(private readonly deps: StoreRecoveryDeps) {
    const { commits } = deps;
    this.forget = [commits.onFail((error) => this.failed(error)), commits.onDurable(() => (this.tries = 0))];
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const forget of this.forget) forget();
  }

  private failed(error: Error): void {
    this.deps.onFailed(this.deps.commits.durable);
    this.tryLater(error);
  }

  private tryLater(error: Error): void {
    const { commits, logger, onRecovered } = this.deps;
    const waitMs = Math.min(FIRST_TRY_MS * 2 ** this.tries, LONGEST_WAIT_MS);
    logger.error({ err: error, waitMs }, 'the database takes no writes; trying again');
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      commits.recover().then(
        () => commits.failed || onRecovered(),
        (reason: Error) => this.closed || this.tryLater(reason),
      );
    }, waitMs);
  }
}
