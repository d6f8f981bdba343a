import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import { DatabaseInUseError } from '../claim.js';
import { connect, nameOf, type PostgresSettings } from './postgres-connection.js';

/** Ours alone among the advisory locks of a database: "owgw" in ASCII. The second number tells the schema. */
const LOCK = 0x6f776777;
/** What a gateway that was just killed had under way ends within that. */
const WAIT_MS = 5000;
const EVERY_MS = 100;
/** How long an earlier connection of our own may take to finish what it had. */
const OWN_MS = 500;

/**
 * Claims the tables in this schema for a connection, until that ends in whatever way: it is a lock that the server keeps
 * for it. An earlier connection of the same name, which nobody speaks to any more, is ended if it does not end by itself.
 * @throws DatabaseInUseError if another gateway has it, and keeps it
 */
export async function claim(client: Client, settings: PostgresSettings, name?: string): Promise<void> {
  const begunAt = Date.now();
  for (let mayEndOwn = name !== undefined; ; await wait(EVERY_MS)) {
    const { rows } = await client.query<{ claimed: 0 | 1 }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS "claimed"',
      [LOCK, settings.schema],
    );
    if (rows[0]?.claimed === 1) return;
    const waitedMs = Date.now() - begunAt;
    if (waitedMs > WAIT_MS) throw inUse(settings);
    if (mayEndOwn && waitedMs > OWN_MS) {
      mayEndOwn = false;
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
        [name],
      );
    }
  }
}

/** @throws DatabaseInUseError while a gateway works on the database: nothing of its tables may be changed then */
export async function requireUnclaimed(settings: PostgresSettings): Promise<void> {
  const client = await connect(settings, { name: 'gateway' });
  try {
    await claim(client, settings);
  } finally {
    await client.end();
  }
}

const inUse = (settings: PostgresSettings): DatabaseInUseError =>
  new DatabaseInUseError(nameOf(settings), 'a database (DATABASE_NAME) or a schema (POSTGRES_SCHEMA) of its own');
