import Database from 'better-sqlite3';
import { pragmas } from '../pragmas.js';
import type { WriteConnection } from '../write-connection.js';
import { sqliteSql } from './sqlite-sql.js';

/** @param busyTimeoutMs how long a transaction waits for another process's lock before it fails */
export function openSqliteWriter(file: string, busyTimeoutMs: number): WriteConnection {
  const database = new Database(file, { fileMustExist: true });
  for (const pragma of pragmas(busyTimeoutMs)) database.pragma(pragma);
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  // A database that is locked begins none, and a full disk ends one by itself: what was sent behind must not be a
  // transaction of its own then.
  const requireTransaction = (): void => {
    if (!database.inTransaction) throw new Database.SqliteError('The transaction has ended', 'SQLITE_ABORT_ROLLBACK');
  };
  return {
    sql: sqliteSql(database, requireTransaction),
    open: async () => false,
    upkeep: async () => undefined,
    begin: async () => void begin.run(),
    commit: async () => void commit.run(),
    // Some errors (a full disk) have rolled back by themselves.
    rollBack: async () => void (database.inTransaction && database.exec('ROLLBACK')),
    close: async () => void database.close(),
  };
}
