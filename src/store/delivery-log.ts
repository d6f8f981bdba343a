import type { DeliveryState } from '../domain/delivery.js';
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

/** Which deliveries a page is of. */
export interface DeliveryPlace {
  /** A place in the journal: only older events. */
  readonly before?: number | undefined;
  readonly state?: DeliveryState | undefined;
}

/** Where a delivery stands among those of its webhook. */
export interface PlannedDelivery {
  readonly eventSeq: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
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
  readonly #ofWebhooksInState: Statement<[string, string, number, number], StoredDelivery>;
  readonly #byId: Statement<[string], StoredDelivery>;
  readonly #inState: Statement<[string, string, number, number], PlannedDelivery>;
  readonly #failures: Statement<[number, number], StoredDelivery>;
  readonly #failuresOfSessions: Statement<[string, number, number], StoredDelivery>;
  readonly #attempts: Statement<[string], StoredAttempt>;
  readonly #expiring: Statement<[number, number], number>;
  readonly #events: Statement<[string], DeliveredEvent>;

  constructor(sql: Sql) {
    const { texts, integers, belowEach } = sql.dialect;
    const ofWebhooks = (where: string): string =>
      belowEach({
        parents: texts('?', 'parent'),
        table: 'Delivery',
        columns: 'found.*',
        ids: `SELECT "id" FROM "Delivery" WHERE "webhookId" = parent.value ${where} AND "eventSeq" < ?
          ORDER BY "eventSeq" DESC LIMIT ?`,
      });
    this.#ofWebhooks = sql.prepare(ofWebhooks(''));
    this.#ofWebhooksInState = sql.prepare(ofWebhooks('AND "state" = ?'));
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
    this.#byId = sql.prepare(`SELECT * FROM "Delivery" WHERE "id" IN (SELECT value FROM ${texts('?', 'wanted')})`);
    this.#inState = sql.prepare(
      `SELECT "eventSeq", "createdAt" FROM "Delivery" WHERE "webhookId" = ? AND "state" = ? AND "eventSeq" > ?
       ORDER BY "eventSeq" LIMIT ?`,
    );
    const before = sql.dialect.moment('?');
    this.#expiring = sql.prepareValues(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM "Delivery" WHERE "finishedAt" < ${before})
         OR EXISTS (SELECT 1 FROM "Webhook" w CROSS JOIN "Delivery" d
                    WHERE NOT w."active" AND d."webhookId" = w."id" AND d."state" = 'PENDING'
                      AND d."createdAt" < ${before})`,
    );
  }

  /** The newest `limit` deliveries of each webhook, in no order. */
  async ofWebhooks(
    webhookIds: readonly string[],
    limit: number,
    { before = AFTER_ALL, state }: DeliveryPlace = {},
  ): Promise<Delivery[]> {
    const ids = jsonList(webhookIds);
    const rows =
      state === undefined
        ? this.#ofWebhooks.all(ids, before, limit)
        : this.#ofWebhooksInState.all(ids, state, before, limit);
    return (await rows).map(toDelivery);
  }

  async byId(id: string): Promise<Delivery | undefined> {
    const row = await this.#byId.get(jsonList([id]));
    return row && toDelivery(row);
  }

  /** Up to `limit` deliveries of a webhook that stand like this, behind a place in the journal, the oldest event first. */
  async inState(webhookId: string, state: DeliveryState, after: number, limit: number): Promise<PlannedDelivery[]> {
    return this.#inState.all(webhookId, state, after, limit);
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

  /** Whether there are deliveries that were finished before a moment, or planned before it for a webhook that is off. */
  async anyExpiring(before: number): Promise<boolean> {
    return (await this.#expiring.get(before, before)) !== undefined;
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
