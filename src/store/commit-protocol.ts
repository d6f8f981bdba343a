import type { DatabaseAddress } from './database-address.js';
import type { WriteOp } from './write-op.js';

/** What the worker is started with. */
export interface WorkerSettings {
  readonly database: DatabaseAddress;
  /** Of SQLite. */
  readonly busyTimeoutMs: number;
  /** Waited before every commit; 0 outside of tests. */
  readonly commitDelayMs: number;
}

/** What one call enqueued: applied as a whole or not at all. */
export interface Group {
  readonly mark: number;
  readonly ops: readonly WriteOp[];
}

/** A batch is one transaction. `close` ends the worker after what was posted before it. */
export type WorkerRequest = { readonly kind: 'batch'; readonly groups: readonly Group[] } | { readonly kind: 'close' };

export type WorkerReport =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'committed';
      /** The newest journal sequence of this batch; 0 if it journalled nothing. */
      readonly lastSeq: number;
      /** Whether webhook deliveries became due with it. */
      readonly deliveries: boolean;
      /** What was left out because its session, webhook or delivery is gone. */
      readonly dropped: readonly Dropped[];
      readonly refused: readonly Refused[];
      /** Names of files below STORAGE_LOCAL_PATH that no message has any more. */
      readonly freed: readonly string[];
    }
  /** Nothing of the batch is on disk. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface Dropped {
  readonly op: WriteOp['op'] | 'delivery';
  /** Id of the session, webhook, message or delivery that it was for. */
  readonly of: string;
}

/** A group whose values do not fit the tables. Nothing of it was written; the rest of its batch was. */
export interface Refused {
  readonly mark: number;
  readonly reason: string;
  /** What must be unique is there already; otherwise the values themselves are at fault. */
  readonly conflict: boolean;
}
