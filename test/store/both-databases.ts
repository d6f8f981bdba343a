import { join } from 'node:path';
import Database from 'better-sqlite3';
import { applyMigrations } from '../../src/store/migrate.js';
import { openReader } from '../../src/store/database.js';
import { connect, openPool } from '../../src/store/postgres/postgres-connection.js';
import { postgresSql } from '../../src/store/postgres/postgres-sql.js';
import type { Sql } from '../../src/store/sql.js';
import { sqliteSql } from '../../src/store/sqlite/sqlite-sql.js';
import { dropPostgresDatabases, postgresDatabase } from '../support/postgres.js';
import { tempFolder } from './store-fixture.js';

export const DATABASES = ['sqlite', 'postgres'] as const;
export type DatabaseKind = (typeof DATABASES)[number];

type Value = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** An empty gateway's tables on either database: rows go in as they are stored, and are read by the store's readers. */
export interface SqlFixture {
  readonly sql: Sql;
  /** Moments are epoch milliseconds, JSON is text, flags are 0 or 1. */
  insert(table: string, ...rows: readonly Row[]): Promise<void>;
  run(statement: string): Promise<void>;
  close(): Promise<void>;
}

export const openSql = (kind: DatabaseKind): Promise<SqlFixture> => (kind === 'sqlite' ? onSqlite() : onPostgres());

const insertion = (table: string, columns: readonly string[], gap: (index: number) => string): string =>
  `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')})
   VALUES (${columns.map((_, index) => gap(index)).join(', ')})`;

async function onSqlite(): Promise<SqlFixture> {
  const file = join(tempFolder(), 'data.sqlite');
  applyMigrations(file, 'data');
  const writer = new Database(file);
  const reader = openReader(file);
  return {
    sql: sqliteSql(reader),
    insert: async (table, ...rows) => {
      for (const row of rows) writer.prepare(insertion(table, Object.keys(row), () => '?')).run(...Object.values(row));
    },
    run: async (statement) => void writer.exec(statement),
    close: async () => {
      reader.close();
      writer.close();
    },
  };
}

async function onPostgres(): Promise<SqlFixture> {
  const settings = await postgresDatabase();
  const writer = await connect(settings, { name: 'test' });
  const pool = openPool(settings);
  const { rows } = await writer.query<{ id: string }>(
    `SELECT table_name || '.' || column_name AS id FROM information_schema.columns WHERE data_type LIKE 'timestamp%'`,
  );
  const moments = new Set(rows.map(({ id }) => id));
  return {
    sql: postgresSql(pool),
    insert: async (table, ...inserted) => {
      for (const row of inserted) {
        const columns = Object.keys(row);
        const gap = (index: number): string =>
          moments.has(`${table}.${columns[index]}`)
            ? `to_timestamp($${index + 1}::float8 / 1000) AT TIME ZONE 'UTC'`
            : `$${index + 1}`;
        await writer.query(insertion(table, columns, gap), Object.values(row));
      }
    },
    run: async (statement) => void (await writer.query(statement)),
    close: async () => {
      await Promise.all([pool.end(), writer.end()]);
      await dropPostgresDatabases();
    },
  };
}
