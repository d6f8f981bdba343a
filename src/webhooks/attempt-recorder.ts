import { setTimeout as sleep } from 'node:timers/promises';
import type { CommitQueue } from '../store/commit-queue.js';
import type { AttemptRecord, WriteOp } from '../store/write-op.js';

/**
 * How long results wait for company: one transaction holds them all then, that of whatever is written next, if anything
 * is. After a crash the tries would be made again.
 */
const GATHER_MS = 20;
const MAX_BATCH = 64;
const STORE_POLL_MS = 250;

interface Batch {
  readonly records: AttemptRecord[];
  /** What follows from them. */
  readonly also: WriteOp[];
  readonly stored: Promise<boolean>;
  /** Ends the wait for company. */
  go(): void;
}

/** Brings the results of tries to the disk, some at a time, and holds on to them while the store is down. */
export class AttemptRecorder {
  #batch: Batch | undefined;
  #closed = false;

  constructor(private readonly commits: Pick<CommitQueue, 'write' | 'onEnqueue'>) {
    commits.onEnqueue(() => this.#batch?.go());
  }

  /**
   * @param record the result of a try
   * @param also what is to be written together with it
   * @param now somebody waits for it: it does not wait for company
   * @returns true once it is on disk; false if `close` came first
   */
  record(record: AttemptRecord, also: readonly WriteOp[] = [], now = false): Promise<boolean> {
    const batch = (this.#batch ??= this.#gather());
    batch.records.push(record);
    batch.also.push(...also);
    if (now || batch.records.length >= MAX_BATCH) batch.go();
    return batch.stored;
  }

  /** Gives up on everything that is not on disk. */
  close(): void {
    this.#closed = true;
  }

  #gather(): Batch {
    const records: AttemptRecord[] = [];
    const also: WriteOp[] = [];
    let go = (): void => undefined;
    const full = new Promise<void>((resolve) => (go = resolve));
    const timer = setTimeout(go, GATHER_MS);
    const stored = full.then(() => {
      clearTimeout(timer);
      this.#batch = undefined;
      return this.#store([{ op: 'attempts.record', records }, ...also]);
    });
    return { records, also, stored, go };
  }

  async #store(ops: readonly WriteOp[]): Promise<boolean> {
    while (!this.#closed) {
      try {
        await this.commits.write(ops);
        return true;
      } catch {
        await sleep(STORE_POLL_MS);
      }
    }
    return false;
  }
}
