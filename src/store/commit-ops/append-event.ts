import type { Sql } from '../sql.js';
import type { EventRow } from '../write-op.js';
import { allOf } from './all-of.js';
import type { Batch } from './batch.js';

export type AppendEvent = (event: EventRow, messageId: string | null, batch: Batch) => Promise<void>;

/** Journals an event together with its deliveries, which are due at once. */
export function prepareAppendEvent(sql: Sql): AppendEvent {
  const moment = sql.dialect.moment('?');
  const insertEvent = sql.prepareValues<unknown[], number>(
    `INSERT INTO "Event" ("id", "sessionId", "type", "occurredAt", "data", "messageId")
     VALUES (?, ?, ?, ${moment}, ?, ?) RETURNING "seq"`,
  );
  // The webhook may have been deleted after the delivery was planned: then there is nothing to insert.
  const insertDelivery = sql.prepare(
    `INSERT INTO "Delivery" ("id", "webhookId", "eventSeq", "state", "attemptCount", "nextAttemptAt", "createdAt")
     SELECT ?, w."id", e."seq", 'PENDING', 0, ${moment}, ${moment} FROM "Event" e CROSS JOIN "Webhook" w
     WHERE e."id" = ? AND w."id" = ?`,
  );
  return async ({ id, sessionId, type, occurredAt, data, deliveries }, messageId, batch) => {
    const journal = async (): Promise<void> => {
      const seq = await insertEvent.get(id, sessionId, type, occurredAt, data, messageId);
      if (seq === undefined) throw new Error('The journal gave an event no sequence');
      batch.lastSeq = seq;
    };
    const deliver = async (deliveryId: string, webhookId: string): Promise<void> => {
      const inserted = await insertDelivery.run(deliveryId, batch.at, batch.at, id, webhookId);
      if (inserted > 0) batch.deliveries = true;
      else batch.drop('delivery', webhookId);
    };
    await allOf([journal(), ...deliveries.map((delivery) => deliver(delivery.id, delivery.webhookId))]);
  };
}
