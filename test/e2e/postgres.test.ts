import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { connect, type PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import {
  blankPostgresDatabase,
  dropPostgresDatabases,
  postgresDatabase,
  postgresEnvironment,
} from '../support/postgres.js';
import { waitFor } from '../support/wait.js';
import { TABLES } from './exported-tables.js';

const PHONE = '628111000001';
const RINA = '628770001122';

let double: RunningDouble;
const env = (): Record<string, string> => ({ BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' });

beforeAll(async () => {
  double = await startDouble();
});
afterAll(async () => {
  await dropPostgresDatabases();
  await double.stop();
});

interface Body {
  readonly messages: readonly { readonly body: string; readonly id: string }[];
}
const bodies = async (gateway: TestGateway, id: string): Promise<string[]> => {
  const { body } = await gateway.rest('GET', `/api/sessions/${id}/messages?limit=50`);
  return (body as Body).messages.map((message) => message.body);
};
const arrives = (gateway: TestGateway, id: string, text: string): Promise<unknown> =>
  waitFor(`"${text}"`, async () => (await bodies(gateway, id)).includes(text));
const logins = async (phone: string): Promise<number> =>
  (await double.control.state()).accounts.find((account) => account.pn === phone)?.devices[0]?.logins ?? 0;
const TO_POSTGRES = resolve(__dirname, '../../dist/src/to-postgres.js');
const move = (cwd: string, settings: PostgresSettings, ...more: string[]) =>
  promisify(execFile)(process.execPath, [TO_POSTGRES, ...more], {
    cwd,
    env: { PATH: process.env.PATH, ...postgresEnvironment(settings) },
  });

/** @returns what it said while it refused to start */
const refusal = (settings: PostgresSettings, more: Record<string, string> = {}): Promise<string> =>
  startGateway({ database: settings, env: more }).then(
    async (gateway) => {
      await gateway.stop();
      return 'it started';
    },
    (error: Error) => error.message,
  );

describe('moving from SQLite', () => {
  it('takes everything along: the link without a scan, messages, the journal, keys', async () => {
    const before = await startGateway({ database: 'sqlite', env: env() });
    const id = await linkSession(before, double, { name: 'depot', phone: PHONE });
    await double.control.inject({ to: PHONE, from: RINA, text: 'the truck at the café' });
    await arrives(before, id, 'the truck at the café');
    const { key } = (await before.rest('POST', '/api/auth/api-keys', { body: { name: 'caller', role: 'operator' } }))
      .body as { key: string };
    await before.stop({ keep: true });
    const loggedIn = await logins(PHONE);
    await double.control.inject({ to: PHONE, from: RINA, text: 'while it was being moved' });
    const database = await blankPostgresDatabase();

    const { stdout } = await move(before.folder, database);
    const after = await startGateway({ database, folder: before.folder, env: env() });
    await waitForStatus(after, id, 'ready');
    await arrives(after, id, 'while it was being moved');
    const found = await after.rest('GET', '/api/search?q=cafe', { key });

    expect(stdout).toMatch(/^ +\d+ {2}EngineKey$/m);
    expect(stdout).toMatch(/^ +1 {2}Session$/m);
    expect(await logins(PHONE)).toBe(loggedIn + 1);
    expect(await bodies(after, id)).toContain('the truck at the café');
    expect(found.status).toBe(200);
    expect(JSON.stringify(found.body)).toContain('the truck at the café');
    await after.stop();
  }, 60_000);

  it('keeps the epoch and the numbers of the journal, so that cursors go on', async () => {
    const before = await startGateway({ database: 'sqlite' });
    const { body } = await before.rest('POST', '/api/sessions', { body: { name: 'one' } });
    const { id } = body as { id: string };
    await before.rest('POST', `/api/sessions/${id}/start`);
    await before.rest('DELETE', `/api/sessions/${id}`);
    await before.stop({ keep: true });
    const file = new Database(join(before.folder, 'data/openwa.sqlite'), { readonly: true });
    const epoch = file.prepare('SELECT "epoch" FROM "JournalState"').pluck().get();
    const seq = file.prepare(`SELECT "seq" FROM sqlite_sequence WHERE "name" = 'Event'`).pluck().get();
    file.close();
    const database = await blankPostgresDatabase();

    await move(before.folder, database);

    const client = await connect(database, { name: 'test' });
    const state = await client.query('SELECT "epoch" FROM "JournalState"');
    const head = await client.query('SELECT "seq" FROM "JournalHead"');
    const next = await client.query(`SELECT nextval('"Event_seq_seq"') AS seq`);
    await client.end();
    expect(seq).toBeGreaterThan(0);
    expect([state.rows, head.rows, next.rows]).toEqual([[{ epoch }], [{ seq }], [{ seq: (seq as number) + 1 }]]);
  });

  it('refuses while a gateway runs, without a file, and into what is not empty', async () => {
    const running = await startGateway({ database: 'sqlite' });
    await running.rest('POST', '/api/sessions', { body: { name: 'one' } });
    const database = await blankPostgresDatabase();

    await expect(move(running.folder, database)).rejects.toThrow(/Nothing was moved: Another gateway works on/);
    await expect(move(running.folder, database, 'no-such-file')).rejects.toThrow(/There is no file no-such-file/);
    await running.stop({ keep: true });
    await move(running.folder, database);
    await expect(move(running.folder, database)).rejects.toThrow(/is not empty: there are rows in/);
  });
});

describe('an export', () => {
  it('of either database is an import of the other', async () => {
    const gateways = [
      await startGateway({ database: 'sqlite' }),
      await startGateway({ database: await postgresDatabase() }),
    ];
    let tables: unknown = TABLES;

    for (const gateway of [...gateways, gateways[0]!]) {
      const imported = await gateway.rest('POST', '/api/infra/import-data', { body: { tables } });
      const found = await gateway.rest('GET', '/api/search?q=cafe');
      ({ tables } = (await gateway.rest('GET', '/api/infra/export-data')).body as { tables: unknown });

      expect(imported.body).toMatchObject({ imported: true, warnings: [] });
      expect(found.body).toMatchObject({ total: 1 });
      const [stored] = TABLES.baileysStoredMessages;
      expect(tables).toEqual({
        ...TABLES,
        baileysStoredMessages: [{ ...stored, seq: expect.any(Number) as number }],
      });
    }
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  }, 60_000);
});

describe('a start that cannot be', () => {
  it.each([
    [
      'a wrong password',
      { password: 'guessed' },
      /does not let gateway in. Set DATABASE_USERNAME and DATABASE_PASSWORD/,
    ],
    ['no password', { password: undefined }, /does not let gateway in/],
    ['no such database', { database: 'elsewhere' }, /has no database elsewhere. Make it \(`createdb /],
    ['nobody who listens', { port: 1 }, /PostgreSQL at 127.0.0.1:1 cannot be reached. Start it, or set DATABASE_HOST/],
    ['a server without TLS', { ssl: true }, /does not speak TLS. Set DATABASE_SSL=false/],
  ] as const)('says the way out: %s', async (_what, changes, words) => {
    const { ssl, ...others } = { ssl: false, ...changes };
    const settings = { ...(await blankPostgresDatabase()), ...others };

    const said = await refusal(settings, ssl ? { DATABASE_SSL: 'true' } : {});

    expect(said).toMatch(/^the gateway ended with 1:/);
    expect(said).toMatch(words);
    expect(said).not.toContain('    at ');
  });

  it('says that a newer version wrote the database', async () => {
    const newer = await postgresDatabase();
    const client = await connect(newer, { name: 'test' });
    await client.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at")
       VALUES ('x', 'y', '99990101000000_future', now())`,
    );
    await client.end();

    expect(await refusal(newer)).toMatch(/was written by a newer version \(migration 99990101000000_future/);
  });
});

it('answers for a second gateway on the same database that there is one', async () => {
  const database = await postgresDatabase();
  const first = await startGateway({ database });

  const said = await refusal(database);

  await first.stop();
  expect(said).toMatch(/Another gateway works on/);
}, 30_000);
