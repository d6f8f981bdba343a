import type { BatchItem, MessageBatch } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import type { Sql, Statement } from './sql.js';

type Moment = 'createdAt' | 'startedAt' | 'completedAt';
/** Rows as SQLite holds them: moments are numbers, JSON is text. */
type StoredBatch = Omit<MessageBatch, Moment | 'options'> & {
  readonly options: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
};
type StoredItem = Omit<BatchItem, 'content' | 'media' | 'sentAt'> & {
  readonly content: string;
  readonly media: string | null;
  readonly sentAt: number | null;
};

/** A page of a session's batches by number. */
export interface BatchPage {
  readonly sessionId: string;
  readonly limit: number;
  readonly offset: number;
}

/** Batches and their items by prepared statements. */
export class BatchReader {
  readonly #byId: Statement<[string], StoredBatch>;
  readonly #byName: Statement<[string, string], StoredBatch>;
  readonly #page: Statement<[BatchPage], StoredBatch>;
  readonly #unfinished: Statement<[], StoredBatch>;
  readonly #items: Statement<[string], StoredItem>;
  readonly #item: Statement<[string, number], StoredItem>;
  readonly #next: Statement<[string], StoredItem>;
  readonly #inDoubt: Statement<[], StoredItem>;

  constructor(sql: Sql) {
    this.#byId = sql.prepare('SELECT * FROM "MessageBatch" WHERE "id" = ?');
    this.#byName = sql.prepare('SELECT * FROM "MessageBatch" WHERE "sessionId" = ? AND "name" = ?');
    this.#page = sql.prepare(
      `SELECT * FROM "MessageBatch" WHERE "sessionId" = @sessionId ORDER BY "id" DESC LIMIT @limit OFFSET @offset`,
    );
    this.#unfinished = sql.prepare(
      `SELECT * FROM "MessageBatch" WHERE "status" IN ('pending', 'processing') ORDER BY "id"`,
    );
    this.#items = sql.prepare(
      `SELECT * FROM "BatchItem" WHERE "batchId" IN (SELECT value FROM ${sql.dialect.texts('?', 'wanted')}) ORDER BY "batchId", "position"`,
    );
    this.#item = sql.prepare('SELECT * FROM "BatchItem" WHERE "batchId" = ? AND "position" = ?');
    this.#next = sql.prepare(
      `SELECT * FROM "BatchItem" WHERE "batchId" = ? AND "status" IN ('pending', 'sending') ORDER BY "position" LIMIT 1`,
    );
    this.#inDoubt = sql.prepare(`SELECT * FROM "BatchItem" WHERE "status" = 'sending' ORDER BY "batchId", "position"`);
  }

  async byId(id: string): Promise<MessageBatch | undefined> {
    const row = await this.#byId.get(id);
    return row && toBatch(row);
  }

  async byName(sessionId: string, name: string): Promise<MessageBatch | undefined> {
    const row = await this.#byName.get(sessionId, name);
    return row && toBatch(row);
  }

  /** Newest first. */
  async page(page: BatchPage): Promise<MessageBatch[]> {
    return (await this.#page.all(page)).map(toBatch);
  }

  /** Batches of all sessions that are not over, oldest first. */
  async unfinished(): Promise<MessageBatch[]> {
    return (await this.#unfinished.all()).map(toBatch);
  }

  /** Items of batches, each batch's in their order. */
  async items(batchIds: readonly string[]): Promise<BatchItem[]> {
    return (await this.#items.all(jsonList(batchIds))).map(toItem);
  }

  async item(batchId: string, position: number): Promise<BatchItem | undefined> {
    const row = await this.#item.get(batchId, position);
    return row && toItem(row);
  }

  /** The first item that is not over. */
  async next(batchId: string): Promise<BatchItem | undefined> {
    const row = await this.#next.get(batchId);
    return row && toItem(row);
  }

  /** Items of all sessions of which it is not written down what became of them. */
  async inDoubt(): Promise<BatchItem[]> {
    return (await this.#inDoubt.all()).map(toItem);
  }
}

const momentOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

const toBatch = (row: StoredBatch): MessageBatch => ({
  ...row,
  options: JSON.parse(row.options) as MessageBatch['options'],
  createdAt: new Date(row.createdAt),
  startedAt: momentOf(row.startedAt),
  completedAt: momentOf(row.completedAt),
});

const toItem = (row: StoredItem): BatchItem => ({
  ...row,
  content: JSON.parse(row.content) as BatchItem['content'],
  media: row.media === null ? null : (JSON.parse(row.media) as BatchItem['media']),
  sentAt: momentOf(row.sentAt),
});
