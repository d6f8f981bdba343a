import type { Message } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import { messageColumns, type MessageTuple, toMessage } from './message-row.js';
import type { SearchWord, Sql, Statement } from './sql.js';

export interface SearchFilter {
  /** All of them must occur, in any order. */
  readonly words: readonly SearchWord[];
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
type Parameters = Omit<SearchFilter, 'words' | 'sessionIds'> & {
  readonly match: string;
  readonly sessionIds: string | null;
};

/** Where counting ends: a word that everybody uses is in every message. */
export const MAX_COUNTED = 10_000;

/** Full text over stored messages. */
export class MessageSearch {
  readonly #match: (words: readonly SearchWord[]) => string;
  readonly #page: Statement<[Parameters & { limit: number; offset: number }], MessageTuple>;
  readonly #count: Statement<[Parameters & { max: number }], number>;

  constructor(sql: Sql) {
    const { texts, moment, fullText } = sql.dialect;
    const isLeftOut = (name: string): string => `CAST(@${name} AS TEXT) IS NULL`;
    const found = `${fullText.found}
        AND (${isLeftOut('sessionIds')} OR m."sessionId" IN (SELECT value FROM ${texts('@sessionIds', 'scope')}))
        AND (${isLeftOut('chatId')} OR m."chatId" = @chatId) AND (${isLeftOut('from')} OR m."from" = @from)
        AND (${isLeftOut('direction')} OR m."direction" = @direction) AND (${isLeftOut('type')} OR m."type" = @type)
        AND (${isLeftOut('sentFrom')} OR m."sentAt" >= ${moment('@sentFrom')})
        AND (${isLeftOut('sentTo')} OR m."sentAt" <= ${moment('@sentTo')})`;
    this.#match = fullText.match;
    this.#page = sql.prepareTuples(
      `SELECT ${messageColumns('m')} ${found} ORDER BY ${fullText.newest} LIMIT @limit OFFSET @offset`,
    );
    this.#count = sql.prepareValues(`SELECT count(*) FROM (SELECT 1 ${found} LIMIT @max) AS counted`);
  }

  /** What fits, the newest first, and how much of it there is, counted up to `MAX_COUNTED`. */
  async find(
    filter: SearchFilter,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ messages: Message[]; total: number }> {
    const { words, sessionIds, ...others } = filter;
    const scope = sessionIds === null ? null : jsonList(sessionIds);
    const wanted = { ...others, match: this.#match(words), sessionIds: scope };
    const [rows, total] = await Promise.all([
      this.#page.all({ ...wanted, limit, offset }),
      this.#count.get({ ...wanted, max: MAX_COUNTED }),
    ]);
    return { messages: rows.map(toMessage), total: total ?? 0 };
  }
}
