import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import type { PostgresSettings } from '../../src/store/postgres/postgres-connection.js';

/**
 * What a gateway's database holds, seen past the gateway; also after it was killed.
 * @param settings of its database on PostgreSQL; undefined: the file in its folder
 */
export async function databaseRows<T>(
  folder: string,
  settings: PostgresSettings | undefined,
  sql: string,
): Promise<T[]> {
  if (settings === undefined) {
    const database = new Database(join(folder, 'data/openwa.sqlite'));
    try {
      return database.prepare<[], T>(sql).all();
    } finally {
      database.close();
    }
  }
  const { host, port, user, password, database } = settings;
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}
