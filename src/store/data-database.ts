import type { PrismaClient } from '../generated/prisma/client.js';
import type { DataExport } from './data-export.js';
import type { Sql } from './sql.js';

/** The data database as it is read, on either of the two. It refuses to write: whoever writes does so through the queue. */
export interface DataDatabase {
  /** Prepared reads of what is committed. */
  readonly sql: Sql;
  readonly prisma: PrismaClient;
  readonly export: DataExport;
  close(): Promise<void>;
}
