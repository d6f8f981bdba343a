import type { EventType } from '../domain/event.js';
import type { Attempt, Delivery } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import type { Sql, Statement } from './sql.js';

/** What a delivery carries, by name. */
export interface DeliveredEvent {
  readonly seq: number;
  readonly id: string;
  readonly type: EventType;
}

export interface FailureFilter {
  /** Only deliveries of these sessions; null: of all. */
  readonly sessionIds: readonly string[] | null;
  readonly limit: number;
  readonly offset: number;
}

type Stored<Row, Moment extends keyof Row> = Omit<Row, Moment> & {
  readonly [K in Moment]: Row[K] extends Date ? number : number | null;
};
type StoredDelivery = Stored<Delivery, 'nextAttemptAt' | 'createdAt' | 'finishedAt'>;
type StoredAttempt = Stored<Attempt, 'startedAt'>;

/** Greater than every place in the journal. */
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/**
 * What became of deliveries, for people: prepared statements over committed rows, each a range of one index. New is
 * what carries a new event: a delivery keeps its place however often it is tried.
 */
export class DeliveryLog {
  readonly #ofWebhooks: Statement<[string, number, number], StoredDelivery>;
  readonly #failures: Statement<[number, number], StoredDelivery>;
  readonly #failuresOfSessions: Statement<[string, number, number], StoredDelivery>;
  readonly #attempts: Statement<[string], StoredAttempt>;
  readonly #finishedBefore: Statement<[number], number>;
  readonly #events: Statement<[string], DeliveredEvent>;

  constructor(sql: Sql) {
    const { texts, integers, belowEach } = sql.dialect;
    this.#ofWebhooks = sql.prepare(
      belowEach({
        parents: texts('?', 'parent'),
        table: 'Delivery',
        columns: 'found.*',
        ids: `SELECT "id" FROM "Delivery" WHERE "webhookId" = parent.value AND "eventSeq" < ?
          ORDER BY "eventSeq" DESC LIMIT ?`,
      }),
    );
    const failures = (where: string): string =>
      `SELECT * FROM "Delivery" WHERE "state" = 'EXHAUSTED' ${where}
       ORDER BY "eventSeq" DESC, "webhookId" DESC LIMIT ? OFFSET ?`;
    this.#failures = sql.prepare(failures(''));
    this.#failuresOfSessions = sql.prepare(
      failures(`AND "webhookId" IN (
         SELECT webhook."id" FROM ${texts('?', 'scope')} CROSS JOIN "Webhook" AS webhook
         WHERE webhook."sessionId" = scope.value)`),
    );
    this.#attempts = sql.prepare(
      `SELECT found.* FROM ${texts('?', 'parent')} CROSS JOIN "Attempt" AS found
       WHERE found."deliveryId" = parent.value`,
    );
    this.#events = sql.prepare(
      `SELECT found."seq", found."id", found."type" FROM ${integers('?', 'parent')} CROSS JOIN "Event" AS found
       WHERE found."seq" = parent.value`,
    );
    this.#finishedBefore = sql.prepareValues(
      `SELECT 1 FROM "Delivery" WHERE "finishedAt" < ${sql.dialect.moment('?')} LIMIT 1`,
    );
  }

  /** The newest `limit` deliveries of each webhook, in no order. @param before a place in the journal: only older ones */
  async ofWebhooks(webhookIds: readonly string[], limit: number, before = AFTER_ALL): Promise<Delivery[]> {
    return (await this.#ofWebhooks.all(jsonList(webhookIds), before, limit)).map(toDelivery);
  }

  /** Deliveries that were given up, newest first. */
  async failures({ sessionIds, limit, offset }: FailureFilter): Promise<Delivery[]> {
    const rows = await (sessionIds === null
      ? this.#failures.all(limit, offset)
      : this.#failuresOfSessions.all(jsonList(sessionIds), limit, offset));
    return rows.map(toDelivery);
  }

  /** All tries of each delivery, in no order. */
  async attempts(deliveryIds: readonly string[]): Promise<Attempt[]> {
    return (await this.#attempts.all(jsonList(deliveryIds))).map(toAttempt);
  }

  /** Whether there are deliveries that were finished before a moment. */
  async anyFinishedBefore(at: number): Promise<boolean> {
    return (await this.#finishedBefore.get(at)) !== undefined;
  }

  /** Events by their place in the journal, in no order. */
  async events(seqs: readonly number[]): Promise<DeliveredEvent[]> {
    return this.#events.all(jsonList(seqs));
  }
}

const moment = (at: number | null): Date | null => (at === null ? null : new Date(at));
const toAttempt = (row: StoredAttempt): Attempt => ({ ...row, startedAt: new Date(row.startedAt) });
const toDelivery = (row: StoredDelivery): Delivery => ({
  ...row,
  nextAttemptAt: moment(row.nextAttemptAt),
  createdAt: new Date(row.createdAt),
  finishedAt: moment(row.finishedAt),
});
