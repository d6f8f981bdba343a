import type { WriteOp } from '../write-op.js';
import { prepareAppendEvent } from './append-event.js';
import { type Batch, type Database, type Handlers, isOrphan } from './batch.js';
import { bulkOps } from './bulk-ops.js';
import { contactOps } from './contact-ops.js';
import { engineOps } from './engine-ops.js';
import { importOps } from './import-ops.js';
import { messageOps } from './message-ops.js';
import { scheduledOps } from './scheduled-ops.js';
import { sessionOps } from './session-ops.js';
import { templateOps } from './template-ops.js';
import { webhookOps } from './webhook-ops.js';

/** What an operation is for, to name it when it is dropped. */
function subjectOf(op: WriteOp): string {
  switch (op.op) {
    case 'session.insert':
      return op.row.id;
    case 'message.insert':
    case 'webhook.insert':
    case 'template.insert':
    case 'scheduled.insert':
      return op.row.sessionId;
    case 'event.append':
      return op.event.sessionId;
    case 'message.sent':
    case 'message.star':
      return op.messageId;
    case 'attempt.record':
      return op.deliveryId;
    case 'webhook.patch':
    case 'webhook.delete':
    case 'delivery.prune':
    case 'delivery.exhaust':
      return op.webhookId;
    case 'template.patch':
    case 'template.delete':
      return op.templateId;
    case 'inbound.prune':
    case 'data.replace':
    case 'scheduled.prune':
      return '';
    default:
      return op.sessionId;
  }
}

/**
 * Prepares every statement once.
 * @returns applies one operation inside the transaction that the caller opened. What belongs to a session, message or
 * delivery that is gone is noted in the batch and left out; any other failure is thrown and is the store's.
 */
export function prepareApply(database: Database, deleted: ReadonlySet<string>): (op: WriteOp, batch: Batch) => void {
  const append = prepareAppendEvent(database);
  const handlers: Handlers = {
    ...engineOps(database),
    ...messageOps(database, append),
    ...sessionOps(database, append),
    ...contactOps(database),
    ...importOps(database),
    ...templateOps(database),
    ...bulkOps(database),
    ...scheduledOps(database),
    ...webhookOps(database),
  };
  return (op, batch) => {
    const subject = subjectOf(op);
    // Engine tables have no foreign key to `Session`: a straggler of a deleted session would stay for ever.
    if (deleted.has(subject) || batch.deletedSessions.includes(subject)) return batch.drop(op.op, subject);
    try {
      // The table has a handler of exactly this operation under its name.
      (handlers[op.op] as (op: WriteOp, batch: Batch) => void)(op, batch);
    } catch (error) {
      if (!isOrphan(error)) throw error;
      batch.drop(op.op, subject);
    }
  };
}
