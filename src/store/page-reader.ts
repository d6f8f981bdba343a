import type { Database, Statement } from 'better-sqlite3';
import type { Chat, Message } from '../generated/prisma/client.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';

export interface ChatKey {
  readonly sessionId: string;
  readonly chatId: string;
}

/** A page of a session's messages by number, newest first. */
export interface HistoryPage {
  readonly sessionId: string;
  readonly chatId?: string;
  readonly from?: string;
  readonly limit: number;
  readonly offset: number;
}

/** A page of a session's chats by number. */
export interface ChatPage {
  readonly sessionId: string;
  readonly limit: number;
  readonly offset: number;
}

/** Where a page of chats goes on: behind a chat, by the moment of its newest message. */
export interface ChatPosition {
  /** Epoch milliseconds; null for a chat without messages, which come last. */
  readonly at: number | null;
  readonly id: string;
}

type StoredChat = Omit<Chat, 'lastMessageAt'> & { readonly lastMessageAt: number | null };
/** Greater than every id and every moment. */
const AFTER_ALL = '\u{10ffff}';
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/**
 * Messages and chats by prepared statements: the newest rows of each of many parents, in one statement however many
 * parents there are, and pages by number. The ORM would read all rows of all parents and cut the pages in memory.
 */
export class PageReader {
  readonly #message: Statement<[string, string], MessageTuple>;
  readonly #messageByRow: Statement<[string], MessageTuple>;
  readonly #ofChats: Statement<[string, string, number], MessageTuple>;
  readonly #ofSessions: Statement<[string, string, number], MessageTuple>;
  readonly #history: ReturnType<typeof prepareHistory>[];
  readonly #chatsByKeys: Statement<[string], StoredChat>;
  readonly #chatPage: Statement<[ChatPage], StoredChat>;
  readonly #chats: Statement<{ parents: string; at: number; id: string; last: string; limit: number }, StoredChat>;

