import { jsonList } from './json-list.js';
import type { Sql, Statement } from './sql.js';

export interface MessageTotals {
  readonly sent: number;
  readonly received: number;
  readonly failed: number;
}

/** Messages of one kind and direction in one stretch of time of one session. */
export interface MessageGroup {
  readonly sessionId: string;
  /** Number of the stretch: its start divided by its length. */
  readonly bucket: number;
  readonly type: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly count: number;
}

export interface ChatCount {
  readonly sessionId: string;
  readonly chatId: string;
  readonly name: string;
  readonly count: number;
}

type Window = { readonly ids: string; readonly since: number };

/**
 * Counts of stored messages. All that there ever were are read from tallies that triggers keep; those of a window from
 * one covering index, of the sessions asked for. Nothing here reads the messages themselves.
 */
export class MessageStats {
  readonly #totals: Statement<[string], MessageTotals>;
  readonly #allTotals: Statement<[], MessageTotals>;
  readonly #since: Statement<[Window], MessageTotals>;
  readonly #groups: Statement<[Window & { bucketMs: number }], MessageGroup>;
  readonly #topChats: Statement<[Window & { limit: number }], ChatCount>;

  constructor(sql: Sql) {
    const { texts, moment, milliseconds, integer } = sql.dialect;
    const among = `FROM ${texts('@ids', 's')} CROSS JOIN "Message" AS m
      WHERE m."sessionId" = s.value AND m."sentAt" >= ${moment('@since')}`;
    const tallies = `SELECT coalesce(sum("count") FILTER (WHERE "direction" = 'outgoing' AND NOT "failed"), 0) AS "sent",
              coalesce(sum("count") FILTER (WHERE "direction" = 'incoming'), 0) AS "received",
              coalesce(sum("count") FILTER (WHERE "failed"), 0) AS "failed"
       FROM "MessageTally"`;
    this.#allTotals = sql.prepare(tallies);
    this.#totals = sql.prepare(`${tallies} WHERE "sessionId" IN (SELECT value FROM ${texts('?', 'wanted')})`);
    this.#since = sql.prepare(
      `SELECT count(*) FILTER (WHERE m."direction" = 'outgoing' AND m."ack" >= 0) AS "sent",
              count(*) FILTER (WHERE m."direction" = 'incoming') AS "received",
              count(*) FILTER (WHERE m."ack" < 0) AS "failed" ${among}`,
    );
    this.#groups = sql.prepare(
      `SELECT m."sessionId" AS "sessionId", ${milliseconds('m."sentAt"')} / ${integer('@bucketMs')} AS "bucket", m."type" AS "type",
              m."direction" AS "direction", count(*) AS "count"
       ${among} GROUP BY 1, 2, 3, 4`,
    );
    this.#topChats = sql.prepare(
      `SELECT top.*, coalesce(c."name", '') AS "name" FROM (
         SELECT m."sessionId" AS "sessionId", m."chatId" AS "chatId", count(*) AS "count"
         ${among} GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT @limit) AS top
       LEFT JOIN "Chat" AS c ON c."sessionId" = top."sessionId" AND c."id" = top."chatId"
       ORDER BY top."count" DESC, top."chatId"`,
    );
  }

  /** Of all sessions and all time. */
  async allTotals(): Promise<MessageTotals> {
    return (await this.#allTotals.get()) ?? NONE;
  }

  /** Of all time. */
  async totals(sessionIds: readonly string[]): Promise<MessageTotals> {
    return (await this.#totals.get(jsonList(sessionIds))) ?? NONE;
  }

  /** @param since epoch milliseconds, by the moment of sending */
  async since(sessionIds: readonly string[], since: number): Promise<MessageTotals> {
    return (await this.#since.get({ ids: jsonList(sessionIds), since })) ?? NONE;
  }

  /** In no order. @param bucketMs length of a stretch */
  async groups(sessionIds: readonly string[], since: number, bucketMs: number): Promise<MessageGroup[]> {
    return this.#groups.all({ ids: jsonList(sessionIds), since, bucketMs });
  }

  /** The chats with the most messages, the busiest first. */
  async topChats(sessionIds: readonly string[], since: number, limit: number): Promise<ChatCount[]> {
    return this.#topChats.all({ ids: jsonList(sessionIds), since, limit });
  }
}

const NONE: MessageTotals = { sent: 0, received: 0, failed: 0 };
