import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatewayError, UnavailableError, WriteInDoubtError } from '../domain/errors.js';
import type { Logger } from '../runtime/logger.js';
import type {
  Committed,
  Failure,
  Group,
  JournalRow,
  WorkerReport,
  WorkerRequest,
  WorkerSettings,
} from './commit-protocol.js';
import { Marks } from './marks.js';
import { packageRoot } from './package-root.js';
import { CommitInDoubtError } from './write-connection.js';
import type { WriteOp } from './write-op.js';

/** Enough that a commit is shared by many, few enough that it stays short. */
const MAX_BATCH_OPS = 512;
/** A long chain of promises keeps `setImmediate` from running; after this many calls a batch goes by itself. */
const FLUSH_EVERY = 32;
const FAILED = 'The database could not be written to';
/** What the worker calls the failure of a commit of which nobody knows whether it is on disk. */
const IN_DOUBT = CommitInDoubtError.name;

type Listener<A extends unknown[]> = (...args: A) => void;
/** Nothing of an enqueued group was written, because of its own values; the store is fine, and others are not affected. */
export class WriteRefusedError extends GatewayError {
  /** @param conflict what must be unique is there already */
  constructor(readonly conflict: boolean) {
    super('INTERNAL', 'The write was refused');
  }
}

/**
 * The one way in for every write to DATABASE_NAME. What was enqueued together or earlier is on disk together or earlier;
 * many enqueuers share one transaction, made by a thread of its own.
 *
 * Fail-stop: at the first failed commit everything not yet on disk is thrown away, `onFail` listeners are called
 * synchronously, and nothing is accepted until `recover`.
 */
export class CommitQueue {
  readonly #marks = new Marks();
  #worker: Worker | undefined;
  #queue: Group[] = [];
  /** The last mark of the batch that the worker has. */
  #inFlight: number | undefined;
  #sinceFlush = 0;
  #timer: NodeJS.Immediate | undefined;
  #failure: UnavailableError | undefined;
  /** Something may be in the journal that no report told of: a commit of which nobody knew, or another gateway's. */
  #mayHaveMissed = true;
  #closed = false;
  /** Waits for the worker to say whether it can write. */
  #opened: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #recovering: Promise<void> | undefined;

  readonly #enqueueListeners = new Set<Listener<[readonly WriteOp[], number]>>();
  readonly #durableListeners = new Set<Listener<[number]>>();
  readonly #refusedListeners = new Set<Listener<[number]>>();
  readonly #failListeners = new Set<Listener<[Error]>>();
  readonly #journalListeners = new Set<Listener<[number, boolean, readonly JournalRow[] | null]>>();
  readonly #freedListeners = new Set<Listener<[readonly string[]]>>();
  readonly #lateListeners = new Set<Listener<[]>>();

  private constructor(
    private readonly settings: WorkerSettings,
    private readonly logger: Logger,
  ) {}

  /** @throws the worker's error if it cannot open the database */
  static async open(settings: WorkerSettings, logger: Logger): Promise<CommitQueue> {
    const queue = new CommitQueue(settings, logger);
    try {
      await queue.#open();
    } catch (error) {
      await queue.close();
      throw error;
    }
    return queue;
  }

