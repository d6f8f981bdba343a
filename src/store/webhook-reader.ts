import type { Webhook } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import { limitOf } from './limit.js';
import type { Sql, Statement } from './sql.js';

type Json = 'events' | 'headers' | 'filters';
type Moment = 'createdAt' | 'updatedAt';
type PastMoment = 'firstFailedAt' | 'lastFailedAt' | 'lastTriggeredAt' | 'previousSecretEndsAt';
/** A row as SQLite holds it: moments and flags are numbers, JSON is text. */
type StoredWebhook = Omit<Webhook, Json | Moment | PastMoment | 'active' | 'ordered'> & {
  readonly events: string;
  readonly headers: string;
  readonly filters: string | null;
  readonly active: 0 | 1;
  readonly ordered: 0 | 1;
  readonly createdAt: number;
  readonly updatedAt: number;
} & { readonly [K in PastMoment]: number | null };

const moment = (at: number | null): Date | null => (at === null ? null : new Date(at));

export interface WebhookPage {
  /** Only webhooks of these sessions; null: of all. */
  readonly sessionIds: readonly string[] | null;
  readonly limit: number;
  readonly offset: number;
}

/** Webhooks as every surface reads them, by prepared statements. */
export class WebhookReader {
  readonly #byIds: Statement<[string], StoredWebhook>;
  readonly #all: Statement<[number, number], StoredWebhook>;
  readonly #ofSessions: Statement<[string, number, number], StoredWebhook>;

  constructor(sql: Sql) {
    const among = `IN (SELECT value FROM ${sql.dialect.texts('?', 'wanted')})`;
    const newest = 'ORDER BY "createdAt" DESC, "id" DESC LIMIT ? OFFSET ?';
    this.#byIds = sql.prepare(`SELECT * FROM "Webhook" WHERE "id" ${among}`);
    this.#all = sql.prepare(`SELECT * FROM "Webhook" ${newest}`);
    this.#ofSessions = sql.prepare(`SELECT * FROM "Webhook" WHERE "sessionId" ${among} ${newest}`);
  }

  /** In no order; ids that do not exist are left out. */
  async byIds(ids: readonly string[]): Promise<Webhook[]> {
    return (await this.#byIds.all(jsonList(ids))).map(toWebhook);
  }

  /** All webhooks of each session, newest first. */
  async ofSessions(sessionIds: readonly string[]): Promise<Webhook[]> {
    return this.page({ sessionIds, limit: -1, offset: 0 });
  }

  /** Newest first. @param page.limit negative: no limit */
  async page({ sessionIds, limit, offset }: WebhookPage): Promise<Webhook[]> {
    const page = [limitOf(limit), offset] as const;
    const rows = sessionIds === null ? this.#all.all(...page) : this.#ofSessions.all(jsonList(sessionIds), ...page);
    return (await rows).map(toWebhook);
  }
}

const toWebhook = (row: StoredWebhook): Webhook => ({
  ...row,
  events: JSON.parse(row.events) as Webhook['events'],
  headers: JSON.parse(row.headers) as Webhook['headers'],
  filters: row.filters === null ? null : (JSON.parse(row.filters) as Webhook['filters']),
  active: row.active === 1,
  ordered: row.ordered === 1,
  firstFailedAt: moment(row.firstFailedAt),
  lastFailedAt: moment(row.lastFailedAt),
  lastTriggeredAt: moment(row.lastTriggeredAt),
  previousSecretEndsAt: moment(row.previousSecretEndsAt),
  createdAt: new Date(row.createdAt),
  updatedAt: new Date(row.updatedAt),
});
