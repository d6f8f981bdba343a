import { connect, type PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { inbound, openTestStore, removeStores } from './store-fixture.js';

afterEach(removeStores);

it('a first history is enough for PostgreSQL to find a message by its stanza, not by reading its chat', async () => {
  const store = await openTestStore({ database: 'postgres' });
  const reader = await connect(store.address as PostgresSettings, { name: 'test' });
  const plan = async (): Promise<string> => {
    const { rows } = await reader.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE found ('s', 't', 'c')`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  await reader.query('SET plan_cache_mode = force_generic_plan');
  await reader.query(`PREPARE found AS SELECT "id" FROM "Message"
    WHERE "sessionId" = $1 AND "stanzaId" = $2 AND "chatId" = $3 ORDER BY "id" DESC LIMIT 1`);
  const before = await plan();

  for (let index = 0; index < 40; index++)
    await store.commits.write(Array.from({ length: 25 }, (_, each) => inbound(`${index}-${each}`)));
  const after = await plan();

  expect(before).not.toContain('Message_sessionId_stanzaId_idx');
  expect(after).toContain('Message_sessionId_stanzaId_idx');
  await reader.end();
});
