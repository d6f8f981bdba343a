import type { DatabaseAddress } from './database-address.js';
import type { EventType } from '../domain/event.js';
import type { DeliveryRow, MessageRow, WriteOp } from './write-op.js';

/** What the worker is started with. */
export interface WorkerSettings {
  readonly database: DatabaseAddress;
  /** On SQLite. */
  readonly busyTimeoutMs: number;
  /** Waited before every commit; 0 outside of tests. */
  readonly commitDelayMs: number;
}

/** What one call enqueued: applied as a whole or not at all. */
export interface Group {
  readonly mark: number;
  readonly ops: readonly WriteOp[];
}

/** A batch is one transaction. `open` comes after a failure. `close` ends the worker after what was posted before it. */
export type WorkerRequest =
  | { readonly kind: 'batch'; readonly groups: readonly Group[] }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' };

/** An event as it was journalled. */
export interface JournalRow {
  readonly seq: number;
  readonly id: string;
  readonly sessionId: string;
  readonly type: EventType;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
  /** JSON text. */
  readonly data: string;
  /** The message it is about, as it was first stored. */
  readonly message: MessageRow | null;
  /** Due at once. */
  readonly deliveries: readonly DeliveryRow[];
  /** When that was; epoch milliseconds. */
  readonly deliveriesAt: number;
}

/** What a batch did that is on disk. */
export interface Committed {
  /** The newest journal sequence of this batch; 0 if it journalled nothing. */
  readonly lastSeq: number;
  /** All that it journalled, in order; null: to be read, for it is much, or something stored before is part of it. */
  readonly journal: readonly JournalRow[] | null;
  /** Whether webhook deliveries became due with it. */
  readonly deliveries: boolean;
  /** What was left out because its session, webhook or delivery is gone. */
  readonly dropped: readonly Dropped[];
  readonly refused: readonly Refused[];
  /** Names of files below STORAGE_LOCAL_PATH that no message has any more. */
  readonly freed: readonly string[];
}

export interface Failure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

export type WorkerReport =
  /** Batches can come. `late` is one that was reported as failed, and is on disk after all. */
  | { readonly kind: 'ready'; readonly late: Committed | null }
  /** It cannot be written to the database; to be asked again with `open`. */
  | { readonly kind: 'unavailable'; readonly failure: Failure }
  | { readonly kind: 'committed'; readonly committed: Committed }
  /** Nothing of the batch is on disk, as far as is known. */
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface Dropped {
  readonly op: WriteOp['op'] | 'delivery';
  /** Id of the session, webhook, message, event or delivery that it was for. */
  readonly of: string;
}

/** A group whose values do not fit the tables. Nothing of it was written; the rest of its batch was. */
export interface Refused {
  readonly mark: number;
  readonly reason: string;
  /** What must be unique is there already; otherwise the values themselves are at fault. */
  readonly conflict: boolean;
}
