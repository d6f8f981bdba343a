import type { SessionPatch } from '../write-op.js';
import type { AppendEvent } from './append-event.js';
import type { Database, Handlers } from './batch.js';
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

export function sessionOps(database: Database, append: AppendEvent): Handlers<SessionOp> {
  const mediaOf = database
    .prepare<
      [string, string],
      string
    >('SELECT "media" FROM "Message" WHERE "sessionId" = ? AND "chatId" = ? AND "media" IS NOT NULL')
    .pluck();
  const insertSession = database.prepare(
    `INSERT INTO "Session" ("id", "name", "status", "engine", "config", "proxyUrl", "proxyType", "createdAt", "updatedAt")
     VALUES (@id, @name, @status, @engine, @config, @proxyUrl, @proxyType, @createdAt, @createdAt)`,
  );
  const patchSession = preparePatch<SessionPatch>(database, 'Session', PATCHABLE);
  const forget = prepareForget(database);
  const deleteSession = database.prepare('DELETE FROM "Session" WHERE "id" = ?');
  const putChat = database.prepare(
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount") VALUES (@sessionId, @id, @name, @kind, coalesce(@unreadCount, 0))
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE @name WHEN '' THEN "name" ELSE @name END,
       "unreadCount" = coalesce(@unreadCount, "unreadCount")`,
  );
  // The journal outlives the messages it tells of, and so do deliveries that are still due.
  const keepEvents = database.prepare(
    `UPDATE "Event" SET "messageId" = NULL
     WHERE "messageId" IN (SELECT "id" FROM "Message" WHERE "sessionId" = ? AND "chatId" = ?)`,
  );
  const deleteChat = database.prepare('DELETE FROM "Chat" WHERE "sessionId" = ? AND "id" = ?');
  return {
    'session.insert': ({ row }) => insertSession.run(row),
    'session.patch': (op, batch) => {
      if (!patchSession(op.sessionId, op.patch, op.at)) return batch.drop(op.op, op.sessionId);
      for (const event of op.events) append(event, null, batch);
    },
    'session.delete': (op, batch) => {
      deleteSession.run(op.sessionId);
      forget(op.sessionId);
      batch.deletedSessions.push(op.sessionId);
    },
    'chat.put': ({ sessionId, id, name, kind, unreadCount }) => putChat.run({ sessionId, id, name, kind, unreadCount }),
    'chat.delete': ({ sessionId, id }, batch) => {
      for (const media of mediaOf.all(sessionId, id)) batch.free(media);
      keepEvents.run(sessionId, id);
      deleteChat.run(sessionId, id);
    },
  };
}
