import { setTimeout as timeout } from 'node:timers/promises';
import { RANDOM_DELAY_MS, type BulkOptions } from '../domain/bulk.js';
import { SessionNotConnectedError, SessionNotFoundError, UnavailableError } from '../domain/errors.js';
import type { Logger } from '../runtime/logger.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { MessageBatch, Store } from '../store/store.js';
import type { BulkSender } from './bulk-sender.js';

/** How long a shutdown waits for the messages that are on their way. */
const CLOSE_WITHIN_MS = 10_000;
/** Between two tries to go on while the store takes no writes, or the session came and went. */
const RETRY_EVERY_MS = 1000;

/** @throws the signal's reason once it is aborted */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;
export const realPause: Pause = async (ms, signal) => {
  await timeout(ms, undefined, { signal });
};

export interface BulkRunnerDeps {
  readonly store: Pick<Store, 'batches' | 'commits'>;
  readonly sessions: Pick<SessionRegistry, 'untilConnected'>;
  readonly sender: BulkSender;
  readonly pause: Pause;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly logger: Logger;
}

interface Run {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/**
 * The owner of every batch that is under way: one loop a batch, one item at a time. Everything a loop knows it reads from
 * the rows, so that it goes on after a restart as it would have without one. While the session has no link the batch
 * waits.
 */
export class BulkRunner {
  private readonly runs = new Map<string, Run>();
  private readonly closing = new AbortController();

  constructor(private readonly deps: BulkRunnerDeps) {}

  /**
   * Takes over what an earlier process left. Batches that were not begun, or were put back by a shutdown, go on. Those
   * that a crash cut off go on or fail, as they were told to when they were submitted.
   */
  async recover(): Promise<void> {
    const { batches, commits } = this.deps.store;
    const waiting = await batches.unfinished();
    const isOver = (batch: MessageBatch): boolean =>
      batch.status === 'processing' && optionsOf(batch).afterCrash === 'fail';
    const goesOn = new Set(waiting.filter((batch) => !isOver(batch)).map(({ id }) => id));
    for (const item of await batches.inDoubt()) {
      const batch = goesOn.has(item.batchId) ? undefined : await batches.byId(item.batchId);
      if (batch !== undefined) await this.deps.sender.settle(batch, item);
    }
    for (const { id: batchId, sessionId } of waiting.filter(isOver)) {
      const reason = 'The gateway was restarted while the batch was being sent';
      await commits.write([{ op: 'bulk.end', sessionId, batchId, status: 'failed', reason, at: Date.now() }]);
    }
    for (const id of goesOn) this.start(id);
  }

  /** Runs what is stored and was not known to be. */
  async takeUp(): Promise<void> {
    for (const { id } of await this.deps.store.batches.unfinished()) if (!this.runs.has(id)) this.start(id);
  }

  /** Runs a batch, after what still runs of it. */
  start(batchId: string): void {
    if (this.closing.signal.aborted) return;
    const stop = new AbortController();
    const before = this.runs.get(batchId)?.done ?? Promise.resolve();
    const run: Run = {
      stop,
      done: before
        .then(() => this.run(batchId, AbortSignal.any([stop.signal, this.closing.signal])))
        .catch((error: unknown) => this.deps.logger.error({ batchId, err: error }, 'a batch could not go on'))
        .finally(() => {
          if (this.runs.get(batchId) === run) this.runs.delete(batchId);
        }),
    };
    this.runs.set(batchId, run);
  }

  /** From here on no further item of the batch is begun; one that is on its way comes to its end. */
  stop(batchId: string): void {
    this.runs.get(batchId)?.stop.abort();
  }

  /** Stops between items. Batches that are not over are put back, and go on at the next start. */
  async close(): Promise<void> {
    this.closing.abort();
    const over = Promise.all([...this.runs.values()].map(({ done }) => done));
    await Promise.race([over, timeout(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  }

  private async run(batchId: string, stop: AbortSignal): Promise<void> {
    const { batches, commits } = this.deps.store;
    for (let isFirst = true; !stop.aborted; isFirst = false) {
      const batch = await batches.byId(batchId);
      if (batch === undefined || !['pending', 'processing'].includes(batch.status)) return;
      try {
        if (batch.status === 'pending') {
          await commits.write([{ op: 'bulk.start', sessionId: batch.sessionId, batchId, at: Date.now() }]);
        }
        if (await this.step(batch, isFirst, stop)) return;
      } catch (error) {
        if (error instanceof SessionNotFoundError) return;
        const isPassing = error instanceof SessionNotConnectedError || error instanceof UnavailableError;
        if (!isPassing && !stop.aborted) throw error;
        if (!stop.aborted) await this.deps.pause(RETRY_EVERY_MS, stop).catch(() => undefined);
      }
    }
    if (this.closing.signal.aborted) await this.putBack(batchId);
  }

  /** @returns whether the batch is over */
  private async step(batch: MessageBatch, isFirst: boolean, stop: AbortSignal): Promise<boolean> {
    const { store, sessions, sender, pause } = this.deps;
    const { stopOnError } = optionsOf(batch);
    if (stopOnError && batch.failed > 0) return this.end(batch, 'failed', 'A message failed, and it was to stop then');
    const item = await store.batches.next(batch.id);
    if (item === undefined) return this.end(batch, batch.sent === 0 && batch.failed > 0 ? 'failed' : 'completed');
    if (!isFirst) await pause(this.delayMs(batch), stop);
    const session = await sessions.untilConnected(batch.sessionId, stop);
    if (session.own !== batch.account) {
      return this.end(batch, 'failed', 'The session is linked to another account now');
    }
    await sender.send(batch, item, session, { stop, closing: this.closing.signal });
    return false;
  }

  private async end(
    { id: batchId, sessionId }: MessageBatch,
    status: 'completed' | 'failed',
    reason: string | null = null,
  ): Promise<true> {
    await this.deps.store.commits.write([{ op: 'bulk.end', sessionId, batchId, status, reason, at: Date.now() }]);
    return true;
  }

  private async putBack(batchId: string): Promise<void> {
    const { batches, commits } = this.deps.store;
    const batch = await batches.byId(batchId);
    if (batch !== undefined) await commits.write([{ op: 'bulk.pause', sessionId: batch.sessionId, batchId }]);
  }

  private delayMs(batch: MessageBatch): number {
    const { delayMs, randomizeDelay } = optionsOf(batch);
    return delayMs + (randomizeDelay ? Math.floor(this.deps.random() * RANDOM_DELAY_MS) : 0);
  }
}

const optionsOf = ({ options }: MessageBatch): BulkOptions => options as unknown as BulkOptions;
