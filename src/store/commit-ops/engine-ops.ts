import type { Database, Handlers } from './batch.js';

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
export function prepareForget(database: Database): (sessionId: string) => void {
  const statements = ENGINE_TABLES.map((table) => database.prepare(`DELETE FROM "${table}" WHERE "sessionId" = ?`));
  return (sessionId) => statements.forEach((statement) => statement.run(sessionId));
}

export function engineOps(database: Database): Handlers<EngineOp> {
  const forget = prepareForget(database);
  const putKey = database.prepare(
    'INSERT INTO "EngineKey" ("sessionId", "type", "id", "value") VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET "value" = excluded."value"',
  );
  const deleteKey = database.prepare('DELETE FROM "EngineKey" WHERE "sessionId" = ? AND "type" = ? AND "id" = ?');
  const putInbound = database.prepare(
    'INSERT INTO "EngineInbound" ("sessionId", "hash", "stanzaId", "plain", "stanza", "done", "createdAt") ' +
      'VALUES (?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING',
  );
  const inboundDone = database.prepare(
    'UPDATE "EngineInbound" SET "done" = 1 WHERE "sessionId" = ? AND "stanzaId" = ? AND "done" = 0',
  );
  const putUnreadable = database.prepare(
    'INSERT INTO "EngineUnreadable" ("sessionId", "stanzaId", "attrs", "error", "createdAt") VALUES (?, ?, ?, ?, ?)',
  );
  const putSent = database.prepare(
    'INSERT INTO "EngineSent" ("sessionId", "stanzaId", "message", "createdAt") VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET "message" = excluded."message"',
  );
  // A row without a stanza is an earlier part of one whose last part never came: it is never handed over.
  const pruneInbound = database.prepare(
    'DELETE FROM "EngineInbound" WHERE "seq" IN (SELECT "seq" FROM "EngineInbound" ' +
      'WHERE "createdAt" < ? AND ("done" = 1 OR "stanza" IS NULL) ORDER BY "createdAt" LIMIT ?)',
  );
  const pruneUnreadable = database.prepare(
    'DELETE FROM "EngineUnreadable" WHERE "createdAt" < ? AND "seq" IN ' +
      '(SELECT "seq" FROM "EngineUnreadable" ORDER BY "seq" LIMIT ?)',
  );
  const pruneSent = database.prepare(
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
    'inbound.prune': (op) => {
      pruneInbound.run(op.before, op.limit);
      pruneUnreadable.run(op.before, op.limit);
    },
    'sent.prune': (op) => pruneSent.run(op.sessionId, op.through, op.limit),
  };
}
