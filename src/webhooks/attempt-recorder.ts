import { setTimeout as sleep } from 'node:timers/promises';
import type { CommitQueue } from '../store/commit-queue.js';
import type { AttemptRecord } from './attempt.js';

/** How long results wait for company: one transaction holds them all then. After a crash they would be made again. */
const GATHER_MS = 20;
const MAX_BATCH = 64;
const STORE_POLL_MS = 250;

interface Batch {
  readonly records: AttemptRecord[];
  readonly stored: Promise<boolean>;
  /** Ends the wait for company. */
  go(): void;
}

/** Brings the results of tries to the disk, some at a time, and holds on to them while the store is down. */
export class AttemptRecorder {
  #batch: Batch | undefined;
  #closed = false;

  constructor(private readonly commits: Pick<CommitQueue, 'write'>) {}

  /** @returns true once it is on disk; false if `close` came first */
  record(record: AttemptRecord): Promise<boolean> {
    const batch = (this.#batch ??= this.#gather());
    batch.records.push(record);
    if (batch.records.length >= MAX_BATCH) batch.go();
    return batch.stored;
  }

  /** Gives up on everything that is not on disk. */
  close(): void {
    this.#closed = true;
  }

  #gather(): Batch {
    const records: AttemptRecord[] = [];
    let go = (): void => undefined;
    const full = new Promise<void>((resolve) => (go = resolve));
    const timer = setTimeout(go, GATHER_MS);
    const stored = full.then(() => {
      clearTimeout(timer);
      this.#batch = undefined;
      return this.#store(records);
    });
    return { records, stored, go };
  }

  async #store(records: readonly AttemptRecord[]): Promise<boolean> {
    while (!this.#closed) {
      try {
        await this.commits.write(records);
        return true;
      } catch {
        await sleep(STORE_POLL_MS);
      }
    }
    return false;
  }
}
