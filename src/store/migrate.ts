import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { packageRoot } from './package-root.js';

/** Which of the two databases: `main` holds the keys, `data` everything else. */
export type StoreName = 'main' | 'data';

/** The schema of a database is not one this version can work with. The message says the way out. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** Prisma's own book-keeping, column for column, so that its tools understand our databases. */
const RECORDS = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
  "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}
interface MigrationRecord {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: string | null;
  readonly rolled_back_at: string | null;
}

/** In order of application. */
function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** Those that the database still lacks. */
function missing(migrations: readonly Migration[], records: readonly MigrationRecord[], file: string): Migration[] {
  const failed = records.find((record) => record.finished_at === null && record.rolled_back_at === null);
  if (failed) {
    throw new MigrationError(
      `Migration ${failed.migration_name} of ${file} was left unfinished. Restore the database from a backup, ` +
        'or finish it by hand and set finished_at of its row in _prisma_migrations.',
    );
  }
  const applied = new Map(
    records.filter((record) => record.rolled_back_at === null).map((record) => [record.migration_name, record]),
  );
  for (const { name, checksum } of migrations) {
    const record = applied.get(name);
    if (record === undefined || record.checksum === checksum) continue;
    throw new MigrationError(
      `Migration ${name} was edited after it was applied to ${file}. Bring its file back to what was applied ` +
        '(reinstall this version) and make the change in a new migration.',
    );
  }
  const known = new Set(migrations.map(({ name }) => name));
  const newer = [...applied.keys()].find((name) => !known.has(name));
  if (newer !== undefined) {
    throw new MigrationError(
      `${file} was written by a newer version (migration ${newer} is unknown here). Start that version, ` +
        'or restore a backup from before the upgrade.',
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/** Moments as Prisma writes them into its book-keeping. */
const now = (): string => new Date().toISOString().replace('Z', '+00:00');

function apply(database: Database.Database, migration: Migration, file: string): void {
  const id = randomUUID();
  database
    .prepare('INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at") VALUES (?, ?, ?, ?)')
    .run(id, migration.checksum, migration.name, now());
  try {
    database.exec(migration.sql);
  } catch (cause) {
    throw new MigrationError(
      `Migration ${migration.name} could not be applied to ${file}; the database is as it was before. ` +
        'Report this together with the cause, and go on with the previous version meanwhile.',
      { cause },
    );
  }
  database
    .prepare('UPDATE "_prisma_migrations" SET "finished_at" = ?, "applied_steps_count" = 1 WHERE "id" = ?')
    .run(now(), id);
}

/**
 * Brings a database to the schema of this version; makes it if there is none. All or nothing, and safe to call from
 * several processes at once: one applies, the others wait and find nothing to do.
 * @returns the names of the migrations that were applied
 * @throws MigrationError if the database was written by a newer version, or a migration was edited or left unfinished
 */
export function applyMigrations(
  file: string,
  store: StoreName,
  root: string = join(packageRoot, 'prisma/migrations'),
): string[] {
  const migrations = readMigrations(join(root, store));
  const database = new Database(file, { timeout: 30_000 });
  try {
    database.pragma('journal_mode = WAL');
    // Prisma changes a table by copy, drop and rename. The pragma has no effect inside a transaction.
    database.pragma('foreign_keys = OFF');
    database.exec('BEGIN IMMEDIATE');
    database.exec(RECORDS);
    const records = database.prepare('SELECT * FROM "_prisma_migrations"').all() as MigrationRecord[];
    const todo = missing(migrations, records, file);
    for (const migration of todo) apply(database, migration, file);
    if (todo.length > 0 && (database.pragma('foreign_key_check') as unknown[]).length > 0) {
      throw new MigrationError(`Rows of ${file} refer to rows that are gone. Restore the database from a backup.`);
    }
    database.exec('COMMIT');
    return todo.map(({ name }) => name);
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
    database.close();
  }
}
