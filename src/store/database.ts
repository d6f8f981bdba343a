import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import Database from 'better-sqlite3';
import { PrismaClient } from '../generated/prisma/client.js';
import { pragmas } from './pragmas.js';

export interface PrismaOptions {
  readonly busyTimeoutMs: number;
  /** Every write fails at once: somebody else is the one who writes to this database. */
  readonly readOnly?: boolean;
}

/** One connection, on the main thread: while one of its statements waits for a lock, everything does. */
export async function openPrisma(file: string, { busyTimeoutMs, readOnly }: PrismaOptions): Promise<PrismaClient> {
  const adapter = new PrismaBetterSqlite3({ url: `file:${file}` }, { timestampFormat: 'unixepoch-ms' });
  const client = new PrismaClient({ adapter });
  const settings = [...pragmas(busyTimeoutMs), ...(readOnly ? ['query_only = ON'] : [])];
  for (const pragma of settings) await client.$queryRawUnsafe(`PRAGMA ${pragma}`);
  return client;
}

/** For prepared reads on the main thread. Sees every commit that was made before a statement starts. */
export function openReader(file: string): Database.Database {
  const reader = new Database(file, { readonly: true, fileMustExist: true });
  reader.pragma('cache_size = -16384');
  return reader;
}
