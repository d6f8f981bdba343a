import type { Sql } from '../sql.js';
import type { SessionPatch } from '../write-op.js';
import type { AppendEvent } from './append-event.js';
import type { Handlers } from './batch.js';
import { prepareForget } from './engine-ops.js';
import { preparePatch } from './prepare-patch.js';

type SessionOp = 'session.insert' | 'session.patch' | 'session.delete' | 'chat.put' | 'chat.delete';

const PATCHABLE = [
  'status',
  'phone',
  'pushName',
  'connectedAt',
  'lastActiveAt',
  'lastError',
] as const satisfies readonly (keyof SessionPatch)[];

export function sessionOps(sql: Sql, append: AppendEvent): Handlers<SessionOp> {
  const createdAt = sql.dialect.moment('@createdAt');
  const mediaOf = sql.prepareValues<[string, string], string>(
    'SELECT "media" FROM "Message" WHERE "sessionId" = ? AND "chatId" = ? AND "media" IS NOT NULL',
  );
  const insertSession = sql.prepare(
    `INSERT INTO "Session" ("id", "name", "status", "engine", "config", "proxyUrl", "proxyType", "createdAt", "updatedAt")
     VALUES (@id, @name, @status, @engine, @config, @proxyUrl, @proxyType, ${createdAt}, ${createdAt})`,
  );
  const patchSession = preparePatch<SessionPatch>(sql, 'Session', PATCHABLE);
  const forget = prepareForget(sql);
  const deleteSession = sql.prepare('DELETE FROM "Session" WHERE "id" = ?');
  const putChat = sql.prepare(
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount")
     VALUES (@sessionId, @id, @name, @kind, coalesce(@unreadCount, 0))
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE @name WHEN '' THEN "Chat"."name" ELSE @name END,
       "unreadCount" = coalesce(@unreadCount, "Chat"."unreadCount")`,
  );
  // The journal outlives the messages it tells of, and so do deliveries that are still due.
  const keepEvents = sql.prepare(
    `UPDATE "Event" SET "messageId" = NULL
     WHERE "messageId" IN (SELECT "id" FROM "Message" WHERE "sessionId" = ? AND "chatId" = ?)`,
  );
  const deleteChat = sql.prepare('DELETE FROM "Chat" WHERE "sessionId" = ? AND "id" = ?');
  return {
    'session.insert': ({ row }) => insertSession.run(row),
    'session.patch': async (op, batch) => {
      if (!(await patchSession(op.sessionId, op.patch, op.at))) return batch.drop(op.op, op.sessionId);
      for (const event of op.events) await append(event, null, batch);
    },
    'session.delete': async (op, batch) => {
      await deleteSession.run(op.sessionId);
      await forget(op.sessionId);
      batch.deletedSessions.push(op.sessionId);
    },
    'chat.put': ({ sessionId, id, name, kind, unreadCount }) => putChat.run({ sessionId, id, name, kind, unreadCount }),
    'chat.delete': async ({ sessionId, id }, batch) => {
      for (const media of await mediaOf.all(sessionId, id)) batch.free(media);
      await keepEvents.run(sessionId, id);
      await deleteChat.run(sessionId, id);
    },
  };
}
