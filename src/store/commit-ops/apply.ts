import type { Sql } from '../sql.js';
import type { WriteOp } from '../write-op.js';
import { prepareAppendEvent } from './append-event.js';
import type { Batch, Handlers } from './batch.js';
import { bulkOps } from './bulk-ops.js';
import { contactOps } from './contact-ops.js';
import { doubtOps } from './doubt-ops.js';
import { engineOps } from './engine-ops.js';
import { importOps } from './import-ops.js';
import { journalOps } from './journal-ops.js';
import { messageOps } from './message-ops.js';
import { scheduledOps } from './scheduled-ops.js';
import { sessionOps } from './session-ops.js';
import { submissionOps } from './submission-ops.js';
import { templateOps } from './template-ops.js';
import { webhookOps } from './webhook-ops.js';

/** What an operation is for, to name it when it is dropped. */
export function subjectOf(op: WriteOp): string {
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
    case 'delivery.replay':
      return op.deliveryId;
    case 'webhook.patch':
    case 'webhook.delete':
    case 'delivery.prune':
    case 'delivery.replayAll':
    case 'webhook.rotate':
    case 'webhook.disable':
      return op.webhookId;
    case 'template.patch':
    case 'template.delete':
      return op.templateId;
    case 'inbound.prune':
    case 'journal.prune':
    case 'data.replace':
    case 'scheduled.prune':
    case 'delivery.expire':
    case 'attempts.record':
    case 'submission.prune':
      return '';
    case 'messages.doubt':
      return op.sessionId ?? '';
    default:
      return op.sessionId;
  }
}

/** Applies one operation inside the transaction that the caller opened; what is for a deleted session is dropped. */
export type Apply = (op: WriteOp, batch: Batch) => Promise<void>;

/**
 * Prepares every statement once.
 * @param deleted sessions that are gone
 */
export function prepareApply(sql: Sql, deleted: ReadonlySet<string>): Apply {
  const append = prepareAppendEvent(sql);
  const handlers: Handlers = {
    ...engineOps(sql),
    ...messageOps(sql, append),
    ...sessionOps(sql, append),
    ...contactOps(sql),
    ...importOps(sql),
    ...journalOps(sql),
    ...templateOps(sql),
    ...bulkOps(sql),
    ...scheduledOps(sql),
    ...doubtOps(sql),
    ...submissionOps(sql),
    ...webhookOps(sql, append),
  };
  return async (op, batch) => {
    const subject = subjectOf(op);
    // Engine tables have no foreign key to `Session`: a straggler of a deleted session would stay for ever.
    if (deleted.has(subject) || batch.deletedSessions.includes(subject)) return batch.drop(op.op, subject);
    // The table has a handler of exactly this operation under its name.
    await (handlers[op.op] as (op: WriteOp, batch: Batch) => Promise<unknown>)(op, batch);
  };
}
