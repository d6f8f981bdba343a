import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Logger } from '../../runtime/logger.js';
import { openPrisma, openReader } from '../database.js';
import type { DataDatabase } from '../data-database.js';
import { applyMigrations, type StoreName } from '../migrate.js';
import { SqliteExport } from './sqlite-export.js';
import { sqliteSql } from './sqlite-sql.js';

/**
 * Makes the folder of a database and brings the file to the schema of this version.
 * @throws MigrationError
 */
export function prepareSqlite(file: string, store: StoreName, logger: Logger): void {
  mkdirSync(dirname(file), { recursive: true });
  const applied = applyMigrations(file, store);
  if (applied.length > 0) logger.info({ file, applied }, 'database migrated');
  if (store === 'data') ensureEpoch(file);
}

/** Gives a new journal its epoch; an older one keeps its own. */
function ensureEpoch(file: string): void {
  const database = new Database(file, { timeout: 30_000 });
  database
    .prepare('INSERT INTO "JournalState" ("id", "epoch", "oldestSeq") VALUES (1, ?, 1) ON CONFLICT DO NOTHING')
    .run(randomBytes(8).toString('hex'));
  database.close();
}

/** The reading side of a data database that is prepared. */
export async function openSqlite(file: string, busyTimeoutMs: number): Promise<DataDatabase> {
  const prisma = await openPrisma(file, { busyTimeoutMs, readOnly: true });
  const reader = openReader(file);
  return {
    sql: sqliteSql(reader),
    prisma,
    export: new SqliteExport(file),
    close: async () => {
      reader.close();
      await prisma.$disconnect();
    },
  };
}
