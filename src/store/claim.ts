import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

const OWN_FOLDER = 'a folder of its own (it keeps its data below the folder it is started in)';

/** Another gateway works on this database. The message says the way out. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';

  /** @param own what this one could have of its own instead */
  constructor(database: string, own: string) {
    super(
      `Another gateway works on ${database}, and two would fight over the links of its sessions. End it, or give this ` +
        `one ${own}.`,
    );
  }
}

/**
 * Claims a database for this process, until it ends in whatever way: the claim is a lock of the operating system on
 * the file `<file>.lock`, so nothing is left behind by kill -9.
 * @returns gives the claim up
 * @throws DatabaseInUseError while another process has it
 */
export function claimDatabase(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new Database(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new DatabaseInUseError(file, OWN_FOLDER);
    throw error;
  }
  return () => lock.close();
}