  /** The newest mark given out. */
  get enqueued(): number {
    return this.#marks.given;
  }
  /** Every mark up to this one is decided: on disk, or lost in a failure that was recovered from. */
  get durable(): number {
    return this.#marks.decided;
  }
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * @returns the mark that `settled` takes and `onDurable` reports
   * @throws UnavailableError after a failure, until `recover`
   */
  enqueue(ops: readonly WriteOp[]): number {
    if (this.#failure) throw this.#failure;
    if (this.#closed) throw new UnavailableError('The database is closed');
    const mark = this.#marks.give();
    const owned = ops.map(withOwnBytes);
    this.#queue.push({ mark, ops: owned });
    for (const listener of this.#enqueueListeners) listener(owned, mark);
    if (this.#inFlight === undefined) {
      if (++this.#sinceFlush >= FLUSH_EVERY) this.#flush();
      else this.#timer ??= setImmediate(() => this.#flush());
    }
    return mark;
  }

  /**
   * Resolves once the mark is on disk; without one, once everything enqueued so far is decided.
   * @throws UnavailableError if the store failed before that, WriteInDoubtError if it may have been written all the same
   * @throws WriteRefusedError if the values of this mark did not fit the tables; the others are not affected
   */
  settled(mark?: number): Promise<void> {
    if (mark !== undefined) return this.#marks.reached(mark);
    if (this.#failure) return Promise.reject(this.#failure);
    const { given, decided } = this.#marks;
    if (decided >= given) return Promise.resolve();
    return this.#marks.reached(given).catch((error: unknown) => {
      if (!(error instanceof WriteRefusedError)) throw error;
    });
  }

  /** Enqueues and waits for the disk. */
  async write(ops: readonly WriteOp[]): Promise<void> {
    return this.settled(this.enqueue(ops));
  }

  /** Called synchronously within `enqueue`, before anything of it is on disk. */
  onEnqueue(listener: Listener<[ops: readonly WriteOp[], mark: number]>): () => void {
    return subscribe(this.#enqueueListeners, listener);
  }
  /** Called after each commit with its mark, in order. */
  onDurable(listener: Listener<[mark: number]>): () => void {
    return subscribe(this.#durableListeners, listener);
  }
  /** Called with each mark that was refused, before `onDurable` is with its batch. */
  onRefused(listener: Listener<[mark: number]>): () => void {
    return subscribe(this.#refusedListeners, listener);
  }
  /** Called synchronously when the store fails: nothing that is not on disk may have effects. */
  onFail(listener: Listener<[error: Error]>): () => void {
    return subscribe(this.#failListeners, listener);
  }
  /**
   * Called after a commit that journalled events, with the newest sequence, whether deliveries came with it, and all that
   * was journalled since the last call, where that is known without reading.
   */
  onJournal(
    listener: Listener<[lastSeq: number, deliveries: boolean, journal: readonly JournalRow[] | null]>,
  ): () => void {
    return subscribe(this.#journalListeners, listener);
  }

  /** Called after a commit that left files without a message, with their names below STORAGE_LOCAL_PATH. */
  onFreed(listener: Listener<[files: readonly string[]]>): () => void {
    return subscribe(this.#freedListeners, listener);
  }

  /**
   * Called after a recovery if what was told to have failed turns out to be on disk: who holds in memory what is stored
   * reads it anew.
   */
  onLate(listener: Listener<[]>): () => void {
    return subscribe(this.#lateListeners, listener);
  }

  /**
   * After a failure: resolves once writes are accepted again. What was not on disk at the failure stays lost: read anew
   * what is there.
   * @throws the worker's error if the database cannot be written to yet; everything stays as it is
   */
  async recover(): Promise<void> {
    if (this.#failure && !this.#closed) await (this.#recovering ??= this.#recover());
  }

  /** Waits for everything enqueued, then ends the worker. Nothing is accepted from the call on. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#failure) await this.settled().catch(() => undefined);
    const worker = this.#worker;
    if (!worker) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ kind: 'close' } satisfies WorkerRequest);
    await exited;
  }

  async #recover(): Promise<void> {
    try {
      await this.#open();
    } finally {
      this.#recovering = undefined;
    }
  }

  /** Asks the worker, or a new one, whether it can write. */
  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opened = { resolve, reject };
      if (this.#worker) this.#worker.postMessage({ kind: 'open' } satisfies WorkerRequest);
      else this.#startWorker();
    });
  }

  #startWorker(): void {
    const worker = new Worker(workerFile(), { workerData: this.settings });
    this.#worker = worker;
    worker.on('message', (report: WorkerReport) => this.#reported(report));
    worker.once('error', (error) => {
      if (this.#worker === worker) this.#ended(error);
    });
    worker.once('exit', () => {
      if (this.#worker === worker) this.#ended(new Error('The commit worker ended'));
    });
  }

  #ended(error: Error): void {
    const isInDoubt = this.#inFlight !== undefined;
    this.#worker = undefined;
    this.#inFlight = undefined;
    this.#opened?.reject(error);
    if (!this.#closed) this.#fail(error, isInDoubt);
  }

  #reported(report: WorkerReport): void {
    switch (report.kind) {
      case 'ready':
        return this.#ready(report.late);
      case 'unavailable':
        return this.#opened?.reject(errorOf(report.failure));
      case 'committed':
        return this.#committed(report.committed);
      case 'failed':
        this.#inFlight = undefined;
        return this.#fail(errorOf(report.failure), report.failure.name === IN_DOUBT);
    }
  }

  #ready(late: Committed | null): void {
    if (this.#failure) {
      this.#failure = undefined;
      this.#marks.decide(this.#marks.given);
    }
    if (late) {
      this.#tell(late);
      for (const listener of this.#lateListeners) listener();
    }
    this.#opened?.resolve();
  }

  #flush(): void {
    clearImmediate(this.#timer);
    this.#timer = undefined;
    this.#sinceFlush = 0;
    if (this.#inFlight !== undefined || this.#failure || !this.#worker) return;
    let count = 0;
    let size = 0;
    while (count < this.#queue.length && size < MAX_BATCH_OPS) size += this.#queue[count++]?.ops.length ?? 0;
    const groups = this.#queue.splice(0, count);
    const last = groups.at(-1);
    if (!last) return;
    this.#inFlight = last.mark;
    this.#worker.postMessage({ kind: 'batch', groups } satisfies WorkerRequest);
  }

  #committed(committed: Committed): void {
    const { dropped, refused } = committed;
    const mark = this.#inFlight ?? this.#marks.decided;
    this.#inFlight = undefined;
    this.#marks.decide(mark);
    this.#flush();
    for (const { op, of } of dropped) this.logger.debug({ op, of }, 'write dropped: what it belongs to is gone');
    for (const { mark: lost, reason, conflict } of refused) {
      this.logger.error({ reason }, 'write refused: its values do not fit the database');
      this.#marks.lose({ after: lost - 1, upTo: lost, error: new WriteRefusedError(conflict) });
      for (const listener of this.#refusedListeners) listener(lost);
    }
    for (const listener of this.#durableListeners) listener(mark);
    this.#marks.tell();
    this.#tell(committed);
  }

  #tell({ lastSeq, journal, deliveries, freed }: Committed): void {
    if (lastSeq > 0) {
      const known = this.#mayHaveMissed ? null : journal;
      this.#mayHaveMissed = false;
      for (const listener of this.#journalListeners) listener(lastSeq, deliveries, known);
    }
    if (freed.length > 0) for (const listener of this.#freedListeners) listener(freed);
  }

  #fail(cause: Error, isInDoubt: boolean): void {
    if (this.#failure) return;
    this.logger.error({ err: cause }, 'database write failed; writing stops until it is retried');
    const failure = new UnavailableError(FAILED, { cause });
    const error = isInDoubt ? new WriteInDoubtError(FAILED, { cause }) : failure;
    this.#failure = failure;
    this.#mayHaveMissed = true;
    this.#queue = [];
    this.#marks.lose({ after: this.#marks.decided, upTo: this.#marks.given, error });
    for (const listener of [...this.#failListeners]) listener(failure);
    this.#marks.tell();
  }
}

/** An error of the worker's thread, in this one. */
const errorOf = ({ name, code, message }: Failure): Error => Object.assign(new Error(message), { name, code });

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** A view into a larger buffer (a frame, a pool) would take all of that buffer along to the worker. */
function withOwnBytes(op: WriteOp): WriteOp {
  switch (op.op) {
    case 'inbound.put':
      return { ...op, plain: new Uint8Array(op.plain), stanza: op.stanza && new Uint8Array(op.stanza) };
    case 'sent.put':
      return { ...op, message: new Uint8Array(op.message) };
    default:
      return op;
  }
}

/** Beside this file once built. Under a test runner that reads the sources, what the last build made of it. */
function workerFile(): string {
  const beside = join(__dirname, 'commit-worker.js');
  return existsSync(beside) ? beside : join(packageRoot, 'dist/src/store/commit-worker.js');
}
