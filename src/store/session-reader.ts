import type { SessionStatus } from '../domain/session.js';
import type { Session } from '../generated/prisma/client.js';
import { jsonList } from './json-list.js';
import { limitOf } from './limit.js';
import type { Sql, Statement } from './sql.js';

/** A row as SQLite holds it: moments are numbers, JSON is text. */
type StoredSession = Omit<Session, 'config' | 'connectedAt' | 'lastActiveAt' | 'createdAt' | 'updatedAt'> & {
  readonly config: string;
  readonly connectedAt: number | null;
  readonly lastActiveAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
};

export interface StatusCount {
  readonly status: SessionStatus;
  readonly count: number;
}

export interface SessionPage {
  /** Only these sessions; null: all. */
  readonly ids: readonly string[] | null;
  readonly limit: number;
  readonly offset: number;
}

/** Sessions as every surface reads them, by prepared statements: these are the most frequent reads there are. */
export class SessionReader {
  readonly #byIds: Statement<[string], StoredSession>;
  readonly #all: Statement<[number, number], StoredSession>;
  readonly #some: Statement<[string, number, number], StoredSession>;
  readonly #named: Statement<[string], string>;
  readonly #countAll: Statement<[], StatusCount>;
  readonly #countSome: Statement<[string], StatusCount>;

  constructor(sql: Sql) {
    const newest = 'ORDER BY "createdAt" DESC, "id" DESC LIMIT ? OFFSET ?';
    const among = `"id" IN (SELECT value FROM ${sql.dialect.texts('?', 'wanted')})`;
    this.#byIds = sql.prepare(`SELECT * FROM "Session" WHERE ${among}`);
    this.#all = sql.prepare(`SELECT * FROM "Session" ${newest}`);
    this.#some = sql.prepare(`SELECT * FROM "Session" WHERE ${among} ${newest}`);
    this.#named = sql.prepareValues('SELECT "id" FROM "Session" WHERE "name" = ?');
    const count = 'SELECT "status", count(*) AS "count" FROM "Session"';
    this.#countAll = sql.prepare(`${count} GROUP BY "status"`);
    this.#countSome = sql.prepare(`${count} WHERE ${among} GROUP BY "status"`);
  }

  /** In no order; ids that do not exist are left out. */
  async byIds(ids: readonly string[]): Promise<Session[]> {
    return (await this.#byIds.all(jsonList(ids))).map(toSession);
  }

  /** Newest first. @param page.limit negative: no limit */
  async page({ ids, limit, offset }: SessionPage): Promise<Session[]> {
    const page = [limitOf(limit), offset] as const;
    const rows = ids === null ? this.#all.all(...page) : this.#some.all(jsonList(ids), ...page);
    return (await rows).map(toSession);
  }

  /** The session of that name. */
  async idOf(name: string): Promise<string | undefined> {
    return this.#named.get(name);
  }

  /** How many sessions are in each state that any is in. @param ids only these; null: all */
  async countByStatus(ids: readonly string[] | null): Promise<StatusCount[]> {
    return ids === null ? this.#countAll.all() : this.#countSome.all(jsonList(ids));
  }
}

const momentOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

const toSession = (row: StoredSession): Session => ({
  ...row,
  config: JSON.parse(row.config) as Session['config'],
  connectedAt: momentOf(row.connectedAt),
  lastActiveAt: momentOf(row.lastActiveAt),
  createdAt: new Date(row.createdAt),
  updatedAt: new Date(row.updatedAt),
});
