import Database from 'better-sqlite3';
import { Client } from 'pg';
import type { Sql } from '../../src/store/sql.js';

type Method = (this: unknown, ...parameters: unknown[]) => unknown;

/**
 * Counts the statements that are run from now on in this thread, whoever prepared them: the ORM or one of the store's
 * readers.
 * @returns ends the counting and tells the number
 */
export function countStatements(): () => number {
  const database = new Database(':memory:');
  const statement = Object.getPrototypeOf(database.prepare('SELECT 1')) as Record<string, Method>;
  database.close();
  let count = 0;
  const originals = ['all', 'get', 'run', 'iterate'].map((name) => [name, statement[name]!] as const);
  for (const [name, run] of originals) {
    statement[name] = function (...parameters) {
      count += 1;
      return run.apply(this, parameters);
    };
  }
  const client = Client.prototype as unknown as Record<'query', Method>;
  const { query } = client;
  client.query = function (...parameters) {
    count += 1;
    return query.apply(this, parameters);
  };
  return () => {
    client.query = query;
    Object.assign(statement, Object.fromEntries(originals));
    return count;
  };
}

/** How SQLite goes about a statement, step by step. */
export async function planOf(sql: Sql, text: string): Promise<string[]> {
  const steps = await sql.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all();
  return steps.map(({ detail }) => detail);
}
