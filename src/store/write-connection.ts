import type { Sql } from './sql.js';

/**
 * The one connection that writes to the data database. Once something failed that is not the fault of a statement it
 * may be gone; `open` brings it back.
 */
export interface WriteConnection {
  readonly sql: Sql;
  /**
   * Makes it usable, again if need be: from then on nobody else writes to the database. Does nothing if it is.
   * @returns whether the commit that was in doubt is on disk after all
   * @throws DatabaseInUseError while another gateway works on the database
   */
  open(): Promise<boolean>;
  /** To be called before a transaction begins: what the database needs now and then. */
  upkeep(): Promise<void>;
  /** Need not be waited for: if it fails, so does every write behind it. */
  begin(): Promise<void>;
  /**
   * Resolves once everything since `begin` is on disk.
   * @throws CommitInDoubtError if nobody knows, until `open` says it; any other error if nothing is
   */
  commit(): Promise<void>;
  /** Ends the transaction, if there still is one. Never throws. */
  rollBack(): Promise<void>;
  close(): Promise<void>;
}

/** The connection was lost while it committed. */
export class CommitInDoubtError extends Error {
  override readonly name = 'CommitInDoubtError';
}
