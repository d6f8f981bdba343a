import type { WriteConnection } from '../write-connection.js';
import { connect, type PostgresSettings } from './postgres-connection.js';
import { postgresSql } from './postgres-sql.js';

export async function openPostgresWriter(settings: PostgresSettings): Promise<WriteConnection> {
  const client = await connect(settings, { name: 'gateway writer' });
  const run = async (text: string): Promise<void> => void (await client.query(text));
  return {
    sql: postgresSql(client),
    begin: () => run('BEGIN'),
    commit: () => run('COMMIT'),
    rollBack: () => run('ROLLBACK'),
    close: () => client.end(),
  };
}
