import Database from 'better-sqlite3';
import type { Client } from 'pg';
import { connect, nameOf, type PostgresSettings } from '../postgres/postgres-connection.js';
import { columnsOf, type Column, tablesOf } from './target-tables.js';

/** The data cannot be moved. The message says the way out; nothing has changed. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
}

/** Rows read and sent at a time. */
const PAGE = 500;
/** PostgreSQL counts the parameters of a statement in 16 bits. */
const MAX_PARAMETERS = 65_000;

/** Made by the migrations, or by triggers as rows come in. */
const NOT_COPIED = new Set(['_prisma_migrations', 'JournalHead', 'MessageTally']);

type Row = Record<string, string | number | Buffer | null>;

/**
 * Copies everything from a data database on SQLite to one on PostgreSQL, in one transaction: rows under the same ids,
 * what keeps sessions linked, the journal with its epoch and numbers, so that cursors go on. Both have the tables of this
 * version. Nobody may be writing to either.
 * @param onTable told after each table
 * @throws MoveError if there is something in the target already, or a table that is not there
 */
export async function moveToPostgres(
  file: string,
  settings: PostgresSettings,
  onTable: (table: string, rows: number) => void,
): Promise<void> {
  const source = new Database(file, { readonly: true, fileMustExist: true });
  const target = await connect(settings, { name: 'gateway move', statementTimeoutMs: 0 });
  try {
    await target.query('BEGIN');
    const tables = (await tablesOf(target)).filter((table) => !NOT_COPIED.has(table));
    await requireEmpty(target, tables, settings);
    for (const table of tables) onTable(table, await copyTable(source, target, table));
    await goOnCounting(source, target, tables);
    await target.query('COMMIT');
    await target.query('ANALYZE');
  } finally {
    source.close();
    await target.end();
  }
}

async function requireEmpty(target: Client, tables: readonly string[], settings: PostgresSettings): Promise<void> {
  for (const table of tables) {
    const { rowCount } = await target.query(`SELECT 1 FROM "${table}" LIMIT 1`);
    if (rowCount === 0) continue;
    throw new MoveError(
      `${nameOf(settings)} is not empty: there are rows in ${table}. Set DATABASE_NAME to a new database, or ` +
        'POSTGRES_SCHEMA to a new schema, and move the data there.',
    );
  }
}

/** @returns how many rows there were */
async function copyTable(source: Database.Database, target: Client, table: string): Promise<number> {
  const columns = await columnsOf(target, table);
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const page = source.prepare<[number, number], Row & { position: number }>(
    `SELECT ${names}, rowid AS "position" FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ?`,
  );
  const perPage = Math.min(PAGE, Math.floor(MAX_PARAMETERS / columns.length));
  let copied = 0;
  for (let after = -1; ; ) {
    const rows = page.all(after, perPage);
    const last = rows.at(-1);
    if (last === undefined) return copied;
    const values = rows.flatMap((row) => columns.map((column) => valueFor(column, row[column.name] ?? null)));
    const gaps = rows.map(
      (_, index) => `(${columns.map((__, at) => `$${index * columns.length + at + 1}`).join(', ')})`,
    );
    await target.query(`INSERT INTO "${table}" (${names}) VALUES ${gaps.join(', ')}`, values);
    copied += rows.length;
    after = last.position;
  }
}

function valueFor({ type }: Column, value: Row[string]): unknown {
  if (value === null) return null;
  if (type === 'moment') return new Date(value as number).toISOString().replace('Z', '');
  if (type === 'flag') return value === 1;
  // As everything that is written to PostgreSQL: it holds no U+0000.
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
}

/** What is numbered goes on where it stood, also behind numbers whose rows are gone. */
async function goOnCounting(source: Database.Database, target: Client, tables: readonly string[]): Promise<void> {
  const counted = source.prepare('SELECT "name", "seq" FROM sqlite_sequence').all() as { name: string; seq: number }[];
  for (const { name, seq } of counted.filter((each) => tables.includes(each.name) && each.seq > 0)) {
    const numbered = (await columnsOf(target, name)).find(({ isNumbered }) => isNumbered);
    if (numbered === undefined) continue;
    await target.query('SELECT setval(pg_get_serial_sequence($1, $2), $3)', [`"${name}"`, numbered.name, seq]);
    if (name === 'Event') await target.query('UPDATE "JournalHead" SET "seq" = $1', [seq]);
  }
}
