import type { Client } from 'pg';

export interface Column {
  readonly name: string;
  readonly type: 'moment' | 'flag' | 'other';
  /** PostgreSQL gives it the next number by itself. */
  readonly isNumbered: boolean;
}

/** The tables of the schema, each behind those that its rows refer to. */
export async function tablesOf(client: Client): Promise<string[]> {
  const { rows: all } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const { rows: references } = await client.query<{ name: string; refersTo: string }>(
    `SELECT source.relname AS name, target.relname AS "refersTo" FROM pg_constraint AS c
     JOIN pg_class AS source ON source.oid = c.conrelid JOIN pg_class AS target ON target.oid = c.confrelid
     WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND source.oid <> target.oid`,
  );
  const ordered: string[] = [];
  const isReady = (name: string): boolean =>
    references.every((reference) => reference.name !== name || ordered.includes(reference.refersTo));
  for (let left = all.map(({ name }) => name); left.length > 0; ) {
    const ready = left.filter(isReady);
    if (ready.length === 0) throw new Error(`Tables refer to each other in a circle: ${left.join(', ')}`);
    ordered.push(...ready);
    left = left.filter((name) => !ready.includes(name));
  }
  return ordered;
}

export async function columnsOf(client: Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<{ name: string; type: string; fallback: string | null }>(
    `SELECT column_name AS name, data_type AS type, column_default AS fallback FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  return rows.map(({ name, type, fallback }) => ({
    name,
    type: type.startsWith('timestamp') ? 'moment' : type === 'boolean' ? 'flag' : 'other',
    isNumbered: fallback?.startsWith('nextval(') === true,
  }));
}
