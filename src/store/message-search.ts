import type { Message } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';
import type { Sql, Statement } from './sql.js';

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

  constructor(sql: Sql) {
    const { texts, moment } = sql.dialect;
    const found = `FROM "MessageText" AS t
      CROSS JOIN "SearchEntry" AS e ON e."docId" = t.rowid
      CROSS JOIN "Message" AS m ON m."id" = e."messageId"
      WHERE t."MessageText" MATCH @match
        AND (@sessionIds IS NULL OR m."sessionId" IN (SELECT value FROM ${texts('@sessionIds', 'scope')}))
        AND (@chatId IS NULL OR m."chatId" = @chatId) AND (@from IS NULL OR m."from" = @from)
        AND (@direction IS NULL OR m."direction" = @direction) AND (@type IS NULL OR m."type" = @type)
        AND (@sentFrom IS NULL OR m."sentAt" >= ${moment('@sentFrom')}) AND (@sentTo IS NULL OR m."sentAt" <= ${moment('@sentTo')})`;
    // In the order of storing, which the text table has by itself: a page ends as soon as it is full.
    this.#page = sql.prepareTuples(
      `SELECT ${messageColumns('m')} ${found} ORDER BY t.rowid DESC LIMIT @limit OFFSET @offset`,
    );
    this.#count = sql.prepareValues(`SELECT count(*) FROM (SELECT 1 ${found} LIMIT @max) AS some`);
  }

  /** What fits, the newest first, and how much of it there is, counted up to `MAX_COUNTED`. */
  async find(
    filter: SearchFilter,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ messages: Message[]; total: number }> {
    const { sessionIds } = filter;
    const wanted = { ...filter, sessionIds: sessionIds === null ? null : jsonList(sessionIds) };
    const [rows, total] = await Promise.all([
      this.#page.all({ ...wanted, limit, offset }),
      this.#count.get({ ...wanted, max: MAX_COUNTED }),
    ]);
    return { messages: rows.map(toMessage), total: total ?? 0 };
  }
}
