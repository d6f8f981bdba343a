import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import { DatabaseInUseError } from '../claim.js';
import { nameOf, type PostgresSettings } from './postgres-connection.js';

/** Ours alone among the advisory locks of a database: "owgw" in ASCII. The second number tells the schema. */
const LOCK = 0x6f776777;
/** What a gateway that was just killed had under way ends within that. */
const WAIT_MS = 5000;
const EVERY_MS = 100;

/**
 * Claims the tables in this schema for a connection, until that ends in whatever way: it is a lock that the server keeps
 * for it.
 * @throws DatabaseInUseError if another connection has it, and keeps it
 */
export async function claim(client: Client, settings: PostgresSettings): Promise<void> {
  for (const until = Date.now() + WAIT_MS; ; await wait(EVERY_MS)) {
    const { rows } = await client.query<{ claimed: 0 | 1 }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS "claimed"',
      [LOCK, settings.schema],
    );
    if (rows[0]?.claimed === 1) return;
    if (Date.now() > until) throw inUse(settings);
  }
}

/** Ends the earlier connections of the same name, which nobody speaks to any more: they would keep the claim. */
export async function endNamesakes(client: Client, name: string): Promise<void> {
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
    [name],
  );
}

/** @throws DatabaseInUseError while a gateway works on the database: nothing of its tables may be changed then */
export async function requireUnclaimed(client: Client, settings: PostgresSettings): Promise<void> {
  await claim(client, settings);
  await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [LOCK, settings.schema]);
}

const inUse = (settings: PostgresSettings): DatabaseInUseError =>
  new DatabaseInUseError(nameOf(settings), 'a database (DATABASE_NAME) or a schema (POSTGRES_SCHEMA) of its own');
