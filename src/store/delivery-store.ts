import type { Database } from 'better-sqlite3';
import type { EventOf } from '../domain/event.js';
import type { Store } from './store.js';

/** A delivery that waits for its next try, with the event it carries. */
export interface DueDelivery {
  readonly id: string;
  readonly webhookId: string;
  /** The event's place in the journal; a webhook has one delivery of an event. */
  readonly eventSeq: number;
  /** Tries made so far. */
  readonly attemptCount: number;
  readonly createdAt: Date;
  readonly event: EventOf;
  /** JSON text of the event's `data`, byte for byte as it was journalled. */
  readonly data: string;
}

/** What a webhook is at this moment. */
export interface DeliveryTarget {
  readonly url: string;
  readonly secret: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryCount: number;
  readonly active: boolean;
}

interface DueRow {
  id: string;
  webhookId: string;
  eventSeq: number;
  attemptCount: number;
  createdAt: number;
  type: string;
  sessionId: string;
  occurredAt: number;
  data: string;
}
interface TargetRow {
  url: string;
  secret: string | null;
  headers: string;
  retryCount: number;
  active: number;
}

/**
 * Reads the deliveries that are due: prepared statements over committed rows, each a range of one index. Recording a
 * try is a write operation like any other (`attempt.record`).
 */
export class DeliveryStore {
  readonly #head;
  readonly #after;
  readonly #pending;
  readonly #due;
  readonly #nextDue;
  readonly #target;
  readonly #data: Store['data'];

  constructor({ reader, data }: { reader: Database; data: Store['data'] }) {
    this.#data = data;
    this.#head = reader.prepare<[], { seq: number | null }>('SELECT MAX("eventSeq") AS seq FROM "Delivery"');
    this.#after = reader.prepare<[number], { webhookId: string; seq: number }>(
      'SELECT "webhookId", "eventSeq" AS seq FROM "Delivery" WHERE "eventSeq" > ? ORDER BY "eventSeq"',
    );
    this.#pending = reader.prepare<[], { id: string }>(
      `SELECT w."id" FROM "Webhook" w WHERE EXISTS
         (SELECT 1 FROM "Delivery" d WHERE d."webhookId" = w."id" AND d."nextAttemptAt" IS NOT NULL)`,
    );
    this.#due = reader.prepare<[string, number, string, number], DueRow>(
      `SELECT d."id", d."webhookId", d."eventSeq", d."attemptCount", d."createdAt",
              e."type", e."sessionId", e."occurredAt", e."data"
         FROM "Delivery" d CROSS JOIN "Event" e ON e."seq" = d."eventSeq"
        WHERE d."webhookId" = ? AND d."nextAttemptAt" <= ? AND d."eventSeq" NOT IN (SELECT value FROM json_each(?))
        ORDER BY d."nextAttemptAt", d."eventSeq" LIMIT ?`,
    );
    this.#nextDue = reader.prepare<[string, number], { at: number | null }>(
      'SELECT MIN("nextAttemptAt") AS at FROM "Delivery" WHERE "webhookId" = ? AND "nextAttemptAt" > ?',
    );
    this.#target = reader.prepare<[string], TargetRow>(
      'SELECT "url", "secret", "headers", "retryCount", "active" FROM "Webhook" WHERE "id" = ?',
    );
  }

  /** Sequence of the newest event that has a delivery; 0 before the first. */
  head(): number {
    return this.#head.get()?.seq ?? 0;
  }

  /** Which webhooks got deliveries of events after `seq`, and the sequence of the newest of those events. */
  after(seq: number): { readonly webhookIds: ReadonlySet<string>; readonly head: number } {
    const rows = this.#after.all(seq);
    return { webhookIds: new Set(rows.map((row) => row.webhookId)), head: rows.at(-1)?.seq ?? seq };
  }

  /** Webhooks that have unfinished deliveries. */
  pendingWebhooks(): string[] {
    return this.#pending.all().map((row) => row.id);
  }

  /**
   * The deliveries of one webhook that are due, those that waited longest first, then in the order of events.
   * @param besides events whose delivery is in hand already
   */
  due(webhookId: string, now: number, besides: Iterable<number>, limit: number): DueDelivery[] {
    return this.#due.all(webhookId, now, JSON.stringify([...besides]), limit).map(toDueDelivery);
  }

  /** When, after `now`, the next delivery of a webhook is due. */
  nextDue(webhookId: string, now: number): number | undefined {
    return this.#nextDue.get(webhookId, now)?.at ?? undefined;
  }

  target(webhookId: string): DeliveryTarget | undefined {
    const row = this.#target.get(webhookId);
    return (
      row && {
        ...row,
        headers: JSON.parse(row.headers) as DeliveryTarget['headers'],
        active: row.active === 1,
      }
    );
  }

  /** Ends what is unfinished of a webhook, without another try. */
  async giveUp(webhookId: string): Promise<void> {
    await this.#data.delivery.updateMany({
      where: { webhookId, nextAttemptAt: { not: null } },
      data: { state: 'EXHAUSTED', nextAttemptAt: null, finishedAt: new Date() },
    });
  }
}

const toDueDelivery = (row: DueRow): DueDelivery => ({
  id: row.id,
  webhookId: row.webhookId,
  eventSeq: row.eventSeq,
  attemptCount: row.attemptCount,
  createdAt: new Date(row.createdAt),
  data: row.data,
  event: {
    type: row.type,
    sessionId: row.sessionId,
    occurredAt: new Date(row.occurredAt),
    data: JSON.parse(row.data) as unknown,
  } as EventOf,
});
