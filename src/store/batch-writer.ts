import { allOf } from './commit-ops/all-of.js';
import { type Apply, prepareApply, subjectOf } from './commit-ops/apply.js';
import { Batch } from './commit-ops/batch.js';
import { isConflict, isOrphan, isUnfit } from './commit-ops/refusal.js';
import { isSentAhead, Sent } from './commit-ops/sent.js';
import type { Group } from './commit-protocol.js';
import { CommitInDoubtError, type WriteConnection } from './write-connection.js';
import type { WriteOp } from './write-op.js';

/** @param sent what is under way and was not waited for */
type ApplyGroup = (group: Group, batch: Batch, sent: Sent) => Promise<void>;

/** Makes batches of groups into transactions, on one connection. */
export class BatchWriter {
  readonly #apply: Apply;
  /** Sessions that are gone. */
  readonly #deleted = new Set<string>();
  #inDoubt: Batch | undefined;

  /**
   * @param beforeCommit awaited before every commit
   */
  constructor(
    private readonly connection: WriteConnection,
    private readonly beforeCommit: () => Promise<void> | undefined = () => undefined,
  ) {
    this.#apply = prepareApply(connection.sql, this.#deleted);
  }

  /**
   * Makes the connection usable, at first and after `write` failed.
   * @returns the batch that failed, if it turns out to be on disk
   */
  async open(): Promise<Batch | undefined> {
    const isOnDisk = await this.connection.open();
    const batch = this.#inDoubt;
    this.#inDoubt = undefined;
    if (!isOnDisk || batch === undefined) return undefined;
    this.#committed(batch);
    return batch;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /**
   * All of a batch or nothing of it, but for groups whose values do not fit, and operations whose session, message or
   * delivery is gone. To leave something out takes savepoints, which copy every page they touch: they are used only once
   * a batch is known to need them.
   */
  async write(groups: readonly Group[]): Promise<Batch> {
    try {
      return await this.#transact(groups, this.#applyGroup);
    } catch (error) {
      if (!isUnfit(error) && !isOrphan(error)) throw error;
      return this.#transact(groups, this.#applyFitting);
    }
  }

  async #transact(groups: readonly Group[], apply: ApplyGroup): Promise<Batch> {
    const { connection } = this;
    const batch = new Batch();
    try {
      await connection.upkeep();
      await allOf([connection.begin(), this.#applyAll(groups, batch, apply)]);
      await this.beforeCommit();
      await connection.commit();
    } catch (error) {
      if (error instanceof CommitInDoubtError) this.#inDoubt = batch;
      else await connection.rollBack();
      throw error;
    }
    this.#committed(batch);
    return batch;
  }

  /** @throws the error of the first statement that failed: the failures of those behind it say nothing */
  async #applyAll(groups: readonly Group[], batch: Batch, apply: ApplyGroup): Promise<void> {
    const sent = new Sent();
    try {
      for (const group of groups) await apply(group, batch, sent);
    } finally {
      await sent.settled();
    }
  }

  #committed({ deletedSessions, importedSessions }: Batch): void {
    deletedSessions.forEach((sessionId) => this.#deleted.add(sessionId));
    importedSessions.forEach((sessionId) => this.#deleted.delete(sessionId));
  }

  readonly #applyGroup: ApplyGroup = async ({ ops }, batch, sent) => {
    for (const op of ops) {
      sent.take(this.#apply(op, batch));
      if (!isSentAhead(op)) await sent.settled();
    }
  };

  /** Leaves out a group that does not fit, so that one bad row does not stop everybody's writes for good. */
  readonly #applyFitting: ApplyGroup = async ({ mark, ops }, batch) => {
    const error = await this.#attempt('group', batch, isUnfit, async () => {
      for (const op of ops) await this.#applyOwned(op, batch);
    });
    if (error) batch.refused.push({ mark, reason: error.message, conflict: isConflict(error) });
  };

  /** Leaves out an operation whose owner is gone. */
  async #applyOwned(op: WriteOp, batch: Batch): Promise<void> {
    const error = await this.#attempt('operation', batch, isOrphan, () => this.#apply(op, batch));
    if (error) batch.drop(op.op, subjectOf(op));
  }

  /** @returns the error that undid the work; any that is not expected is thrown */
  async #attempt(
    savepoint: string,
    batch: Batch,
    isExpected: (error: unknown) => boolean,
    work: () => Promise<void>,
  ): Promise<Error | undefined> {
    const run = (text: string): Promise<number> => this.connection.sql.prepare(`${text} "${savepoint}"`).run();
    const restore = batch.mark();
    let failure: Error | undefined;
    await run('SAVEPOINT');
    try {
      await work();
    } catch (error) {
      if (!isExpected(error)) throw error;
      await run('ROLLBACK TO');
      restore();
      failure = error as Error;
    }
    await run('RELEASE');
    return failure;
  }
}
