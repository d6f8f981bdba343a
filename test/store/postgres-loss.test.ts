import { UnavailableError } from '../../src/domain/errors.js';
import { createLogger } from '../../src/runtime/logger.js';
import { DatabaseInUseError } from '../../src/store/claim.js';
import type { PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { openStore, type Store } from '../../src/store/store.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { dropPostgresDatabases, postgresDatabase } from '../support/postgres.js';
import { sessionRow, webhookRow } from '../support/rows.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { otherPostgres, type OtherConnection } from './other-connection.js';
import { inbound, removeStores, SESSION, tempFolder, WEBHOOK } from './store-fixture.js';

/** With what ends it in the protocol: `READ COMMITTED` is something else. */
const COMMIT = 'COMMIT\0';
const ANSWERED_WITHIN_MS = 2000;

let settings: PostgresSettings;
let proxy: TcpProxy;
let store: Store;
let other: OtherConnection;
const opened: Store[] = [];

const open = async (address: PostgresSettings): Promise<Store> => {
  const main = `${tempFolder()}/main.sqlite`;
  const made = await openStore({ data: address, main, logger: createLogger('silent') });
  opened.push(made);
  return made;
};
const throughProxy = (): PostgresSettings => ({ ...settings, port: proxy.port });

beforeEach(async () => {
  settings = await postgresDatabase();
  other = await otherPostgres(settings);
  proxy = await startTcpProxy(settings);
  store = await open(throughProxy());
  await store.commits.write([
    { op: 'session.insert', row: sessionRow(SESSION) },
    { op: 'webhook.insert', row: webhookRow(WEBHOOK, SESSION) },
  ]);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await other.close();
  await proxy.close();
  await dropPostgresDatabases();
  await removeStores();
});

const delivered = (stanzaId: string): WriteOp =>
  inbound(stanzaId, {}, { deliveries: [{ id: `dlv_${stanzaId}`, webhookId: WEBHOOK }] });
const stored = async (): Promise<string[]> =>
  ((await other.rows('Message')) as { stanzaId: string }[]).map(({ stanzaId }) => stanzaId);

describe('a connection that is lost', () => {
  it('after the commit was sent: what was written counts as written, once', async () => {
    proxy.cutAt(COMMIT, true);

    await store.commits.write([delivered('A1')]);
    await store.commits.write([delivered('A2')]);

    expect(proxy.cuts).toBe(1);
    expect(await stored()).toEqual(['A1', 'A2']);
    expect(await other.rows('Delivery')).toHaveLength(2);
    expect(store.commits.failed).toBe(false);
  });

  it('before the commit arrived: nothing is written, and whoever waits is told', async () => {
    proxy.cutAt(COMMIT, false);

    await expect(store.commits.write([delivered('A1')])).rejects.toThrow(UnavailableError);
    await store.commits.recover();
    await store.commits.write([delivered('A2')]);

    expect(proxy.cuts).toBe(1);
    expect(await stored()).toEqual(['A2']);
  });

  it('in the middle of a transaction: nothing of it is written', async () => {
    proxy.cutAt('INSERT INTO "Event"', true);

    await expect(store.commits.write([delivered('A1')])).rejects.toThrow(UnavailableError);
    await store.commits.recover();
    await store.commits.write([delivered('A2')]);

    expect(proxy.cuts).toBe(1);
    expect(await stored()).toEqual(['A2']);
    expect(await other.rows('Event')).toHaveLength(1);
  });

  it('between two transactions: the next write fails, and the one after recovery does not', async () => {
    await proxy.down();
    await proxy.up();

    await expect(store.commits.write([delivered('A1')])).rejects.toThrow(UnavailableError);
    await store.commits.recover();
    await store.commits.write([delivered('A2')]);

    expect(await stored()).toEqual(['A2']);
  });

  it('in a commit, with nobody to ask: it fails at once, and is told of once it turns out to be on disk', async () => {
    proxy.cutAt(COMMIT, true);
    proxy.onCut = () => void proxy.down();
    const journalled: [number, boolean][] = [];
    store.commits.onJournal((lastSeq, deliveries) => journalled.push([lastSeq, deliveries]));
    const begunAt = Date.now();

    await expect(store.commits.write([delivered('A1')])).rejects.toThrow(UnavailableError);
    const tookMs = Date.now() - begunAt;
    await expect(store.commits.recover()).rejects.toThrow();
    const before = { failed: store.commits.failed, journalled: journalled.length };
    await proxy.up();
    await store.commits.recover();
    await store.commits.write([delivered('A2')]);

    expect(tookMs).toBeLessThan(ANSWERED_WITHIN_MS);
    expect(before).toEqual({ failed: true, journalled: 0 });
    expect(journalled).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(await stored()).toEqual(['A1', 'A2']);
  });

  it('with the deletion of a session in doubt: what arrives for that session later is dropped all the same', async () => {
    proxy.cutAt(COMMIT, true);
    proxy.onCut = () => void proxy.down();

    await expect(store.commits.write([{ op: 'session.delete', sessionId: SESSION }])).rejects.toThrow(UnavailableError);
    await proxy.up();
    await store.commits.recover();
    await store.commits.write([{ op: 'key.put', sessionId: SESSION, type: 'session', id: 'a', value: '1' }]);

    expect(await other.rows('Session')).toEqual([]);
    expect(await other.rows('EngineKey')).toEqual([]);
  });
});

describe('two gateways', () => {
  it('never work on one database: the second does not start until the first has ended', async () => {
    const refused = open(settings);
    await expect(refused).rejects.toThrow(DatabaseInUseError);
    await expect(refused).rejects.toThrow(/Another gateway works on .*DATABASE_NAME.*POSTGRES_SCHEMA/);

    await store.close();
    opened.splice(opened.indexOf(store), 1);
    await (await open(settings)).commits.write([delivered('A1')]);

    expect(await stored()).toEqual(['A1']);
  }, 30_000);

  it('where one lost its connection and another took over, it stays out until that one has ended', async () => {
    await proxy.down();
    const second = await open(settings);
    await second.commits.write([delivered('B1')]);
    await proxy.up();

    await expect(store.commits.write([delivered('A1')])).rejects.toThrow(UnavailableError);
    await expect(store.commits.recover()).rejects.toThrow(/Another gateway works on/);
    const whileOut = store.commits.failed;
    await second.close();
    opened.splice(opened.indexOf(second), 1);
    await store.commits.recover();
    await store.commits.write([delivered('A2')]);

    expect(whileOut).toBe(true);
    expect(await stored()).toEqual(['B1', 'A2']);
  }, 30_000);
});
