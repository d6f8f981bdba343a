import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** The schema of a database is not one this version can work with. The message says the way out. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The migrations of SQLite's two databases, and of the one on PostgreSQL. */
export type MigrationFolder = 'main' | 'data' | 'postgres';
export const MIGRATIONS_ROOT = join(packageRoot, 'prisma/migrations');

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** A row of Prisma's own book-keeping: null for what did not happen. */
export interface MigrationRecord {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: unknown;
  readonly rolled_back_at: unknown;
}

/** In order of application. */
export function readMigrations(folder: MigrationFolder, root: string = MIGRATIONS_ROOT): Migration[] {
  const path = join(root, folder);
  return readdirSync(path)
    .filter((name) => existsSync(join(path, name, 'migration.sql')))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(path, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Those that a database still lacks.
 * @param database what it is called in messages
 * @throws MigrationError if it was written by a newer version, or a migration was edited or left unfinished
 */
export function missingMigrations(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
  database: string,
): Migration[] {
  const failed = records.find((record) => record.finished_at === null && record.rolled_back_at === null);
  if (failed) {
    throw new MigrationError(
      `Migration ${failed.migration_name} of ${database} was left unfinished. Restore the database from a backup, ` +
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
      `Migration ${name} was edited after it was applied to ${database}. Bring its file back to what was applied ` +
        '(reinstall this version) and make the change in a new migration.',
    );
  }
  const known = new Set(migrations.map(({ name }) => name));
  const newer = [...applied.keys()].find((name) => !known.has(name));
  if (newer !== undefined) {
    throw new MigrationError(
      `${database} was written by a newer version (migration ${newer} is unknown here). Start that version, ` +
        'or restore a backup from before the upgrade.',
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/** @throws always */
export function failedMigration({ name }: Migration, database: string, cause: unknown): never {
  throw new MigrationError(
    `Migration ${name} could not be applied to ${database}; the database is as it was before. ` +
      'Report this together with the cause, and go on with the previous version meanwhile.',
    { cause },
  );
}
