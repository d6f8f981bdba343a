import type { Sql } from '../sql.js';
import type { DeliveryRow, EventRow, MessageRow } from '../write-op.js';
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
  // A webhook may have been deleted after its delivery was planned: then there is nothing to insert.
  const insertDeliveries = sql.prepareEach<DeliveryRow & { readonly eventId: string; readonly at: number }>(
    ({ text, moment, from }) =>
      `INSERT INTO "Delivery" ("id", "webhookId", "eventSeq", "state", "attemptCount", "nextAttemptAt", "createdAt")
       SELECT ${text('id')}, ${text('webhookId')}, (SELECT "seq" FROM "Event" WHERE "id" = ${text('eventId')}),
         'PENDING', 0, ${moment('at')}, ${moment('at')}
       ${from} WHERE EXISTS (SELECT 1 FROM "Event" WHERE "id" = ${text('eventId')})
         AND EXISTS (SELECT 1 FROM "Webhook" WHERE "id" = ${text('webhookId')})`,
  );
  return async ({ id, sessionId, type, occurredAt, data, deliveries }, about, batch) => {
    const values = [id, sessionId, type, occurredAt, data] as const;
    const message = typeof about === 'string' ? undefined : about;
    const messageId = message === undefined ? about : message?.id;
    const journalled = message === null ? insertEvent.get(...values) : insertEventOf.get(...values, messageId);
    const delivered = insertDeliveries(deliveries.map((row) => ({ ...row, eventId: id, at: batch.at })));
    await allOf([journalled, delivered]);
    const [seq, inserted] = [await journalled, await delivered];
    if (seq === undefined) return;
    const isKnown = message !== undefined && isStoredAsItIs(message) && inserted === deliveries.length;
    const row = { id, sessionId, type, occurredAt, data, deliveries, deliveriesAt: batch.at };
    batch.journalled(seq, isKnown ? { ...row, message } : null);
    if (inserted > 0) batch.deliveries = true;
    if (inserted < deliveries.length) batch.drop('delivery', id);
  };
}

/** PostgreSQL stores another sign in place of U+0000. */
const isStoredAsItIs = (message: MessageRow | null): boolean =>
  message === null || !Object.values(message).some((value) => typeof value === 'string' && value.includes('\0'));