  constructor(database: Database) {
    this.#message = database
      .prepare<
        [string, string],
        MessageTuple
      >(`SELECT ${messageColumns('"Message"')} FROM "Message" WHERE "sessionId" = ? AND "waMessageId" = ?`)
      .raw();
    this.#messageByRow = database
      .prepare<[string], MessageTuple>(`SELECT ${messageColumns('"Message"')} FROM "Message" WHERE "id" = ?`)
      .raw();
    this.#ofChats = database
      .prepare<[string, string, number], MessageTuple>(
        `SELECT ${messageColumns('row')} FROM json_each(?) AS parent CROSS JOIN "Message" AS row WHERE row."id" IN (
         SELECT "id" FROM "Message"
         WHERE "sessionId" = parent.value ->> 'sessionId' AND "chatId" = parent.value ->> 'chatId' AND "id" < ?
         ORDER BY "id" DESC LIMIT ?)`,
      )
      .raw();
    this.#ofSessions = database
      .prepare<[string, string, number], MessageTuple>(
        `SELECT ${messageColumns('row')} FROM json_each(?) AS parent CROSS JOIN "Message" AS row WHERE row."id" IN (
         SELECT "id" FROM "Message" WHERE "sessionId" = parent.value AND "id" < ? ORDER BY "id" DESC LIMIT ?)`,
      )
      .raw();
    this.#history = HISTORY_FILTERS.map((filter) => prepareHistory(database, filter));
    this.#chatsByKeys = database.prepare(
      `SELECT row.* FROM json_each(?) AS parent CROSS JOIN "Chat" AS row
       WHERE row."sessionId" = parent.value ->> 'sessionId' AND row."id" = parent.value ->> 'chatId'`,
    );
    this.#chatPage = database.prepare(
      `SELECT * FROM "Chat" WHERE "sessionId" = @sessionId
       ORDER BY "lastMessageAt" DESC, "id" DESC LIMIT @limit OFFSET @offset`,
    );
    // Chats without messages have no moment to be compared by: they are a list of their own, behind the other one.
    this.#chats = database.prepare(
      `SELECT row.* FROM json_each(@parents) AS parent CROSS JOIN "Chat" AS row
       WHERE row."sessionId" = parent.value AND row."id" IN (
         SELECT "id" FROM (
           SELECT * FROM (SELECT "id" FROM "Chat"
             WHERE "sessionId" = parent.value AND ("lastMessageAt", "id") < (@at, @id)
             ORDER BY "lastMessageAt" DESC, "id" DESC LIMIT @limit)
           UNION ALL
           SELECT * FROM (SELECT "id" FROM "Chat"
             WHERE "sessionId" = parent.value AND "lastMessageAt" IS NULL AND "id" < @last
             ORDER BY "id" DESC LIMIT @limit))
         LIMIT @limit)`,
    );
  }

  /** One message by its documented id. */
  message(sessionId: string, waMessageId: string): Message | undefined {
    const row = this.#message.get(sessionId, waMessageId);
    return row && toMessage(row);
  }

  /** One message by the id of its row. */
  messageByRow(id: string): Message | undefined {
    const row = this.#messageByRow.get(id);
    return row && toMessage(row);
  }

  /** Up to `limit` messages of each chat, in no order. @param before an id: only older ones */
  messagesOfChats(chats: readonly ChatKey[], limit: number, before = AFTER_ALL): Message[] {
    return this.#ofChats.all(JSON.stringify(chats), before, limit).map(toMessage);
  }

  /** Up to `limit` messages of each session, in no order. @param before an id: only older ones */
  messagesOfSessions(sessionIds: readonly string[], limit: number, before = AFTER_ALL): Message[] {
    return this.#ofSessions.all(JSON.stringify(sessionIds), before, limit).map(toMessage);
  }

  /** Messages of a session that pass the filters, newest first, and how many there are. */
  history({ sessionId, chatId, from, limit, offset }: HistoryPage): { messages: Message[]; total: number } {
    const wanted = { sessionId, chatId, from };
    const filter = (chatId === undefined ? 0 : 1) + (from === undefined ? 0 : 2);
    const { page, count } = this.#history[filter]!;
    return { messages: page.all({ ...wanted, limit, offset }).map(toMessage), total: count.get(wanted) ?? 0 };
  }

  /** In no order; chats that do not exist are left out. */
  chatsByKeys(keys: readonly ChatKey[]): Chat[] {
    return this.#chatsByKeys.all(JSON.stringify(keys)).map(toChat);
  }

  /** The chat with the newest message first, those without messages last. */
  chatPage(page: ChatPage): Chat[] {
    return this.#chatPage.all(page).map(toChat);
  }

  /** Up to `limit` chats of each session, in no order. */
  chatsOfSessions(sessionIds: readonly string[], limit: number, behind?: ChatPosition): Chat[] {
    const position =
      behind === undefined
        ? { at: END_OF_TIME, id: AFTER_ALL, last: AFTER_ALL }
        : behind.at === null
          ? { at: -END_OF_TIME, id: '', last: behind.id }
          : { at: behind.at, id: behind.id, last: AFTER_ALL };
    return this.#chats.all({ parents: JSON.stringify(sessionIds), limit, ...position }).map(toChat);
  }
}

/** By number: 1 for the chat, 2 for the sender, 3 for both. */
const HISTORY_FILTERS = [
  '',
  'AND "chatId" = @chatId',
  'AND "from" = @from',
  'AND "chatId" = @chatId AND "from" = @from',
];

function prepareHistory(database: Database, filter: string) {
  type Wanted = { sessionId: string; chatId: string | undefined; from: string | undefined };
  const where = `FROM "Message" WHERE "sessionId" = @sessionId ${filter}`;
  return {
    page: database
      .prepare<
        Wanted & { limit: number; offset: number },
        MessageTuple
      >(`SELECT ${messageColumns('"Message"')} ${where} ORDER BY "id" DESC LIMIT @limit OFFSET @offset`)
      .raw(),
    count: database.prepare<Wanted, number>(`SELECT count(*) ${where}`).pluck(),
  };
}

const toChat = (row: StoredChat): Chat => ({
  ...row,
  lastMessageAt: row.lastMessageAt === null ? null : new Date(row.lastMessageAt),
});
