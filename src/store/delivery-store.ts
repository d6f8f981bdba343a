import DataLoader from 'dataloader';
import type { RetryPolicyName } from '../domain/delivery.js';
import type { EventOf } from '../domain/event.js';
import type { JournalRow } from './commit-protocol.js';
import { jsonList } from './json-list.js';
import type { Sql, Statement } from './sql.js';

/** An unfinished delivery, with the event it carries. */
export interface DueDelivery {
  readonly id: string;
  readonly webhookId: string;
  /** The event's place in the journal; a webhook has one delivery of an event. */
  readonly eventSeq: number;
  /** Tries made so far. */
  readonly attemptCount: number;
  /** How many of them were made before it was last replayed. */
  readonly replayedAfter: number;
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
  /** Null: the one of the deployment. */
  readonly retryPolicy: RetryPolicyName | null;
  /** Null: `data` goes as it was journalled. */
  readonly payloadQuery: string | null;
  readonly active: boolean;
  /** Since when every try has failed; epoch milliseconds. */
  readonly firstFailedAt: number | null;
  /** Signs beside `secret` until then; epoch milliseconds. */
  readonly previousSecret: string | null;
  readonly previousSecretEndsAt: number | null;
}

interface DueRow {
  id: string;
  webhookId: string;
  eventSeq: number;
  attemptCount: number;
  replayedAfter: number;
  nextAttemptAt: number;
  createdAt: number;
  type: string;
  sessionId: string;
  occurredAt: number;
  data: string;
  media: string | null;
}
type TargetRow = Omit<DeliveryTarget, 'headers' | 'active'> & {
  readonly id: string;
  readonly headers: string;
  readonly active: number;
};

const SELECT_DELIVERY = `
  SELECT d."id", d."webhookId", d."eventSeq", d."attemptCount", d."replayedAfter", d."nextAttemptAt",
         d."createdAt", e."type", e."sessionId", e."occurredAt", e."data", m."media"
    FROM "Delivery" d CROSS JOIN "Event" e LEFT JOIN "Message" m ON m."id" = e."messageId"
   WHERE e."seq" = d."eventSeq"`;

/**
 * Unfinished deliveries: prepared statements over committed rows, each a range of one index. Recording a try is a write
 * operation like any other (`attempts.record`).
 */
export class DeliveryStore {
  readonly #head: Statement<[], { seq: number | null }>;
  readonly #after: Statement<[number], DueRow>;
  readonly #pending: Statement<[], string>;
  readonly #due: Statement<[string, number, string, number], DueRow>;
  readonly #nextDue: Statement<[string, number], { at: number | null }>;
  readonly #inOrder: Statement<[string, string, number], DueRow>;
  readonly #ordered: Statement<[string], number>;
  /** One read for all deliveries that begin together; nothing is kept of it. */
  readonly #targets: DataLoader<string, DeliveryTarget | undefined>;

