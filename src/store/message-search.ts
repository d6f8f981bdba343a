import type { Database, Statement } from 'better-sqlite3';
import type { Message } from '../generated/prisma/client.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';

export interface SearchFilter {
  /** In the language of FTS5. */
  readonly match: string;
  /** Only these sessions; null: all. */
  readonly sessionIds: readonly string[] | null;
  readonly chatId: string | null;
  readonly from: string | null;
  readonly direction: string | null;
  readonly type: string | null;
  /** Epoch milliseconds, by the moment of sending. */
  readonly sentFrom: number | null;
  readonly sentTo: number | null;
}
type Parameters = Omit<SearchFilter, 'sessionIds'> & { readonly sessionIds: string | null };

/** Where counting ends: a word that everybody uses is in every message. */
export const MAX_COUNTED = 10_000;

/**
 * Full text over stored messages. `MessageText` is an FTS5 table without content of its own; `SearchEntry` says whose
 * text stands under which number. Triggers on `Message` keep both (see the migration that made them).
 */
export class MessageSearch {
  readonly #page: Statement<[Parameters & { limit: number; offset: number }], MessageTuple>;
  readonly #count: Statement<[Parameters & { max: number }], number>;

  constructor(database: Database) {
    const found = `FROM "MessageText" AS t
      CROSS JOIN "SearchEntry" AS e ON e."docId" = t.rowid
      CROSS JOIN "Message" AS m ON m."id" = e."messageId"
      WHERE t."MessageText" MATCH @match
        AND (@sessionIds IS NULL OR m."sessionId" IN (SELECT value FROM json_each(@sessionIds)))
        AND (@chatId IS NULL OR m."chatId" = @chatId) AND (@from IS NULL OR m."from" = @from)
        AND (@direction IS NULL OR m."direction" = @direction) AND (@type IS NULL OR m."type" = @type)
        AND (@sentFrom IS NULL OR m."sentAt" >= @sentFrom) AND (@sentTo IS NULL OR m."sentAt" <= @sentTo)`;
    // In the order of storing, which the text table has by itself: a page ends as soon as it is full.
    this.#page = database
      .prepare<
        Parameters & { limit: number; offset: number },
        MessageTuple
      >(`SELECT ${messageColumns('m')} ${found} ORDER BY t.rowid DESC LIMIT @limit OFFSET @offset`)
      .raw();
    this.#count = database
      .prepare<Parameters & { max: number }, number>(`SELECT count(*) FROM (SELECT 1 ${found} LIMIT @max)`)
      .pluck();
  }

  /** What fits, the newest first, and how much of it there is, counted up to `MAX_COUNTED`. */
  find(
    filter: SearchFilter,
    { limit, offset }: { limit: number; offset: number },
  ): { messages: Message[]; total: number } {
    const { sessionIds } = filter;
    const wanted = { ...filter, sessionIds: sessionIds === null ? null : JSON.stringify(sessionIds) };
    return {
      messages: this.#page.all({ ...wanted, limit, offset }).map(toMessage),
      total: this.#count.get({ ...wanted, max: MAX_COUNTED }) ?? 0,
    };
  }
}
