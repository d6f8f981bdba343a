import type { Client } from 'pg';

/** Statements between two looks; one look takes a fraction of a millisecond. */
const LOOK_EVERY = 1000;
/** Below that it does not matter how rows are found. PostgreSQL supposes as much of a table that it does not know. */
const MIN_PAGES = 10;

const UNKNOWN = `SELECT quote_ident(relname) AS "name" FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relpages = 0
    AND pg_relation_size(oid) > ${MIN_PAGES} * current_setting('block_size')::int`;

/**
 * Has PostgreSQL look at tables that it knows nothing of, because they were filled just now. Of such a table any index seems
 * as good as another: to find one message it may read all of its chat, for each message of a first history. The server looks
 * by itself, but only once a minute.
 */
export class UnknownTables {
  #statements = 0;

  /** To be called with every statement that writes. */
  count(): void {
    this.#statements += 1;
  }

  /** To be called between transactions. */
  async lookAt(client: Client): Promise<void> {
    if (this.#statements < LOOK_EVERY) return;
    this.#statements = 0;
    const { rows } = await client.query<{ name: string }>(UNKNOWN);
    // One that is looked at already is left alone.
    if (rows.length > 0) await client.query(`ANALYZE (SKIP_LOCKED) ${rows.map(({ name }) => name).join(', ')}`);
  }
}
