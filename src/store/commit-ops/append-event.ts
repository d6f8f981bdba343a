import type { EventRow } from '../write-op.js';
import { type Batch, type Database, isOrphan } from './batch.js';

export type AppendEvent = (event: EventRow, messageId: string | null, batch: Batch) => void;

/** Journals an event together with its deliveries, which are due at once. */
export function prepareAppendEvent(database: Database): AppendEvent {
  const insertEvent = database.prepare(
    'INSERT INTO "Event" ("id", "sessionId", "type", "occurredAt", "data", "messageId") VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertDelivery = database.prepare(
    'INSERT INTO "Delivery" ("id", "webhookId", "eventSeq", "state", "attemptCount", "nextAttemptAt", "createdAt") ' +
      `VALUES (?, ?, ?, 'PENDING', 0, ?, ?)`,
  );
  return (event, messageId, batch) => {
    const { lastInsertRowid } = insertEvent.run(
      event.id,
      event.sessionId,
      event.type,
      event.occurredAt,
      event.data,
      messageId,
    );
    const seq = Number(lastInsertRowid);
    batch.lastSeq = seq;
    for (const delivery of event.deliveries) {
      try {
        insertDelivery.run(delivery.id, delivery.webhookId, seq, batch.at, batch.at);
        batch.deliveries = true;
      } catch (error) {
        // The webhook was deleted after the delivery was planned; the event stands.
        if (!isOrphan(error)) throw error;
        batch.drop('delivery', delivery.webhookId);
      }
    }
  };
}
