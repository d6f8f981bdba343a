import type { Sql } from './sql.js';

/** The one connection that writes to the data database. */
export interface WriteConnection {
  readonly sql: Sql;
  begin(): Promise<void>;
  /** Resolves once everything since `begin` is on disk. */
  commit(): Promise<void>;
  /** Ends the transaction, if there still is one. */
  rollBack(): Promise<void>;
  close(): Promise<void>;
}
