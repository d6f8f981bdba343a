import type { Chat, Message } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';
import type { Sql, Statement } from './sql.js';

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
/** Moments that every database can hold, beyond all that are stored. */
const END_OF_TIME = Date.UTC(9999, 0);
const BEGINNING_OF_TIME = -Date.UTC(3000, 0);

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
  readonly #chats: Statement<[{ parents: string; at: number; id: string; last: string; limit: number }], StoredChat>;

  constructor(sql: Sql) {
    const { texts, objects, moment, belowEach } = sql.dialect;
    this.#message = sql.prepareTuples(
      `SELECT ${messageColumns('"Message"')} FROM "Message" WHERE "sessionId" = ? AND "waMessageId" = ?`,
    );
    this.#messageByRow = sql.prepareTuples(`SELECT ${messageColumns('"Message"')} FROM "Message" WHERE "id" = ?`);
    this.#ofChats = sql.prepareTuples(
      belowEach({
        parents: objects('?', 'parent'),
        table: 'Message',
        columns: messageColumns('found'),
        ids: `SELECT "id" FROM "Message"
          WHERE "sessionId" = parent.value ->> 'sessionId' AND "chatId" = parent.value ->> 'chatId' AND "id" < ?
          ORDER BY "id" DESC LIMIT ?`,
      }),
    );
    this.#ofSessions = sql.prepareTuples(
      belowEach({
        parents: texts('?', 'parent'),
        table: 'Message',
        columns: messageColumns('found'),
        ids: `SELECT "id" FROM "Message" WHERE "sessionId" = parent.value AND "id" < ? ORDER BY "id" DESC LIMIT ?`,
      }),
    );
    this.#history = HISTORY_FILTERS.map((filter) => prepareHistory(sql, filter));
    this.#chatsByKeys = sql.prepare(
      `SELECT found.* FROM ${objects('?', 'parent')} CROSS JOIN "Chat" AS found
       WHERE found."sessionId" = parent.value ->> 'sessionId' AND found."id" = parent.value ->> 'chatId'`,
    );
    this.#chatPage = sql.prepare(
      `SELECT * FROM "Chat" WHERE "sessionId" = @sessionId
       ORDER BY "lastMessageAt" DESC NULLS LAST, "id" DESC LIMIT @limit OFFSET @offset`,
    );
    // Chats without messages have no moment to be compared by: they are a list of their own, behind the other one.
    this.#chats = sql.prepare(
      belowEach({
        parents: texts('@parents', 'parent'),
        table: 'Chat',
        columns: 'found.*',
        of: 'found."sessionId" = parent.value',
        ids: `SELECT "id" FROM (
           SELECT * FROM (SELECT "id" FROM "Chat"
             WHERE "sessionId" = parent.value AND ("lastMessageAt", "id") < (${moment('@at')}, @id)
             ORDER BY "lastMessageAt" DESC, "id" DESC LIMIT @limit) AS talked
           UNION ALL
           SELECT * FROM (SELECT "id" FROM "Chat"
             WHERE "sessionId" = parent.value AND "lastMessageAt" IS NULL AND "id" < @last
             ORDER BY "id" DESC LIMIT @limit) AS silent) AS either
         LIMIT @limit`,
      }),
    );
  }

  /** One message by its documented id. */
  async message(sessionId: string, waMessageId: string): Promise<Message | undefined> {
    const row = await this.#message.get(sessionId, waMessageId);
    return row && toMessage(row);
  }

  /** One message by the id of its row. */
  async messageByRow(id: string): Promise<Message | undefined> {
    const row = await this.#messageByRow.get(id);
    return row && toMessage(row);
  }

  /** Up to `limit` messages of each chat, in no order. @param before an id: only older ones */
  async messagesOfChats(chats: readonly ChatKey[], limit: number, before = AFTER_ALL): Promise<Message[]> {
    return (await this.#ofChats.all(jsonList(chats), before, limit)).map(toMessage);
  }

  /** Up to `limit` messages of each session, in no order. @param before an id: only older ones */
  async messagesOfSessions(sessionIds: readonly string[], limit: number, before = AFTER_ALL): Promise<Message[]> {
    return (await this.#ofSessions.all(jsonList(sessionIds), before, limit)).map(toMessage);
  }

  /** Messages of a session that pass the filters, newest first, and how many there are. */
  async history({
    sessionId,
    chatId,
    from,
    limit,
    offset,
  }: HistoryPage): Promise<{ messages: Message[]; total: number }> {
    const wanted = { sessionId, chatId, from };
    const filter = (chatId === undefined ? 0 : 1) + (from === undefined ? 0 : 2);
    const { page, count } = this.#history[filter]!;
    const [rows, total] = await Promise.all([page.all({ ...wanted, limit, offset }), count.get(wanted)]);
    return { messages: rows.map(toMessage), total: total ?? 0 };
  }

  /** In no order; chats that do not exist are left out. */
  async chatsByKeys(keys: readonly ChatKey[]): Promise<Chat[]> {
    return (await this.#chatsByKeys.all(jsonList(keys))).map(toChat);
  }

  /** The chat with the newest message first, those without messages last. */
  async chatPage(page: ChatPage): Promise<Chat[]> {
    return (await this.#chatPage.all(page)).map(toChat);
  }

  /** Up to `limit` chats of each session, in no order. */
  async chatsOfSessions(sessionIds: readonly string[], limit: number, behind?: ChatPosition): Promise<Chat[]> {
    const position =
      behind === undefined
        ? { at: END_OF_TIME, id: AFTER_ALL, last: AFTER_ALL }
        : behind.at === null
          ? { at: BEGINNING_OF_TIME, id: '', last: behind.id }
          : { at: behind.at, id: behind.id, last: AFTER_ALL };
    return (await this.#chats.all({ parents: jsonList(sessionIds), limit, ...position })).map(toChat);
  }
}

/** By number: 1 for the chat, 2 for the sender, 3 for both. */
const HISTORY_FILTERS = [
  '',
  'AND "chatId" = @chatId',
  'AND "from" = @from',
  'AND "chatId" = @chatId AND "from" = @from',
];

function prepareHistory(sql: Sql, filter: string) {
  type Wanted = { sessionId: string; chatId: string | undefined; from: string | undefined };
  const where = `FROM "Message" WHERE "sessionId" = @sessionId ${filter}`;
  return {
    page: sql.prepareTuples<[Wanted & { limit: number; offset: number }], MessageTuple>(
      `SELECT ${messageColumns('"Message"')} ${where} ORDER BY "id" DESC LIMIT @limit OFFSET @offset`,
    ),
    count: sql.prepareValues<[Wanted], number>(`SELECT count(*) ${where}`),
  };
}

const toChat = (row: StoredChat): Chat => ({
  ...row,
  lastMessageAt: row.lastMessageAt === null ? null : new Date(row.lastMessageAt),
});
