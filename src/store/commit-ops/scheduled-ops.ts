import type { Sql } from '../sql.js';
import type { Handlers } from './batch.js';

type ScheduledOp = 'scheduled.insert' | 'scheduled.sending' | 'scheduled.end' | 'scheduled.prune';

export function scheduledOps(sql: Sql): Handlers<ScheduledOp> {
  const { moment } = sql.dialect;
  const waiting = sql.prepareValues<[string], number>(
    `SELECT count(*) FROM "ScheduledMessage" WHERE "sessionId" = ? AND "status" = 'scheduled'`,
  );
  const insert = sql.prepare(
    `INSERT INTO "ScheduledMessage"
       ("id", "sessionId", "chatId", "type", "body", "content", "media", "sendAt", "expiresAt", "status", "createdAt")
     VALUES (@id, @sessionId, @chatId, @type, @body, @content, @media, ${moment('@sendAt')}, ${moment('@expiresAt')},
       'scheduled', ${moment('@createdAt')})`,
  );
  const sending = sql.prepare(
    `UPDATE "ScheduledMessage" SET "status" = 'sending', "messageId" = @messageId, "media" = NULL
     WHERE "id" = @scheduledId AND "status" = 'scheduled'`,
  );
  const mediaOf = sql.prepareValues<[string], string | null>('SELECT "media" FROM "ScheduledMessage" WHERE "id" = ?');
  const end = sql.prepare(
    `UPDATE "ScheduledMessage"
     SET "status" = @status, "errorCode" = @code, "errorMessage" = @message, "endedAt" = ${moment('@at')}, "media" = NULL
     WHERE "id" = @scheduledId
       AND ("status" = 'scheduled' OR ("status" = 'sending' AND @status NOT IN ('cancelled', 'expired')))`,
  );
  const prune = sql.prepare(
    `DELETE FROM "ScheduledMessage" WHERE "id" IN (
       SELECT "id" FROM "ScheduledMessage" WHERE "endedAt" < ${moment('?')} ORDER BY "id" LIMIT ?)`,
  );
  return {
    'scheduled.insert': async ({ row, limit }) => {
      if (((await waiting.get(row.sessionId)) ?? 0) >= limit)
        throw new RangeError(`${limit} messages are scheduled already`);
      await insert.run(row);
    },
    'scheduled.sending': async ({ scheduledId, messageId }) => {
      // Thrown, so that the message it comes with is not stored either.
      if ((await sending.run({ scheduledId, messageId })) === 0) throw new RangeError(`not waiting: ${scheduledId}`);
    },
    'scheduled.end': async ({ scheduledId, status, error, at }, batch) => {
      const media = (await mediaOf.get(scheduledId)) ?? null;
      const { code, message } = error ?? { code: null, message: null };
      if ((await end.run({ scheduledId, status, code, message, at })) > 0) batch.free(media);
    },
    'scheduled.prune': ({ before, limit }) => prune.run(before, limit),
  };
}
