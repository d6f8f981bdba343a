import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import {
  failedMigration,
  type Migration,
  type MigrationRecord,
  MIGRATIONS_ROOT,
  missingMigrations,
  readMigrations,
} from '../migrations.js';
import { connect, nameOf, type PostgresSettings } from './postgres-connection.js';

/** Prisma's own book-keeping, column for column, so that its tools understand our databases. */
const RECORDS = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/** Whoever migrates has this lock until the end of the transaction. The number is ours alone: "openwa" in ASCII. */
const LOCK = 0x6f70656e7761;

/**
 * Brings the database to the schema of this version; makes the tables if there are none. All or nothing: one that is
 * killed in the middle leaves the database as it was. Safe to call from several processes at once: one applies, the
 * others wait and find nothing to do.
 * @param onApply told before each migration
 * @returns the names of the migrations that were applied
 * @throws MigrationError if the database was written by a newer version, or a migration was edited or left unfinished
 */
export async function migratePostgres(
  settings: PostgresSettings,
  onApply: (name: string) => void = () => undefined,
  root: string = MIGRATIONS_ROOT,
): Promise<string[]> {
  const migrations = readMigrations('postgres', root);
  const database = nameOf(settings);
  const client = await connect(settings, { name: 'gateway migration', statementTimeoutMs: 0 });
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    // `IF NOT EXISTS` would ask for a right that is not needed where there is one.
    const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [settings.schema]);
    if (rowCount === 0) await client.query(`CREATE SCHEMA "${settings.schema}"`);
    await client.query(RECORDS);
    const { rows } = await client.query<MigrationRecord>('SELECT * FROM "_prisma_migrations"');
    const todo = missingMigrations(migrations, rows, database);
    for (const migration of todo) {
      onApply(migration.name);
      await apply(client, migration, database);
    }
    await client.query('COMMIT');
    return todo.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function apply(client: Client, migration: Migration, database: string): Promise<void> {
  try {
    await client.query(migration.sql);
  } catch (cause) {
    failedMigration(migration, database, cause);
  }
  await client.query(
    `INSERT INTO "_prisma_migrations"
       ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  );
}
