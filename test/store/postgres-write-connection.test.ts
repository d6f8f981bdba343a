import { PostgresWriteConnection } from '../../src/store/postgres/postgres-write-connection.js';
import { dropPostgresDatabases, postgresDatabase } from '../support/postgres.js';

afterEach(dropPostgresDatabases);

it('writes nothing outside of a transaction, so that what was sent behind a BEGIN that fails is not written', async () => {
  const connection = new PostgresWriteConnection(await postgresDatabase());
  await connection.open();
  const insert = connection.sql.prepare<[string, string], never>(
    'INSERT INTO "Identity" ("lid", "pn", "seenAt") VALUES (?, ?, now())',
  );

  await expect(insert.run('1@lid', '62@c.us')).rejects.toMatchObject({ code: '25006' });
  await connection.begin();
  const inserted = await insert.run('1@lid', '62@c.us');
  await connection.commit();

  expect(inserted).toBe(1);
  await connection.close();
});
