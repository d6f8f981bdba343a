import type { Statement } from 'better-sqlite3';
import type { SessionPatch } from '../write-op.js';
import type { AppendEvent } from './append-event.js';
import type { Database, Handlers } from './batch.js';
import { prepareForget } from './engine-ops.js';

type SessionOp = 'session.patch' | 'session.delete' | 'chat.put';

/** Also what keeps a patch from naming any other column. */
const PATCHABLE = [
  'status',
  'phone',
  'pushName',
  'connectedAt',
  'lastActiveAt',
  'lastError',
] as const satisfies readonly (keyof SessionPatch)[];

/** One statement per combination of columns; there are few in use. */
function preparePatch(database: Database) {
  const statements = new Map<string, Statement<unknown[]>>();
  /** @returns whether the session exists */
  return (sessionId: string, patch: SessionPatch, at: number): boolean => {
    const columns = PATCHABLE.filter((column) => patch[column] !== undefined);
    const key = columns.join();
    let statement = statements.get(key);
    if (statement === undefined) {
      const assignments = [...columns, 'updatedAt'].map((column) => `"${column}" = ?`);
      statement = database.prepare<unknown[]>(`UPDATE "Session" SET ${assignments.join(', ')} WHERE "id" = ?`);
      statements.set(key, statement);
    }
    return statement.run(...columns.map((column) => patch[column]), at, sessionId).changes > 0;
  };
}

export function sessionOps(database: Database, append: AppendEvent): Handlers<SessionOp> {
  const patchSession = preparePatch(database);
  const forget = prepareForget(database);
  const deleteSession = database.prepare('DELETE FROM "Session" WHERE "id" = ?');
  const putChat = database.prepare(
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount") VALUES (@sessionId, @id, @name, @kind, coalesce(@unreadCount, 0))
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE @name WHEN '' THEN "name" ELSE @name END,
       "unreadCount" = coalesce(@unreadCount, "unreadCount")`,
  );
  return {
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
  };
}
