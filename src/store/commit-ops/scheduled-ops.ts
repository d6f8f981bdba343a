import type { Database, Handlers } from './batch.js';

type ScheduledOp = 'scheduled.insert' | 'scheduled.sending' | 'scheduled.end' | 'scheduled.prune';

export function scheduledOps(database: Database): Handlers<ScheduledOp> {
  const waiting = database
    .prepare<
      [string],
      number
    >(`SELECT count(*) FROM "ScheduledMessage" WHERE "sessionId" = ? AND "status" = 'scheduled'`)
    .pluck();
  const insert = database.prepare(
    `INSERT INTO "ScheduledMessage"
       ("id", "sessionId", "chatId", "type", "body", "content", "media", "sendAt", "expiresAt", "status", "createdAt")
     VALUES (@id, @sessionId, @chatId, @type, @body, @content, @media, @sendAt, @expiresAt, 'scheduled', @createdAt)`,
  );
  const sending = database.prepare(
    `UPDATE "ScheduledMessage" SET "status" = 'sending', "messageId" = @messageId, "media" = NULL
     WHERE "id" = @scheduledId AND "status" = 'scheduled'`,
  );
  const mediaOf = database
    .prepare<[string], string | null>('SELECT "media" FROM "ScheduledMessage" WHERE "id" = ?')
    .pluck();
  const end = database.prepare(
    `UPDATE "ScheduledMessage"
     SET "status" = @status, "errorCode" = @code, "errorMessage" = @message, "endedAt" = @at, "media" = NULL
     WHERE "id" = @scheduledId
       AND ("status" = 'scheduled' OR ("status" = 'sending' AND @status NOT IN ('cancelled', 'expired')))`,
  );
  const prune = database.prepare(
    `DELETE FROM "ScheduledMessage" WHERE "id" IN (
       SELECT "id" FROM "ScheduledMessage" WHERE "endedAt" < ? ORDER BY "id" LIMIT ?)`,
  );
  return {
    'scheduled.insert': ({ row, limit }) => {
      if ((waiting.get(row.sessionId) ?? 0) >= limit) throw new RangeError(`${limit} messages are scheduled already`);
      insert.run(row);
    },
    'scheduled.sending': ({ scheduledId, messageId }) => {
      // Thrown, so that the message it comes with is not stored either.
      if (sending.run({ scheduledId, messageId }).changes === 0) throw new RangeError(`not waiting: ${scheduledId}`);
    },
    'scheduled.end': ({ scheduledId, status, error, at }, batch) => {
      const media = mediaOf.get(scheduledId) ?? null;
      const { code, message } = error ?? { code: null, message: null };
      if (end.run({ scheduledId, status, code, message, at }).changes > 0) batch.free(media);
    },
    'scheduled.prune': ({ before, limit }) => void prune.run(before, limit),
  };
}
