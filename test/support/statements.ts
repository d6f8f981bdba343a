import type { Database } from 'better-sqlite3';

type Method = (this: unknown, ...parameters: unknown[]) => unknown;

/**
 * Counts the statements that are run from now on in this thread, whoever prepared them: the ORM or one of the store's
 * readers.
 * @param database any connection
 * @returns ends the counting and tells the number
 */
export function countStatements(database: Database): () => number {
  const statement = Object.getPrototypeOf(database.prepare('SELECT 1')) as Record<string, Method>;
  let count = 0;
  const originals = ['all', 'get', 'run', 'iterate'].map((name) => [name, statement[name]!] as const);
  for (const [name, run] of originals) {
    statement[name] = function (...parameters) {
      count += 1;
      return run.apply(this, parameters);
    };
  }
  return () => {
    Object.assign(statement, Object.fromEntries(originals));
    return count;
  };
}
