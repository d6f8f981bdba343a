import type { PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { postgresDatabase } from '../support/postgres.js';
import { IS_LONG } from './form.js';

export type DatabaseKind = 'sqlite' | 'postgres';

/**
 * Both, in turn; or the one that `npm run faults -- --database` names.
 * @param short which of them in the test command
 */
export function databases(short: readonly DatabaseKind[] = ['sqlite', 'postgres']): readonly DatabaseKind[] {
  const one = process.env.FAULT_DATABASE as DatabaseKind | undefined;
  if (one !== undefined) return [one];
  return IS_LONG ? ['sqlite', 'postgres'] : short;
}

/** What a gateway is started with to have a new database of this kind. SQLite has it in the gateway's folder. */
export const environmentOf = async (kind: DatabaseKind): Promise<Record<string, string>> =>
  kind === 'sqlite' ? {} : environmentFor(await postgresDatabase());

export const environmentFor = ({ host, port, user, password, database }: PostgresSettings): Record<string, string> => ({
  DATABASE_TYPE: 'postgres',
  DATABASE_HOST: host,
  DATABASE_PORT: String(port),
  DATABASE_USERNAME: user ?? '',
  DATABASE_PASSWORD: password ?? '',
  DATABASE_NAME: database,
});
