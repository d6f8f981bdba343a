import { createHash } from 'node:crypto';
import type { QueryConfig, QueryResult } from 'pg';
import { UnavailableError } from '../../domain/errors.js';
import { jsonList } from '../json-list.js';
import type { GivenRow, Parameters, Sql, Statement } from '../sql.js';
import { numbered } from './placeholders.js';
import { postgresDialect } from './postgres-dialect.js';

/** The session ends with it, not just the statement. Source: "PostgreSQL Error Codes", Appendix A. */
const LOST = /^(08|57P0|53300)/;
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'ENOENT']);

/** Whether a statement failed because there was no database to run it. */
export function isUnreachable(error: unknown): boolean {
  const { code, message } = error as Error & { code?: string };
  if (code !== undefined) return LOST.test(code) || UNREACHABLE.has(code);
  return /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection/.test(
    message,
  );
}

/** The same text has the same name on every connection, which prepares it when it sees it for the first time. */
const nameOf = (text: string): string => createHash('sha1').update(text).digest('base64url');

/** Rows that come as one JSON array. */
const LISTED: GivenRow = {
  text: (name) => `(given.value ->> '${name}')`,
  integer: (name) => postgresDialect.integer(LISTED.text(name)),
  moment: (name) => postgresDialect.moment(LISTED.text(name)),
  from: `FROM ${postgresDialect.objects('?', 'given')}`,
};

/** A pool, or one connection of it. */
export interface Queryable {
  query(query: QueryConfig): Promise<QueryResult>;
}

/**
 * Prepared statements on a pool, or on one connection of it.
 * @throws UnavailableError from every statement, while the database cannot be reached
 */
export function postgresSql(database: Queryable): Sql {
  const prepare = <P extends Parameters, R>(text: string, rowMode: 'array' | undefined): Statement<P, R> => {
    const { text: withNumbers, values } = numbered(text);
    const name = nameOf(withNumbers);
    const answer = async (parameters: P): Promise<QueryResult> => {
      const query = {
        name,
        text: withNumbers,
        values: values(parameters),
        ...(rowMode === undefined ? {} : { rowMode }),
      };
      try {
        return await database.query(query);
      } catch (error) {
        if (isUnreachable(error)) throw new UnavailableError('The database cannot be reached', { cause: error });
        throw error;
      }
    };
    const all = async (...parameters: P): Promise<R[]> => (await answer(parameters)).rows as R[];
    return {
      all,
      get: async (...parameters) => (await all(...parameters))[0],
      run: async (...parameters) => (await answer(parameters)).rowCount ?? 0,
    };
  };
  return {
    dialect: postgresDialect,
    prepare: (text) => prepare(text, undefined),
    prepareTuples: (text) => prepare(text, 'array'),
    prepareEach: (text) => {
      const statement = prepare<[string], never>(text(LISTED), undefined);
      return async (rows) => (rows.length === 0 ? 0 : statement.run(jsonList(rows)));
    },
    prepareValues: <P extends Parameters, R>(text: string): Statement<P, R> => {
      const tuples = prepare<P, readonly [R]>(text, 'array');
      return {
        all: async (...parameters) => (await tuples.all(...parameters)).map(([value]) => value),
        get: async (...parameters) => (await tuples.get(...parameters))?.[0],
        run: (...parameters) => tuples.run(...parameters),
      };
    },
  };
}
