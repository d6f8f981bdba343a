import type { ItemKey } from '../write-op.js';
import type { Database, Handlers } from './batch.js';

type BulkOp =
  | 'bulk.insert'
  | 'bulk.start'
  | 'bulk.pause'
  | 'bulk.end'
  | 'bulk.cancel'
  | 'bulkItem.sending'
  | 'bulkItem.sent'
  | 'bulkItem.failed';

/** The batches that callers submit; the counts of a batch change in the transaction of what they count. */
export function bulkOps(database: Database): Handlers<BulkOp> {
  const insertBatch = database.prepare(
    `INSERT INTO "MessageBatch" ("id", "sessionId", "name", "status", "account", "options", "total", "createdAt")
     VALUES (@id, @sessionId, @name, 'pending', @account, @options, @total, @createdAt)`,
  );
  const insertItem = database.prepare(
    `INSERT INTO "BatchItem" ("batchId", "position", "chatId", "kind", "content", "media", "status")
     VALUES (@batchId, @position, @chatId, @kind, @content, @media, 'pending')`,
  );
  const start = database.prepare(
    `UPDATE "MessageBatch" SET "status" = 'processing', "startedAt" = coalesce("startedAt", @at)
     WHERE "id" = @batchId AND "status" = 'pending'`,
  );
  const pause = database.prepare(
    `UPDATE "MessageBatch" SET "status" = 'pending' WHERE "id" = @batchId AND "status" = 'processing'`,
  );
  const end = database.prepare(
    `UPDATE "MessageBatch" SET "status" = @status, "reason" = @reason, "completedAt" = @at
     WHERE "id" = @batchId AND "status" IN ('pending', 'processing')`,
  );
  const cancel = database.prepare(
    `UPDATE "MessageBatch" SET "status" = 'cancelled', "completedAt" = @at
     WHERE "id" = @batchId AND "status" IN ('pending', 'processing', 'failed')`,
  );
  const files = database
    .prepare<
      [string],
      string
    >(`SELECT "media" FROM "BatchItem" WHERE "batchId" = ? AND "status" = 'pending' AND "media" IS NOT NULL`)
    .pluck();
  const dropFiles = database.prepare(
    `UPDATE "BatchItem" SET "media" = NULL WHERE "batchId" = ? AND "status" = 'pending' AND "media" IS NOT NULL`,
  );
  const cancelItems = database.prepare(
    `UPDATE "BatchItem" SET "status" = 'cancelled' WHERE "batchId" = ? AND "status" = 'pending'`,
  );
  const addCancelled = database.prepare('UPDATE "MessageBatch" SET "cancelled" = "cancelled" + ? WHERE "id" = ?');
  const sending = database.prepare(
    `UPDATE "BatchItem" SET "status" = 'sending', "messageId" = @messageId, "media" = NULL
     WHERE "batchId" = @batchId AND "position" = @position AND "status" = 'pending'`,
  );
  const sent = database.prepare(
    `UPDATE "BatchItem" SET "status" = 'sent', "sentAt" = @at
     WHERE "batchId" = @batchId AND "position" = @position AND "status" = 'sending'`,
  );
  const addSent = database.prepare('UPDATE "MessageBatch" SET "sent" = "sent" + 1 WHERE "id" = ?');
  const fileOf = database
    .prepare<[string, number], string | null>('SELECT "media" FROM "BatchItem" WHERE "batchId" = ? AND "position" = ?')
    .pluck();
  const failed = database.prepare(
    `UPDATE "BatchItem" SET "status" = 'failed', "errorCode" = @code, "errorMessage" = @message, "media" = NULL
     WHERE "batchId" = @batchId AND "position" = @position AND "status" IN ('pending', 'sending')`,
  );
  const addFailed = database.prepare('UPDATE "MessageBatch" SET "failed" = "failed" + 1 WHERE "id" = ?');

  return {
    'bulk.insert': ({ row, items }) => {
      insertBatch.run({ ...row, total: items.length });
      items.forEach((item, position) => insertItem.run({ ...item, batchId: row.id, position }));
    },
    'bulk.start': ({ batchId, at }) => void start.run({ batchId, at }),
    'bulk.pause': ({ batchId }) => void pause.run({ batchId }),
    'bulk.end': ({ batchId, status, reason, at }, batch) => {
      if (end.run({ batchId, status, reason, at }).changes === 0) return;
      for (const media of files.all(batchId)) batch.free(media);
      dropFiles.run(batchId);
    },
    'bulk.cancel': ({ batchId, at }, batch) => {
      if (cancel.run({ batchId, at }).changes === 0) return;
      for (const media of files.all(batchId)) batch.free(media);
      dropFiles.run(batchId);
      addCancelled.run(cancelItems.run(batchId).changes, batchId);
    },
    'bulkItem.sending': ({ messageId, batchId, position }) => {
      // Thrown, so that the message it comes with is not stored either.
      if (sending.run({ messageId, batchId, position }).changes === 0) throw new RangeError(`not waiting: ${batchId}`);
    },
    'bulkItem.sent': ({ batchId, position, at }) => {
      if (sent.run({ batchId, position, at }).changes > 0) addSent.run(batchId);
    },
    'bulkItem.failed': ({ batchId, position, code, message }: ItemKey & { code: string; message: string }, batch) => {
      const media = fileOf.get(batchId, position) ?? null;
      if (failed.run({ batchId, position, code, message }).changes === 0) return;
      batch.free(media);
      addFailed.run(batchId);
    },
  };
}