  constructor({ sql }: { readonly sql: Sql }) {
    const { integers, moment, texts } = sql.dialect;
    this.#head = sql.prepare('SELECT MAX("eventSeq") AS seq FROM "Delivery"');
    this.#after = sql.prepare(
      `${SELECT_DELIVERY} AND d."eventSeq" > ? AND d."nextAttemptAt" IS NOT NULL ORDER BY d."eventSeq"`,
    );
    this.#pending = sql.prepareValues(
      `SELECT w."id" FROM "Webhook" w WHERE EXISTS
         (SELECT 1 FROM "Delivery" d WHERE d."webhookId" = w."id" AND d."nextAttemptAt" IS NOT NULL)`,
    );
    this.#due = sql.prepare(
      `${SELECT_DELIVERY}
          AND d."webhookId" = ? AND d."nextAttemptAt" <= ${moment('?')}
          AND d."eventSeq" NOT IN (SELECT value FROM ${integers('?', 'held')})
        ORDER BY d."nextAttemptAt", d."eventSeq" LIMIT ?`,
    );
    this.#nextDue = sql.prepare(
      `SELECT MIN("nextAttemptAt") AS at FROM "Delivery" WHERE "webhookId" = ? AND "nextAttemptAt" > ${moment('?')}`,
    );
    this.#inOrder = sql.prepare(
      `${SELECT_DELIVERY}
          AND d."webhookId" = ? AND d."state" = 'PENDING'
          AND d."eventSeq" NOT IN (SELECT value FROM ${integers('?', 'held')})
        ORDER BY d."eventSeq" LIMIT ?`,
    );
    this.#ordered = sql.prepareValues('SELECT 1 FROM "Webhook" WHERE "id" = ? AND "ordered"');
    const targets: Statement<[string], TargetRow> = sql.prepare(
      `SELECT "id", "url", "secret", "headers", "retryCount", "retryPolicy", "payloadQuery", "active", "firstFailedAt",
         "previousSecret", "previousSecretEndsAt" FROM "Webhook"
       WHERE "id" IN (SELECT value FROM ${texts('?', 'wanted')})`,
    );
    this.#targets = new DataLoader(
      async (ids) => {
        const found = new Map((await targets.all(jsonList(ids))).map((row) => [row.id, toTarget(row)]));
        return ids.map((id) => found.get(id));
      },
      { cache: false },
    );
  }

  /** Sequence of the newest event that has a delivery; 0 before the first. */
  async head(): Promise<number> {
    return (await this.#head.get())?.seq ?? 0;
  }

  /** The unfinished deliveries of events after `seq`, in the order of events. */
  async after(seq: number): Promise<DueDelivery[]> {
    return (await this.#after.all(seq)).map(toDueDelivery);
  }

  /** Webhooks that have unfinished deliveries. */
  async pendingWebhooks(): Promise<string[]> {
    return this.#pending.all();
  }

  /**
   * The deliveries of one webhook that are due, those that waited longest first, then in the order of events.
   * @param besides events whose delivery is in hand already
   */
  async due(webhookId: string, now: number, besides: Iterable<number>, limit: number): Promise<DueDelivery[]> {
    return (await this.#due.all(webhookId, now, jsonList([...besides]), limit)).map(toDueDelivery);
  }

  /** The unfinished deliveries of one webhook in the order of events, due or not. */
  async inOrder(webhookId: string, besides: Iterable<number>, limit: number): Promise<DueDelivery[]> {
    return (await this.#inOrder.all(webhookId, jsonList([...besides]), limit)).map(toDueDelivery);
  }

  /** Whether a webhook gets one delivery at a time. */
  async isOrdered(webhookId: string): Promise<boolean> {
    return (await this.#ordered.get(webhookId)) !== undefined;
  }

  /** When, after `now`, the next delivery of a webhook is due. */
  async nextDue(webhookId: string, now: number): Promise<number | undefined> {
    return (await this.#nextDue.get(webhookId, now))?.at ?? undefined;
  }

  async target(webhookId: string): Promise<DeliveryTarget | undefined> {
    return this.#targets.load(webhookId);
  }
}

const toTarget = ({ id: _, headers, active, ...row }: TargetRow): DeliveryTarget => ({
  ...row,
  headers: JSON.parse(headers) as DeliveryTarget['headers'],
  active: active === 1,
});

const toDueDelivery = (row: DueRow): DueDelivery => ({
  id: row.id,
  webhookId: row.webhookId,
  eventSeq: row.eventSeq,
  attemptCount: row.attemptCount,
  replayedAfter: row.replayedAfter,
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

/** The deliveries of an event that was just committed, as if they had been read. */
export function toDueDeliveries({
  deliveries,
  deliveriesAt: at,
  message,
  seq,
  data,
  ...row
}: JournalRow): DueDelivery[] {
  if (deliveries.length === 0) return [];
  const { type, sessionId, occurredAt } = row;
  const event = { type, sessionId, occurredAt: new Date(occurredAt), data: JSON.parse(data) as unknown } as EventOf;
  return deliveries.map(({ id, webhookId }) => ({
    ...{ id, webhookId, eventSeq: seq, attemptCount: 0, replayedAfter: 0, nextAttemptAt: at, createdAt: new Date(at) },
    ...{ data, media: message?.media ?? null, event },
  }));
}
