import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import Database from 'better-sqlite3';
import { PrismaClient } from '../generated/prisma/client.js';
import { pragmas } from './pragmas.js';

/** For ordinary reads and for rows that no hot path writes. One connection: keep its transactions short. */
export async function openPrisma(file: string, busyTimeoutMs: number): Promise<PrismaClient> {
  const adapter = new PrismaBetterSqlite3({ url: `file:${file}` }, { timestampFormat: 'unixepoch-ms' });
  const client = new PrismaClient({ adapter });
  for (const pragma of pragmas(busyTimeoutMs)) await client.$queryRawUnsafe(`PRAGMA ${pragma}`);
  return client;
}

/** For prepared reads on the main thread. Sees every commit that was made before a statement starts. */
export function openReader(file: string): Database.Database {
  const reader = new Database(file, { readonly: true, fileMustExist: true });
  reader.pragma('cache_size = -16384');
  return reader;
}
