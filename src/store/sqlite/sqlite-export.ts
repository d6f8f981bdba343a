import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { DataExport, ExportedTables } from '../data-export.js';
import { DATA_TABLES } from '../data-tables.js';

/** Rows read at a time, so that others get their turn. */
const PAGE = 500;

type Row = Record<string, unknown>;
type Show = (value: unknown) => unknown;

/** Columns as JSON shows them, by the type they were declared with; all others are shown as they are. */
const SHOW: Readonly<Record<string, Show>> = {
  DATETIME: (value) => new Date(value as number).toISOString(),
  JSONB: (value) => JSON.parse(value as string) as unknown,
  BOOLEAN: (value) => value === 1,
  BLOB: (value) => (value as Buffer).toString('base64'),
};

export class SqliteExport implements DataExport {
  /** @param file the data database */
  constructor(private readonly file: string) {}

  async size(): Promise<number> {
    return this.reading((database) =>
      Object.values(DATA_TABLES).reduce(
        (total, table) => total + (database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number),
        0,
      ),
    );
  }

  async tables(): Promise<ExportedTables> {
    return this.reading(async (database) => {
      const tables: Record<string, Row[]> = {};
      database.exec('BEGIN');
      for (const [name, table] of Object.entries(DATA_TABLES)) tables[name] = await rowsOf(database, table);
      return tables;
    });
  }

  /** A connection of its own: its transaction is a snapshot that nobody else sees. */
  private reading<T>(work: (database: Database.Database) => T): T {
    const database = new Database(this.file, { readonly: true, fileMustExist: true });
    const close = (): void => void database.close();
    let result: T;
    try {
      result = work(database);
    } catch (error) {
      close();
      throw error;
    }
    if (result instanceof Promise) void result.then(close, close);
    else close();
    return result;
  }
}

async function rowsOf(database: Database.Database, table: string): Promise<Row[]> {
  const columns = database.pragma(`table_info("${table}")`) as { name: string; type: string }[];
  const shows = columns.flatMap(({ name, type }) => (SHOW[type] === undefined ? [] : [[name, SHOW[type]] as const]));
  const page = database.prepare<[number, number], Row & { rowid: number }>(
    `SELECT *, rowid AS "rowid" FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  );
  const rows: Row[] = [];
  for (let after = -1; ; ) {
    const found = page.all(after, PAGE);
    for (const { rowid, ...row } of found) {
      for (const [name, show] of shows) if (row[name] !== null) (row as Row)[name] = show((row as Row)[name]);
      rows.push(row);
      after = rowid;
    }
    if (found.length < PAGE) return rows;
    await nextTurn();
  }
}
