import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { applyMigrations } from '../../src/store/migrate.js';
import { MigrationError } from '../../src/store/migrations.js';
import { openTestStore, removeStores, tempFolder } from './store-fixture.js';

afterEach(removeStores);

const MIGRATIONS = join(__dirname, '../../prisma/migrations');
/** A copy of the migrations that a test may change. */
function copyOfMigrations(): string {
  const folder = tempFolder();
  cpSync(MIGRATIONS, folder, { recursive: true });
  return folder;
}
function addMigration(root: string, name: string, sql: string): void {
  mkdirSync(join(root, 'data', name));
  writeFileSync(join(root, 'data', name, 'migration.sql'), sql);
}
const firstMigration = (root: string): string =>
  readdirSync(join(root, 'data')).filter((name) => /^\d/.test(name))[0] ?? '';

it('makes a new database and leaves one that is up to date alone', () => {
  const file = join(tempFolder(), 'data.sqlite');

  const first = applyMigrations(file, 'data');
  const second = applyMigrations(file, 'data');

  expect(first.length).toBeGreaterThan(0);
  expect(second).toEqual([]);
});

it('records what it applied the way Prisma does', async () => {
  const store = await openTestStore();

  const [record] = await store.rows<Record<string, string>>('_prisma_migrations');

  expect(record).toMatchObject({
    migration_name: firstMigration(MIGRATIONS),
    logs: null,
    rolled_back_at: null,
    applied_steps_count: 1,
  });
  expect(record?.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(record?.checksum).toMatch(/^[0-9a-f]{64}$/);
  expect(record?.finished_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
});

it('keeps the rows when a later version changes a table', () => {
  const file = join(tempFolder(), 'data.sqlite');
  const root = copyOfMigrations();
  applyMigrations(file, 'data', root);
  const before = new Database(file);
  before.exec(`INSERT INTO "JournalState" VALUES (1, 'epoch', 1)`);
  before.close();

  addMigration(root, '99990101000000_more', 'ALTER TABLE "JournalState" ADD COLUMN "more" TEXT;');
  const applied = applyMigrations(file, 'data', root);

  const after = new Database(file);
  expect(applied).toEqual(['99990101000000_more']);
  expect(after.prepare('SELECT * FROM "JournalState"').all()).toEqual([
    { id: 1, epoch: 'epoch', oldestSeq: 1, more: null },
  ]);
  after.close();
});

it('is applied by exactly one of three processes that start at once', async () => {
  const file = join(tempFolder(), 'data.sqlite');
  const built = join(__dirname, '../../dist/src/store/migrate.js');
  const script = `process.stdout.write(String(require(process.argv[1]).applyMigrations(process.argv[2], 'data').length))`;

  const runs = await Promise.all(
    Array.from({ length: 3 }, () => promisify(execFile)(process.execPath, ['-e', script, built, file])),
  );

  const expected = readdirSync(join(MIGRATIONS, 'data')).filter((name) => /^\d/.test(name)).length;
  expect(runs.map(({ stdout }) => Number(stdout)).sort()).toEqual([0, 0, expected]);
});

it('refuses a migration that was edited after it was applied', () => {
  const file = join(tempFolder(), 'data.sqlite');
  const root = copyOfMigrations();
  applyMigrations(file, 'data', root);

  appendFileSync(join(root, 'data', firstMigration(root), 'migration.sql'), '-- one more line\n');

  expect(() => applyMigrations(file, 'data', root)).toThrow(MigrationError);
  expect(() => applyMigrations(file, 'data', root)).toThrow(/was edited .* new migration/);
});

it('leaves a database as it was when a migration fails, and says the way out', () => {
  const file = join(tempFolder(), 'data.sqlite');
  const root = copyOfMigrations();
  applyMigrations(file, 'data', root);
  addMigration(root, '99990101000000_broken', 'CREATE TABLE "Half" ("id" TEXT); CREATE TABLE "Half" ("id" TEXT);');

  expect(() => applyMigrations(file, 'data', root)).toThrow(
    /99990101000000_broken could not be applied .* as it was before/,
  );

  const database = new Database(file);
  expect(database.prepare(`SELECT count(*) FROM sqlite_master WHERE name = 'Half'`).pluck().get()).toBe(0);
  database.close();
  expect(applyMigrations(file, 'data')).toEqual([]);
});

it('refuses a database whose last migration was left unfinished by another tool', () => {
  const file = join(tempFolder(), 'data.sqlite');
  applyMigrations(file, 'data');
  const database = new Database(file);
  database.exec('UPDATE "_prisma_migrations" SET "finished_at" = NULL');
  database.close();

  expect(() => applyMigrations(file, 'data')).toThrow(/left unfinished\. Restore the database from a backup/);
});

it('refuses a database of a newer version', () => {
  const file = join(tempFolder(), 'data.sqlite');
  const root = copyOfMigrations();
  addMigration(root, '99990101000000_newer', 'CREATE TABLE "Newer" ("id" TEXT);');
  applyMigrations(file, 'data', root);

  expect(() => applyMigrations(file, 'data')).toThrow(/written by a newer version \(migration 99990101000000_newer/);
});

it('has a migration for everything in the schema', async () => {
  const script = join(__dirname, '../../scripts/prisma-migration.mjs');

  await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined();
  expect(readFileSync(join(MIGRATIONS, 'main/migration_lock.toml'), 'utf8')).toContain('sqlite');
});
