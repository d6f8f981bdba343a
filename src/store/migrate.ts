import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import {
  failedMigration,
  type Migration,
  type MigrationFolder,
  MigrationError,
  type MigrationRecord,
  MIGRATIONS_ROOT,
  missingMigrations,
  readMigrations,
} from './migrations.js';

/** Which of the two databases: `main` holds the keys, `data` everything else. */
export type StoreName = Exclude<MigrationFolder, 'postgres'>;

/** Prisma's own book-keeping, column for column, so that its tools understand our databases. */
const RECORDS = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
  "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`;

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
    failedMigration(migration, file, cause);
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
export function applyMigrations(file: string, store: StoreName, root: string = MIGRATIONS_ROOT): string[] {
  const migrations = readMigrations(store, root);
  const database = new Database(file, { timeout: 30_000 });
  try {
    database.pragma('journal_mode = WAL');
    // Prisma changes a table by copy, drop and rename. The pragma has no effect inside a transaction.
    database.pragma('foreign_keys = OFF');
    database.exec('BEGIN IMMEDIATE');
    database.exec(RECORDS);
    const records = database.prepare('SELECT * FROM "_prisma_migrations"').all() as MigrationRecord[];
    const todo = missingMigrations(migrations, records, file);
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
