import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { createLogger } from '../../src/runtime/logger.js';
import { openStore } from '../../src/store/store.js';
import { openTestStore, removeStores, SESSION, tempFolder } from './store-fixture.js';

afterEach(removeStores);

it('makes missing folders, and keeps keys and data in files of their own', async () => {
  const folder = tempFolder();
  const main = join(folder, 'keys/main.sqlite');
  const data = join(folder, 'live/openwa.sqlite');
  const tablesOf = (file: string): unknown[] => {
    const database = new Database(file);
    const names = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
    database.close();
    return names;
  };

  const store = await openStore({ main, data, logger: createLogger('silent') });
  const state = await store.check();
  await store.close();

  expect(state).toEqual({ main: true, data: true });
  expect(existsSync(`${data}-wal`)).toBe(false);
  expect(tablesOf(main)).toContain('ApiKey');
  expect(tablesOf(main)).not.toContain('Message');
  expect(tablesOf(data)).toContain('Message');
  expect(tablesOf(data)).not.toContain('ApiKey');
});

it('stores moments as epoch milliseconds and reads them back as dates', async () => {
  const store = await openTestStore();
  const createdAt = new Date('2026-06-26T08:15:30.123Z');

  await store.main.apiKey.create({
    data: { id: 'k', name: 'n', keyHash: 'h', keyPrefix: 'p', role: 'admin', createdAt, lastUsedAt: createdAt },
  });
  const keys = new Database(join(dirname(store.address as string), 'main.sqlite'));
  const stored = keys.prepare('SELECT "createdAt", "lastUsedAt" FROM "ApiKey"').all();
  keys.close();

  expect(stored).toEqual([{ createdAt: createdAt.getTime(), lastUsedAt: createdAt.getTime() }]);
  expect(await store.main.apiKey.findMany({ where: { createdAt: { gte: createdAt } } })).toMatchObject([
    { createdAt, lastUsedAt: createdAt, expiresAt: null },
  ]);
});

it('syncs every commit to disk, on each of its connections', async () => {
  const store = await openTestStore();

  const settings = await Promise.all(
    [store.data, store.main].map(async (client) => [
      await client.$queryRaw`PRAGMA synchronous`,
      await client.$queryRaw`PRAGMA journal_mode`,
      await client.$queryRaw`PRAGMA foreign_keys`,
    ]),
  );

  const full = [[{ synchronous: 2n }], [{ journal_mode: 'wal' }], [{ foreign_keys: 1n }]];
  expect(settings).toEqual([full, full]);
});

it('keeps the ORM from writing to the data database, which would wait for the disk on the main thread', async () => {
  const { data } = await openTestStore();

  await expect(data.session.update({ where: { id: SESSION }, data: { name: 'x' } })).rejects.toThrow(/readonly/);
  await expect(data.session.deleteMany()).rejects.toThrow(/readonly/);
  await expect(data.$executeRawUnsafe('DELETE FROM "Session"')).rejects.toThrow(/readonly/);
});

it('gives each database an epoch of its own, which survives a restart', async () => {
  const [store, another] = [await openTestStore(), await openTestStore()];
  const { epoch } = store.journal;

  const reopened = await store.reopen();

  expect(epoch).toMatch(/^[0-9a-f]{16}$/);
  expect(reopened.journal.epoch).toBe(epoch);
  expect(another.journal.epoch).not.toBe(epoch);
});

it('never counts a sequence twice: deleting a session does not lower the head of the journal', async () => {
  const store = await openTestStore();
  await store.commits.write([
    {
      op: 'session.patch',
      sessionId: SESSION,
      patch: {},
      at: 1,
      events: [{ id: 'e1', sessionId: SESSION, type: 'session.status', occurredAt: 1, data: '{}', deliveries: [] }],
    },
  ]);

  await store.commits.write([{ op: 'session.delete', sessionId: SESSION }]);

  expect(await store.journal.read(0, 10)).toEqual([]);
  expect(await store.journal.head()).toBe(1);
});
