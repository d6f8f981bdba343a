import type { Sql } from '../sql.js';
import type { ItemKey } from '../write-op.js';
import type { Handlers } from './batch.js';

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
export function bulkOps(sql: Sql): Handlers<BulkOp> {
  const at = sql.dialect.moment('@at');
  const createdAt = sql.dialect.moment('@createdAt');
  const insertBatch = sql.prepare(
    `INSERT INTO "MessageBatch" ("id", "sessionId", "name", "status", "account", "options", "total", "createdAt")
     VALUES (@id, @sessionId, @name, 'pending', @account, @options, @total, ${createdAt})`,
  );
  const insertItem = sql.prepare(
    `INSERT INTO "BatchItem" ("batchId", "position", "chatId", "kind", "content", "media", "status")
     VALUES (@batchId, @position, @chatId, @kind, @content, @media, 'pending')`,
  );
  const start = sql.prepare(
    `UPDATE "MessageBatch" SET "status" = 'processing', "startedAt" = coalesce("startedAt", ${at})
     WHERE "id" = @batchId AND "status" = 'pending'`,
  );
  const pause = sql.prepare(
    `UPDATE "MessageBatch" SET "status" = 'pending' WHERE "id" = @batchId AND "status" = 'processing'`,
  );
  const end = sql.prepare(
    `UPDATE "MessageBatch" SET "status" = @status, "reason" = @reason, "completedAt" = ${at}
     WHERE "id" = @batchId AND "status" IN ('pending', 'processing')`,
  );
  const cancel = sql.prepare(
    `UPDATE "MessageBatch" SET "status" = 'cancelled', "completedAt" = ${at}
     WHERE "id" = @batchId AND "status" IN ('pending', 'processing', 'failed')`,
  );
  const files = sql.prepareValues<[string], string>(
    `SELECT "media" FROM "BatchItem" WHERE "batchId" = ? AND "status" = 'pending' AND "media" IS NOT NULL`,
  );
  const dropFiles = sql.prepare(
    `UPDATE "BatchItem" SET "media" = NULL WHERE "batchId" = ? AND "status" = 'pending' AND "media" IS NOT NULL`,
  );
  const cancelItems = sql.prepare(
    `UPDATE "BatchItem" SET "status" = 'cancelled' WHERE "batchId" = ? AND "status" = 'pending'`,
  );
  const addCancelled = sql.prepare('UPDATE "MessageBatch" SET "cancelled" = "cancelled" + ? WHERE "id" = ?');
  const sending = sql.prepare(
    `UPDATE "BatchItem" SET "status" = 'sending', "messageId" = @messageId, "media" = NULL
     WHERE "batchId" = @batchId AND "position" = @position AND "status" = 'pending'`,
  );
  const sent = sql.prepare(
    `UPDATE "BatchItem" SET "status" = 'sent', "sentAt" = ${at}
     WHERE "batchId" = @batchId AND "position" = @position AND "status" = 'sending'`,
  );
  const addSent = sql.prepare('UPDATE "MessageBatch" SET "sent" = "sent" + 1 WHERE "id" = ?');
  const fileOf = sql.prepareValues<[string, number], string | null>(
    'SELECT "media" FROM "BatchItem" WHERE "batchId" = ? AND "position" = ?',
  );
  const failed = sql.prepare(
    `UPDATE "BatchItem" SET "status" = 'failed', "errorCode" = @code, "errorMessage" = @message, "media" = NULL
     WHERE "batchId" = @batchId AND "position" = @position AND "status" IN ('pending', 'sending')`,
  );
  const addFailed = sql.prepare('UPDATE "MessageBatch" SET "failed" = "failed" + 1 WHERE "id" = ?');

  return {
    'bulk.insert': async ({ row, items }) => {
      await insertBatch.run({ ...row, total: items.length });
      for (const [position, item] of items.entries()) await insertItem.run({ ...item, batchId: row.id, position });
    },
    'bulk.start': ({ batchId, at }) => start.run({ batchId, at }),
    'bulk.pause': ({ batchId }) => pause.run({ batchId }),
    'bulk.end': async ({ batchId, status, reason, at }, batch) => {
      if ((await end.run({ batchId, status, reason, at })) === 0) return;
      for (const media of await files.all(batchId)) batch.free(media);
      await dropFiles.run(batchId);
    },
    'bulk.cancel': async ({ batchId, at }, batch) => {
      if ((await cancel.run({ batchId, at })) === 0) return;
      for (const media of await files.all(batchId)) batch.free(media);
      await dropFiles.run(batchId);
      await addCancelled.run(await cancelItems.run(batchId), batchId);
    },
    'bulkItem.sending': async ({ messageId, batchId, position }) => {
      // Thrown, so that the message it comes with is not stored either.
      if ((await sending.run({ messageId, batchId, position })) === 0) throw new RangeError(`not waiting: ${batchId}`);
    },
    'bulkItem.sent': async ({ batchId, position, at }) => {
      if ((await sent.run({ batchId, position, at })) > 0) await addSent.run(batchId);
    },
    'bulkItem.failed': async (
      { batchId, position, code, message }: ItemKey & { code: string; message: string },
      batch,
    ) => {
      const media = (await fileOf.get(batchId, position)) ?? null;
      if ((await failed.run({ batchId, position, code, message })) === 0) return;
      batch.free(media);
      await addFailed.run(batchId);
    },
  };
}
