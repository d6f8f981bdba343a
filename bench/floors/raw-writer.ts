import Database from 'better-sqlite3';
import { connect, type PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { postgresDialect } from '../../src/store/postgres/postgres-dialect.js';
import { pragmas } from '../../src/store/pragmas.js';
import { sqliteDialect } from '../../src/store/sqlite/sqlite-dialect.js';
import type { Insert } from './texts.js';

/** Writes texts in one transaction, which is on disk when it is done. */
export type Commit = (texts: readonly Insert[]) => void | Promise<void>;
type Values = readonly (string | number | null)[];

/** @param moment how epoch milliseconds become what the column holds */
const statements = (moment: string) => ({
  chat: `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount", "lastMessageAt", "lastMessage")
     VALUES (?, ?, 'Contact', 'individual', 1, ${moment}, ?) ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "unreadCount" = "Chat"."unreadCount" + 1, "lastMessage" = excluded."lastMessage",
       "lastMessageAt" = excluded."lastMessageAt"`,
  message: `INSERT INTO "Message" ("id", "sessionId", "waMessageId", "stanzaId", "chatId", "author", "authorName", "from",
       "to", "body", "type", "direction", "ack", "sentAt", "createdAt")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${moment}, ${moment})`,
  event: `INSERT INTO "Event" ("id", "sessionId", "type", "occurredAt", "data", "messageId")
     VALUES (?, ?, ?, ${moment}, ?, ?)`,
});

const valuesOf = ({ row: r, event: e }: Insert): Record<'chat' | 'message' | 'event', Values> => ({
  chat: [r.sessionId, r.chatId, r.sentAt, r.body],
  message: [
    ...[r.id, r.sessionId, r.waMessageId, r.stanzaId, r.chatId, r.author, r.authorName, r.from, r.to],
    ...[r.body, r.type, r.direction, r.ack, r.sentAt, r.createdAt],
  ],
  event: e === null ? [] : [e.id, e.sessionId, e.type, e.occurredAt, e.data, r.id],
});

/** Prepared statements on the one thread there is. */
export function sqliteCommit(file: string): Commit {
  const database = new Database(file);
  for (const pragma of pragmas(5000)) database.pragma(pragma);
  const texts = statements(sqliteDialect.moment('?'));
  const [chat, message, event] = [texts.chat, texts.message, texts.event].map((text) => database.prepare(text));
  const commit = database.transaction((inserts: readonly Insert[]) => {
    for (const insert of inserts) {
      const values = valuesOf(insert);
      chat?.run(...values.chat);
      message?.run(...values.message);
      event?.run(...values.event);
    }
  });
  return (inserts) => commit.immediate(inserts);
}

/** Prepared statements on one connection, sent without waiting for the answers to those before them. */
export async function postgresCommit(settings: PostgresSettings): Promise<Commit> {
  const client = await connect(settings, { name: 'bench', pipeline: true });
  const texts = statements(postgresDialect.moment('?'));
  const numbered = (text: string): string => {
    let number = 0;
    return text.replaceAll('?', () => `$${++number}`);
  };
  const [chat, message, event] = [numbered(texts.chat), numbered(texts.message), numbered(texts.event)];
  return async (inserts) => {
    const sent: Promise<unknown>[] = [client.query('BEGIN')];
    const run = (name: string, text: string, values: Values): void =>
      void sent.push(client.query({ name, text, values: [...values] }));
    for (const insert of inserts) {
      const values = valuesOf(insert);
      run('chat', chat, values.chat);
      run('message', message, values.message);
      run('event', event, values.event);
    }
    sent.push(client.query('COMMIT'));
    await Promise.all(sent);
  };
}
