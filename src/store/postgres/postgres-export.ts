import { types } from 'pg';
import type { DataExport, ExportedTables } from '../data-export.js';
import { DATA_TABLES } from '../data-tables.js';
import { connect, type PostgresSettings } from './postgres-connection.js';
import type { Client } from 'pg';

/** Rows read at a time, so that no more than these and their JSON is in memory twice. */
const PAGE = 500;

type Row = Record<string, unknown>;
type Show = (value: unknown) => unknown;

/** Columns as JSON shows them, by their type; all others are shown as they are. */
const SHOW: Readonly<Record<number, Show>> = {
  [types.builtins.TIMESTAMP]: (value) => new Date(value as number).toISOString(),
  [types.builtins.JSON]: (value) => JSON.parse(value as string) as unknown,
  [types.builtins.BOOL]: (value) => value === 1,
  [types.builtins.BYTEA]: (value) => (value as Buffer).toString('base64'),
};

export class PostgresExport implements DataExport {
  constructor(private readonly settings: PostgresSettings) {}

  async size(): Promise<number> {
    const counts = Object.values(DATA_TABLES).map((table) => `(SELECT count(*) FROM "${table}")`);
    return this.reading(async (client) => {
      const { rows } = await client.query<{ total: number }>(`SELECT ${counts.join(' + ')} AS total`);
      return rows[0]?.total ?? 0;
    });
  }

  async tables(): Promise<ExportedTables> {
    return this.reading(async (client) => {
      const tables: Record<string, Row[]> = {};
      for (const [name, table] of Object.entries(DATA_TABLES)) tables[name] = await rowsOf(client, table);
      return tables;
    });
  }

  /** A connection of its own: its transaction is a snapshot that nobody else sees. */
  private async reading<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await connect(this.settings, { name: 'gateway export', readOnly: true, statementTimeoutMs: 0 });
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

async function rowsOf(client: Client, table: string): Promise<Row[]> {
  await client.query(`DECLARE "page" NO SCROLL CURSOR FOR SELECT * FROM "${table}"`);
  const rows: Row[] = [];
  for (;;) {
    const { rows: found, fields } = await client.query<Row>(`FETCH ${PAGE} FROM "page"`);
    const shows = fields.flatMap(({ name, dataTypeID }) => {
      const show = SHOW[dataTypeID];
      return show === undefined ? [] : [[name, show] as const];
    });
    for (const row of found) {
      for (const [name, show] of shows) if (row[name] !== null) row[name] = show(row[name]);
      rows.push(row);
    }
    if (found.length < PAGE) break;
  }
  await client.query('CLOSE "page"');
  return rows;
}
