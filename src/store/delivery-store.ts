import type { Database } from 'better-sqlite3';
import type { EventOf } from '../domain/event.js';
import type { CommitQueue } from './commit-queue.js';

/** Rows that are given up in one transaction; between two of them other writes get their turn. */
const GIVE_UP_BATCH = 500;

/** An unfinished delivery, with the event it carries. */
export interface DueDelivery {
  readonly id: string;
  readonly webhookId: string;
  /** The event's place in the journal; a webhook has one delivery of an event. */
  readonly eventSeq: number;
  /** Tries made so far. */
  readonly attemptCount: number;
  /** Epoch milliseconds. */
  readonly nextAttemptAt: number;
  readonly createdAt: Date;
  readonly event: EventOf;
  /** JSON text of the event's `data`, byte for byte as it was journalled. */
  readonly data: string;
  /** JSON text of what is stored of the file of the event's message, as it is now; null for none. */
  readonly media: string | null;
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
  nextAttemptAt: number;
  createdAt: number;
  type: string;
  sessionId: string;
  occurredAt: number;
  data: string;
  media: string | null;
}
interface TargetRow {
  url: string;
  secret: string | null;
  headers: string;
  retryCount: number;
  active: number;
}

const SELECT_DELIVERY = `
  SELECT d."id", d."webhookId", d."eventSeq", d."attemptCount", d."nextAttemptAt", d."createdAt",
         e."type", e."sessionId", e."occurredAt", e."data", m."media"
    FROM "Delivery" d CROSS JOIN "Event" e ON e."seq" = d."eventSeq" LEFT JOIN "Message" m ON m."id" = e."messageId"`;

/**
 * Unfinished deliveries: prepared statements over committed rows, each a range of one index. Recording a try is a write
 * operation like any other (`attempt.record`).
 */
export class DeliveryStore {
  readonly #head;
  readonly #after;
  readonly #pending;
  readonly #due;
  readonly #nextDue;
  readonly #unfinished;
  readonly #target;
  readonly #commits: CommitQueue;

  constructor({ reader, commits }: { reader: Database; commits: CommitQueue }) {
    this.#commits = commits;
    this.#head = reader.prepare<[], { seq: number | null }>('SELECT MAX("eventSeq") AS seq FROM "Delivery"');
    this.#after = reader.prepare<[number], DueRow>(
      `${SELECT_DELIVERY} WHERE d."eventSeq" > ? AND d."nextAttemptAt" IS NOT NULL ORDER BY d."eventSeq"`,
    );
    this.#pending = reader.prepare<[], { id: string }>(
      `SELECT w."id" FROM "Webhook" w WHERE EXISTS
         (SELECT 1 FROM "Delivery" d WHERE d."webhookId" = w."id" AND d."nextAttemptAt" IS NOT NULL)`,
    );
    this.#due = reader.prepare<[string, number, string, number], DueRow>(
      `${SELECT_DELIVERY}
        WHERE d."webhookId" = ? AND d."nextAttemptAt" <= ? AND d."eventSeq" NOT IN (SELECT value FROM json_each(?))
        ORDER BY d."nextAttemptAt", d."eventSeq" LIMIT ?`,
    );
    this.#nextDue = reader.prepare<[string, number], { at: number | null }>(
      'SELECT MIN("nextAttemptAt") AS at FROM "Delivery" WHERE "webhookId" = ? AND "nextAttemptAt" > ?',
    );
    this.#unfinished = reader.prepare<[string], unknown>(
      'SELECT 1 FROM "Delivery" WHERE "webhookId" = ? AND "nextAttemptAt" IS NOT NULL LIMIT 1',
    );
    this.#target = reader.prepare<[string], TargetRow>(
      'SELECT "url", "secret", "headers", "retryCount", "active" FROM "Webhook" WHERE "id" = ?',
    );
  }

  /** Sequence of the newest event that has a delivery; 0 before the first. */
  head(): number {
    return this.#head.get()?.seq ?? 0;
  }

  /** The unfinished deliveries of events after `seq`, in the order of events. */
  after(seq: number): DueDelivery[] {
    return this.#after.all(seq).map(toDueDelivery);
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
    if (row === undefined) return undefined;
    return { ...row, headers: JSON.parse(row.headers) as DeliveryTarget['headers'], active: row.active === 1 };
  }

  /** Ends what is unfinished of a webhook for as long as it is off, without another try. @throws UnavailableError */
  async giveUp(webhookId: string): Promise<void> {
    while (this.target(webhookId)?.active === false && this.#unfinished.get(webhookId) !== undefined) {
      await this.#commits.write([{ op: 'delivery.exhaust', webhookId, at: Date.now(), limit: GIVE_UP_BATCH }]);
    }
  }
}

const toDueDelivery = (row: DueRow): DueDelivery => ({
  id: row.id,
  webhookId: row.webhookId,
  eventSeq: row.eventSeq,
  attemptCount: row.attemptCount,
  nextAttemptAt: row.nextAttemptAt,
  createdAt: new Date(row.createdAt),
  data: row.data,
  media: row.media,
  event: {
    type: row.type,
    sessionId: row.sessionId,
    occurredAt: new Date(row.occurredAt),
    data: JSON.parse(row.data) as unknown,
  } as EventOf,
});
