import type { Sql } from '../sql.js';
import type { EventRow } from '../write-op.js';
import { allOf } from './all-of.js';
import type { Batch } from './batch.js';

/** @param messageId the message it is about: if that is not stored, nothing is journalled; null: it is about none */
export type AppendEvent = (event: EventRow, messageId: string | null, batch: Batch) => Promise<void>;

/** Journals an event together with its deliveries, which are due at once. */
export function prepareAppendEvent(sql: Sql): AppendEvent {
  const moment = sql.dialect.moment('?');
  const insert = 'INSERT INTO "Event" ("id", "sessionId", "type", "occurredAt", "data", "messageId")';
  const insertEvent = sql.prepareValues<unknown[], number>(
    `${insert} VALUES (?, ?, ?, ${moment}, ?, NULL) RETURNING "seq"`,
  );
  const insertEventOf = sql.prepareValues<unknown[], number>(
    `${insert} SELECT ?, ?, ?, ${moment}, ?, "id" FROM "Message" WHERE "id" = ? RETURNING "seq"`,
  );
  // The webhook may have been deleted after the delivery was planned: then there is nothing to insert.
  const insertDelivery = sql.prepare(
    `INSERT INTO "Delivery" ("id", "webhookId", "eventSeq", "state", "attemptCount", "nextAttemptAt", "createdAt")
     SELECT ?, w."id", e."seq", 'PENDING', 0, ${moment}, ${moment} FROM "Event" e CROSS JOIN "Webhook" w
     WHERE e."id" = ? AND w."id" = ?`,
  );
  return async ({ id, sessionId, type, occurredAt, data, deliveries }, messageId, batch) => {
    const values = [id, sessionId, type, occurredAt, data] as const;
    const journalled = messageId === null ? insertEvent.get(...values) : insertEventOf.get(...values, messageId);
    const delivered = deliveries.map((each) => insertDelivery.run(each.id, batch.at, batch.at, id, each.webhookId));
    await allOf([journalled, ...delivered]);
    const seq = await journalled;
    if (seq === undefined) return;
    batch.lastSeq = seq;
    for (const [index, inserted] of (await Promise.all(delivered)).entries()) {
      if (inserted > 0) batch.deliveries = true;
      else batch.drop('delivery', deliveries[index]?.webhookId ?? '');
    }
  };
}
