import { setImmediate } from 'node:timers/promises';
import type { CommitQueue } from './commit-queue.js';
import type { JournalReader } from './journal-reader.js';
import type { Sql, Statement } from './sql.js';

/** Rows looked at, and removed, at once. */
const STEP = 500;

type Row = readonly [seq: number, occurredAt: number, hasDelivery: number];

/** Removes what is old from the journal, in steps that hold up no other write for long. */
export class JournalPruner {
  readonly #next: Statement<[number, number], Row>;
  readonly #undelivered: Statement<[], number | null>;

  constructor(
    sql: Sql,
    private readonly commits: Pick<CommitQueue, 'write'>,
    private readonly journal: Pick<JournalReader, 'oldest'>,
  ) {
    this.#next = sql.prepareTuples(
      `SELECT "seq", "occurredAt", EXISTS (SELECT 1 FROM "Delivery" WHERE "Delivery"."eventSeq" = "Event"."seq")
       FROM "Event" WHERE "seq" >= ? ORDER BY "seq" LIMIT ?`,
    );
    this.#undelivered = sql.prepareValues(`SELECT min("eventSeq") FROM "Delivery" WHERE "state" = 'PENDING'`);
  }

  /**
   * The journal then begins with the first event that is not older, or that a webhook has yet to get. Events with
   * deliveries stay as long as those do, but are not part of the journal any more.
   * @param before epoch milliseconds
   */
  async prune(before: number): Promise<void> {
    const floor = (await this.#undelivered.get()) ?? Infinity;
    // From the very start: deliveries that kept an event may be gone by now.
    for (let from = 0; ; ) {
      const rows = await this.#next.all(from, STEP);
      const kept = rows.findIndex(([seq, occurredAt]) => occurredAt >= before || seq >= floor);
      const old = kept === -1 ? rows : rows.slice(0, kept);
      const last = old.at(-1)?.[0];
      if (last === undefined) return;
      const to = last + 1;
      const changes = old.some(([, , hasDelivery]) => hasDelivery === 0) || (await this.journal.oldest()) < to;
      if (changes) await this.commits.write([{ op: 'journal.prune', from, to }]);
      else await setImmediate();
      if (kept !== -1) return;
      from = to;
    }
  }
}
