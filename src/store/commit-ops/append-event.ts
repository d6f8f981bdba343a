import type { Sql } from '../sql.js';
import type { EventRow, MessageRow } from '../write-op.js';
import { allOf } from './all-of.js';
import type { Batch } from './batch.js';

/**
 * @param about the message that it is about, or its id if it was stored before; null for none. If the message is not
 * stored, nothing is journalled.
 */
export type AppendEvent = (event: EventRow, about: MessageRow | string | null, batch: Batch) => Promise<void>;

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
  return async ({ id, sessionId, type, occurredAt, data, deliveries }, about, batch) => {
    const values = [id, sessionId, type, occurredAt, data] as const;
    const message = typeof about === 'string' ? undefined : about;
    const messageId = message === undefined ? about : message?.id;
    const journalled = message === null ? insertEvent.get(...values) : insertEventOf.get(...values, messageId);
    const delivered = deliveries.map((each) => insertDelivery.run(each.id, batch.at, batch.at, id, each.webhookId));
    await allOf([journalled, ...delivered]);
    const seq = await journalled;
    if (seq === undefined) return;
    const isKnown = message !== undefined && isStoredAsItIs(message);
    batch.journalled(seq, isKnown ? { id, sessionId, type, occurredAt, data, message } : null);
    for (const [index, inserted] of (await Promise.all(delivered)).entries()) {
      if (inserted > 0) batch.deliveries = true;
      else batch.drop('delivery', deliveries[index]?.webhookId ?? '');
    }
  };
}

/** PostgreSQL stores another sign in place of U+0000. */
const isStoredAsItIs = (message: MessageRow | null): boolean =>
  message === null || !Object.values(message).some((value) => typeof value === 'string' && value.includes('\0'));
