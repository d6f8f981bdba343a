import Database from 'better-sqlite3';
import { connect, type PostgresSettings } from '../../src/store/postgres/postgres-connection.js';

/** The data database as another process sees it, and what it can do to the gateway. */
export interface OtherConnection {
  exec(statements: string): Promise<void>;
  /** Every row of a table, in the order of storing. */
  rows(table: string): Promise<unknown[]>;
  /**
   * Makes writing to a table fail as a broken disk does.
   * @param id only rows with this id; default: every row
   * @returns mends it
   */
  breakTable(table: string, on: 'INSERT' | 'UPDATE', id?: string): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const whenFor = (id: string | undefined): string => (id === undefined ? '' : `WHEN (NEW."id" = '${id}')`);

export function otherSqlite(file: string): OtherConnection {
  const database = new Database(file);
  return {
    exec: async (statements) => void database.exec(statements),
    rows: async (table) => database.prepare(`SELECT * FROM "${table}" ORDER BY rowid`).all(),
    breakTable: async (table, on, id) => {
      database.exec(`CREATE TRIGGER broken BEFORE ${on} ON "${table}" ${whenFor(id)}
                     BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END`);
      return async () => void database.exec('DROP TRIGGER broken');
    },
    close: async () => void database.close(),
  };
}

export async function otherPostgres(settings: PostgresSettings): Promise<OtherConnection> {
  const client = await connect(settings, { name: 'test' });
  const exec = async (statements: string): Promise<void> => void (await client.query(statements));
  return {
    exec,
    // Where a row lies changes with it; the order of storing is that of what only grows.
    rows: async (table) => {
      const { rows, fields } = await client.query<Record<string, unknown>>(`SELECT * FROM "${table}" ORDER BY ctid`);
      if (table === 'Message') rows.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
      const order = fields.find(({ name }) => ['seq', 'eventSeq'].includes(name))?.name;
      return order === undefined ? rows : rows.sort((a, b) => Number(a[order]) - Number(b[order]));
    },
    breakTable: async (table, on, id) => {
      await exec(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'disk I/O error' USING ERRCODE = 'io_error'; END $$;
                  CREATE TRIGGER broken BEFORE ${on} ON "${table}" FOR EACH ROW ${whenFor(id)} EXECUTE FUNCTION broken()`);
      return () => exec('DROP FUNCTION broken CASCADE');
    },
    close: () => client.end(),
  };
}

/** Makes every write fail as a broken disk does, on PostgreSQL. @returns mends it */
export async function breakEveryTable({ exec }: Pick<OtherConnection, 'exec'>): Promise<() => Promise<void>> {
  await exec(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'disk I/O error' USING ERRCODE = 'io_error'; END $$;
              DO $$ DECLARE name TEXT; BEGIN
                FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
                  EXECUTE format('CREATE TRIGGER broken BEFORE INSERT OR UPDATE OR DELETE ON %I EXECUTE FUNCTION broken()', name);
                END LOOP;
              END $$`);
  return () => exec('DROP FUNCTION broken CASCADE');
}

/** Keeps every write waiting on PostgreSQL, and no read, until the transaction ends. */
export const LOCK_EVERY_TABLE = `BEGIN; DO $$ DECLARE name TEXT; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('LOCK TABLE %I IN EXCLUSIVE MODE', name);
  END LOOP;
END $$`;
