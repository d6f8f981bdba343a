import type { Database, Statement } from 'better-sqlite3';
import type { EventType } from '../domain/event.js';
import type { Attempt, Delivery } from '../generated/prisma/client.js';

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
  readonly #events: Statement<[string], DeliveredEvent>;

  constructor(database: Database) {
    this.#ofWebhooks = database.prepare(
      `SELECT row.* FROM json_each(?) AS parent CROSS JOIN "Delivery" AS row WHERE row."rowid" IN (
         SELECT "rowid" FROM "Delivery" WHERE "webhookId" = parent.value AND "eventSeq" < ?
         ORDER BY "eventSeq" DESC LIMIT ?)`,
    );
    const failures = (where: string): string =>
      `SELECT * FROM "Delivery" WHERE "state" = 'EXHAUSTED' ${where}
       ORDER BY "eventSeq" DESC, "webhookId" DESC LIMIT ? OFFSET ?`;
    this.#failures = database.prepare(failures(''));
    this.#failuresOfSessions = database.prepare(
      failures(`AND "webhookId" IN (
         SELECT webhook."id" FROM json_each(?) AS scope CROSS JOIN "Webhook" AS webhook
         WHERE webhook."sessionId" = scope.value)`),
    );
    this.#attempts = database.prepare(
      `SELECT row.* FROM json_each(?) AS parent CROSS JOIN "Attempt" AS row WHERE row."deliveryId" = parent.value`,
    );
    this.#events = database.prepare(
      `SELECT row."seq", row."id", row."type" FROM json_each(?) AS parent CROSS JOIN "Event" AS row
       WHERE row."seq" = parent.value`,
    );
  }

  /** The newest `limit` deliveries of each webhook, in no order. @param before a place in the journal: only older ones */
  ofWebhooks(webhookIds: readonly string[], limit: number, before = AFTER_ALL): Delivery[] {
    return this.#ofWebhooks.all(JSON.stringify(webhookIds), before, limit).map(toDelivery);
  }

  /** Deliveries that were given up, newest first. */
  failures({ sessionIds, limit, offset }: FailureFilter): Delivery[] {
    const rows =
      sessionIds === null
        ? this.#failures.all(limit, offset)
        : this.#failuresOfSessions.all(JSON.stringify(sessionIds), limit, offset);
    return rows.map(toDelivery);
  }

  /** All tries of each delivery, in no order. */
  attempts(deliveryIds: readonly string[]): Attempt[] {
    return this.#attempts.all(JSON.stringify(deliveryIds)).map(toAttempt);
  }

  /** Events by their place in the journal, in no order. */
  events(seqs: readonly number[]): DeliveredEvent[] {
    return this.#events.all(JSON.stringify(seqs));
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
