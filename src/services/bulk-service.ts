import { randomBytes } from 'node:crypto';
import { DELAY_MS, estimatedMs, type AfterCrash, type BulkOptions } from '../domain/bulk.js';
import { GatewayError, NotFoundError, SessionNotFoundError } from '../domain/errors.js';
import { newRowId } from '../runtime/ids.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { WriteRefusedError } from '../store/commit-queue.js';
import type { MessageBatch, Store } from '../store/store.js';
import type { BulkIntake, NewBulkItem } from './bulk-intake.js';
import type { BulkRunner } from './bulk-runner.js';
import { capabilityFor } from './plain-content.js';
import type { Submission } from './submission.js';

export interface BulkServiceDeps {
  readonly store: Pick<Store, 'batches' | 'commits' | 'sessions'>;
  readonly sessions: Pick<SessionRegistry, 'able'>;
  readonly intake: BulkIntake;
  readonly runner: BulkRunner;
  /** BULK_AFTER_CRASH: for batches that do not say. */
  readonly afterCrash: AfterCrash;
  /** The request that a batch is submitted with. */
  readonly submission?: Submission;
}

export interface NewBatch {
  readonly sessionId: string;
  /** What the caller calls it; made up when it is left out. */
  readonly batchId?: string | null | undefined;
  readonly messages: readonly NewBulkItem[];
  readonly options?: { readonly [K in keyof BulkOptions]?: BulkOptions[K] | null | undefined } | null | undefined;
}

/** Messages that are sent one after another, with pauses, while the caller goes on with something else. */
export class BulkService {
  constructor(private readonly deps: BulkServiceDeps) {}

  /** The same, for what is submitted at a request. */
  under(submission: Submission): BulkService {
    return new BulkService({ ...this.deps, submission });
  }

  /**
   * Stores a batch and begins to send it. When this resolves the batch is on disk.
   * @throws SessionNotFoundError, NotImplementedError if the engine cannot send one of the kinds,
   * SessionNotConnectedError unless the session is `ready`, ValidationError, GatewayError PAYLOAD_TOO_LARGE, GatewayError
   * VALIDATION_FAILED if the session has a batch of that name
   */
  async submit({ sessionId, batchId, messages, options }: NewBatch): Promise<MessageBatch> {
    const { store, sessions, intake, runner, submission } = this.deps;
    const before = submission?.doubted === undefined ? undefined : await store.batches.byId(submission.doubted);
    if (before !== undefined) return before;
    const checked = intake.check(messages);
    const kinds = new Set(checked.map(({ kind }) => capabilityFor(kind)));
    const { own } = sessions.able(sessionId, ...kinds);
    const name = batchId ?? `batch_${randomBytes(4).toString('hex')}`;
    if ((await store.batches.byName(sessionId, name)) !== undefined) throw takenError(name);
    const items = await intake.take(sessionId, checked);
    const id = newRowId();
    const row = { id, sessionId, name, account: own, options: JSON.stringify(this.optionsOf(options ?? {})) };
    try {
      await store.commits.write([
        ...(submission?.recorded(id) ?? []),
        { op: 'bulk.insert', sessionId, row: { ...row, createdAt: Date.now() }, items },
      ]);
    } catch (error) {
      await intake.discard(items, error);
      // The name is all that can be there already.
      if (error instanceof WriteRefusedError && error.conflict) throw takenError(name, error);
      throw error;
    }
    const batch = await this.get(sessionId, name);
    runner.start(id);
    return batch;
  }

  /** @throws NotFoundError, SessionNotFoundError */
  async get(sessionId: string, name: string): Promise<MessageBatch> {
    const batch = await this.deps.store.batches.byName(sessionId, name);
    if (batch !== undefined) return batch;
    await this.requireSession(sessionId);
    throw new NotFoundError('Batch', name);
  }

  /** Newest first. @throws SessionNotFoundError */
  async list(sessionId: string, limit: number, offset: number): Promise<MessageBatch[]> {
    await this.requireSession(sessionId);
    return this.deps.store.batches.page({ sessionId, limit, offset });
  }

  /**
   * Cancels what waits; a message that is on its way comes to its end.
   * @throws NotFoundError, SessionNotFoundError, GatewayError VALIDATION_FAILED if it is completed or cancelled already
   */
  async cancel(sessionId: string, name: string): Promise<MessageBatch> {
    const { store, runner } = this.deps;
    const before = await this.get(sessionId, name);
    if (isOver(before)) throw overError(before);
    // In one breath: what the runner has enqueued before this is on its way, and nothing comes behind it.
    const mark = store.commits.enqueue([{ op: 'bulk.cancel', sessionId, batchId: before.id, at: Date.now() }]);
    runner.stop(before.id);
    try {
      await store.commits.settled(mark);
    } catch (error) {
      runner.start(before.id);
      throw error;
    }
    const batch = await this.get(sessionId, name);
    if (batch.status !== 'cancelled') throw overError(batch);
    return batch;
  }

  private optionsOf(given: NonNullable<NewBatch['options']>): BulkOptions {
    return {
      delayMs: given.delayMs ?? DELAY_MS.usual,
      randomizeDelay: given.randomizeDelay ?? true,
      stopOnError: given.stopOnError ?? false,
      afterCrash: given.afterCrash ?? this.deps.afterCrash,
    };
  }

  private async requireSession(sessionId: string): Promise<void> {
    if ((await this.deps.store.sessions.byIds([sessionId])).length === 0) throw new SessionNotFoundError(sessionId);
  }
}

/** When a batch should be through, without what the messages themselves take. */
export function estimatedCompletion({ createdAt, startedAt, total, options }: MessageBatch): Date {
  return new Date((startedAt ?? createdAt).getTime() + estimatedMs(total, options as unknown as BulkOptions));
}

const isOver = ({ status }: MessageBatch): boolean => status === 'completed' || status === 'cancelled';

const takenError = (name: string, cause?: Error): GatewayError =>
  new GatewayError('VALIDATION_FAILED', `Batch "${name}" already exists`, { cause });

const overError = ({ name, status }: MessageBatch): GatewayError =>
  new GatewayError('VALIDATION_FAILED', `Batch "${name}" is already ${status}`);
