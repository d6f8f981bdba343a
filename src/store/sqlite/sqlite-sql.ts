import type { Database } from 'better-sqlite3';
import { finds } from '../contact-search.js';
import type { GivenRow, Parameters, RunEach, Sql, Statement } from '../sql.js';
import { sqliteDialect } from './sqlite-dialect.js';

/**
 * Prepared statements on one connection. They run at once, on the thread that asks; only the answer is a promise.
 * @param mayRun called before each of them; throws if it must not run
 */
export function sqliteSql(database: Database, mayRun: () => void = () => undefined): Sql {
  // SQLite folds the case of ASCII letters only.
  const isFound = (search: string, ...texts: (string | null)[]): number => Number(finds(search, texts));
  database.function('is_found', { deterministic: true, varargs: true }, isFound as (...values: unknown[]) => number);
  const prepare = <P extends Parameters, R>(text: string, mode: 'object' | 'raw' | 'pluck'): Statement<P, R> => {
    const statement = database.prepare<unknown[], R>(text);
    if (mode !== 'object' && statement.reader) statement[mode]();
    return {
      all: async (...parameters) => {
        mayRun();
        return statement.all(...parameters);
      },
      get: async (...parameters) => {
        mayRun();
        return statement.get(...parameters);
      },
      run: async (...parameters) => {
        mayRun();
        return statement.run(...parameters).changes;
      },
    };
  };
  return {
    dialect: sqliteDialect,
    prepare: (text) => prepare(text, 'object'),
    prepareTuples: (text) => prepare(text, 'raw'),
    prepareValues: (text) => prepare(text, 'pluck'),
    prepareEach: <R extends object>(text: (row: GivenRow) => string): RunEach<R> => {
      const names: string[] = [];
      const gap = (name: string): string => (names.push(name), '?');
      const statement = database.prepare<unknown[]>(text({ text: gap, integer: gap, moment: gap, from: '' }));
      const valuesOf = (row: R): unknown[] => names.map((name) => (row as Record<string, unknown>)[name]);
      return async (rows) => {
        mayRun();
        return rows.reduce((changed, row) => changed + statement.run(valuesOf(row)).changes, 0);
      };
    },
  };
}
