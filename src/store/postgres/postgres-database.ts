import { randomBytes } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient as PostgresClient } from '../../generated/postgres/client.js';
import type { PrismaClient } from '../../generated/prisma/client.js';
import type { Logger } from '../../runtime/logger.js';
import type { DataDatabase } from '../data-database.js';
import { requireUnclaimed } from './postgres-claim.js';
import { connect, nameOf, openPool, type PostgresSettings } from './postgres-connection.js';
import { PostgresExport } from './postgres-export.js';
import { requireUsable, sayUnusable } from './postgres-failure.js';
import { migratePostgres } from './postgres-migrate.js';
import { postgresSql } from './postgres-sql.js';

/**
 * Brings the data database on PostgreSQL to the schema of this version.
 * @param awaits nothing: it is for a gateway; a journal: it is for one that is moved there with its epoch
 * @throws DatabaseUnusableError, DatabaseInUseError, MigrationError
 */
export async function preparePostgres(
  settings: PostgresSettings,
  logger: Logger,
  awaits: 'nothing' | 'a journal' = 'nothing',
): Promise<void> {
  await requireUsable(settings);
  await requireUnclaimed(settings);
  const database = nameOf(settings);
  const migrate = async (): Promise<void> => {
    const applied = await migratePostgres(settings, (migration) =>
      logger.info({ database, migration }, 'a migration is applied'),
    );
    if (applied.length > 0) logger.info({ database, applied }, 'database migrated');
    if (awaits === 'nothing') await ensureEpoch(settings);
  };
  await migrate().catch((error: unknown) => sayUnusable(error, settings));
}

/** Gives a new journal its epoch; an older one keeps its own. */
async function ensureEpoch(settings: PostgresSettings): Promise<void> {
  const client = await connect(settings, { name: 'gateway' });
  try {
    await client.query(
      'INSERT INTO "JournalState" ("id", "epoch", "oldestSeq") VALUES (1, $1, 1) ON CONFLICT DO NOTHING',
      [randomBytes(8).toString('hex')],
    );
  } finally {
    await client.end();
  }
}

/** The reading side of one that is prepared. */
export function openPostgres(settings: PostgresSettings): DataDatabase {
  const pool = openPool(settings);
  const prisma = new PostgresClient({ adapter: new PrismaPg(pool, { schema: settings.schema }) });
  return {
    sql: postgresSql(pool),
    // The same models, made from the same file; places in the journal are of type bigint.
    prisma: prisma as unknown as PrismaClient,
    export: new PostgresExport(settings),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
