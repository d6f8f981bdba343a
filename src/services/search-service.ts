import { ValidationError } from '../domain/errors.js';
import type { MessageDirection, MessageType } from '../domain/message.js';
import type { Caller } from '../domain/role.js';
import type { SearchWord } from '../store/sql.js';
import type { Message, Store } from '../store/store.js';
import { pageOf, type Page } from './page.js';

const PAGE = { max: 100, fallback: 20 };

export interface SearchQuery extends Page {
  /** Words that must all occur, in any order; one that ends in `*` may go on. */
  readonly query: string;
  readonly sessionId?: string | undefined;
  readonly chatId?: string | undefined;
  readonly from?: string | undefined;
  readonly direction?: MessageDirection | undefined;
  readonly type?: MessageType | undefined;
  /** Epoch milliseconds. */
  readonly dateFrom?: number | undefined;
  readonly dateTo?: number | undefined;
}

export class SearchService {
  constructor(private readonly deps: { readonly store: Pick<Store, 'search'> }) {}

  /**
   * Stored messages with these words, newest first, of the sessions the caller may see.
   * @throws ValidationError if there is no word in the query
   */
  async messages(
    caller: Caller,
    { query, sessionId, ...filter }: SearchQuery,
  ): Promise<{ messages: Message[]; total: number }> {
    const words = wordsIn(query);
    if (words.length === 0) throw new ValidationError([{ field: 'query', message: 'query should not be empty' }]);
    const { take: limit, skip: offset } = pageOf(filter, PAGE);
    return this.deps.store.search.find(
      {
        words,
        sessionIds: sessionId === undefined ? caller.allowedSessions : [sessionId],
        chatId: filter.chatId ?? null,
        from: filter.from ?? null,
        direction: filter.direction ?? null,
        type: filter.type ?? null,
        sentFrom: filter.dateFrom ?? null,
        sentTo: filter.dateTo ?? null,
      },
      { limit, offset },
    );
  }
}

/** What callers write is words, never a database's query language. */
const wordsIn = (query: string): SearchWord[] =>
  query
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => ({ text: word.replace(/\*+$/, ''), isPrefix: word.endsWith('*') }));
