import type { Sql } from '../sql.js';
import type { Handlers } from './batch.js';

type EngineOp =
  | 'key.put'
  | 'key.delete'
  | 'inbound.put'
  | 'inbound.done'
  | 'unreadable.put'
  | 'sent.put'
  | 'engine.forget'
  | 'inbound.prune'
  | 'sent.prune';

const ENGINE_TABLES = ['EngineKey', 'EngineInbound', 'EngineUnreadable', 'EngineSent'] as const;

/** Removes what an engine remembers about a session. Its tables have no relation to `Session` that would do it. */
export function prepareForget(sql: Sql): (sessionId: string) => Promise<void> {
  const statements = ENGINE_TABLES.map((table) => sql.prepare(`DELETE FROM "${table}" WHERE "sessionId" = ?`));
  return async (sessionId) => {
    for (const statement of statements) await statement.run(sessionId);
  };
}

export function engineOps(sql: Sql): Handlers<EngineOp> {
  const moment = sql.dialect.moment('?');
  const forget = prepareForget(sql);
  const putKey = sql.prepare(
    'INSERT INTO "EngineKey" ("sessionId", "type", "id", "value") VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT ("sessionId", "type", "id") DO UPDATE SET "value" = excluded."value"',
  );
  const deleteKey = sql.prepare('DELETE FROM "EngineKey" WHERE "sessionId" = ? AND "type" = ? AND "id" = ?');
  const putInbound = sql.prepare(
    'INSERT INTO "EngineInbound" ("sessionId", "hash", "stanzaId", "plain", "stanza", "done", "createdAt") ' +
      `VALUES (?, ?, ?, ?, ?, FALSE, ${moment}) ON CONFLICT DO NOTHING`,
  );
  const inboundDone = sql.prepare(
    'UPDATE "EngineInbound" SET "done" = TRUE WHERE "sessionId" = ? AND "stanzaId" = ? AND "done" = FALSE',
  );
  const putUnreadable = sql.prepare(
    'INSERT INTO "EngineUnreadable" ("sessionId", "stanzaId", "attrs", "error", "createdAt") ' +
      `VALUES (?, ?, ?, ?, ${moment})`,
  );
  const putSent = sql.prepare(
    'INSERT INTO "EngineSent" ("sessionId", "stanzaId", "message", "createdAt") ' +
      `VALUES (?, ?, ?, ${moment}) ` +
      'ON CONFLICT ("sessionId", "stanzaId") DO UPDATE SET "message" = excluded."message"',
  );
  // A row without a stanza is an earlier part of one whose last part never came: it is never handed over.
  const pruneInbound = sql.prepare(
    'DELETE FROM "EngineInbound" WHERE "seq" IN (SELECT "seq" FROM "EngineInbound" ' +
      `WHERE "createdAt" < ${moment} AND ("done" = TRUE OR "stanza" IS NULL) ORDER BY "createdAt" LIMIT ?)`,
  );
  const pruneUnreadable = sql.prepare(
    `DELETE FROM "EngineUnreadable" WHERE "createdAt" < ${moment} AND "seq" IN ` +
      '(SELECT "seq" FROM "EngineUnreadable" ORDER BY "seq" LIMIT ?)',
  );
  const pruneSent = sql.prepare(
    'DELETE FROM "EngineSent" WHERE "seq" IN ' +
      '(SELECT "seq" FROM "EngineSent" WHERE "sessionId" = ? AND "seq" <= ? ORDER BY "seq" LIMIT ?)',
  );
  return {
    'key.put': (op) => putKey.run(op.sessionId, op.type, op.id, op.value),
    'key.delete': (op) => deleteKey.run(op.sessionId, op.type, op.id),
    'inbound.put': (op) => putInbound.run(op.sessionId, op.hash, op.stanzaId, op.plain, op.stanza, op.at),
    'inbound.done': (op) => inboundDone.run(op.sessionId, op.stanzaId),
    'unreadable.put': (op) => putUnreadable.run(op.sessionId, op.stanzaId, op.attrs, op.error, op.at),
    'sent.put': (op) => putSent.run(op.sessionId, op.stanzaId, op.message, op.at),
    'engine.forget': (op) => forget(op.sessionId),
    'inbound.prune': async (op) => {
      await pruneInbound.run(op.before, op.limit);
      await pruneUnreadable.run(op.before, op.limit);
    },
    'sent.prune': (op) => pruneSent.run(op.sessionId, op.through, op.limit),
  };
}
