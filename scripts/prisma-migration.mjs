// Writes the next migration of each database from prisma/schema.prisma: of SQLite's two (`main`, `data`), and of what
// stands in the place of the second one on PostgreSQL (`postgres`). No database and no engine binary: the schema engine runs as WASM and
// compares the schema with the snapshot that the last migration left behind.
// usage: node scripts/prisma-migration.mjs <name>     writes prisma/migrations/<store>/<timestamp>_<name>/migration.sql
//        node scripts/prisma-migration.mjs --check    exits 1 if the schema has a change without a migration
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import { postgresSchema } from './postgres-schema.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = readFileSync(join(root, 'prisma/schema.prisma'), 'utf8');
const STORES = {
  main: { provider: 'sqlite', schema: () => schemaOf('main'), finish: (sql) => sql },
  data: { provider: 'sqlite', schema: () => schemaOf('data'), finish: (sql) => sql },
  // Ids and names compare by their bytes, as in SQLite: cursors and pages rely on it, and indexes are faster for it.
  // The tables are made in POSTGRES_SCHEMA, which is not always called "public".
  postgres: {
    provider: 'postgresql',
    schema: () => postgresSchema(schemaOf('data')),
    finish: (sql) =>
      sql
        .replace('-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n\n', '')
        .replace(/(?<=" |TYPE )TEXT\b/g, 'TEXT COLLATE "C"'),
  },
};

/** The part of the schema that belongs to these databases: models marked `/// @store main`, or all others. */
function schemaOf(...stores) {
  const datasource = /^datasource [^{]*\{[^}]*^\}\n/m.exec(source)?.[0];
  if (datasource === undefined) throw new Error('prisma/schema.prisma has no datasource');
  // A model, or an enum, together with the comment lines directly above it.
  const blocks = [...source.matchAll(/^((?:\/\/\/.*\n)*)(model|enum) [^{]*\{[^}]*^\}\n/gm)];
  const ours = blocks.filter(
    ([, comment, kind]) => kind === 'enum' || stores.includes(/@store main\b/.test(comment) ? 'main' : 'data'),
  );
  return [datasource, ...ours.map(([text]) => text)].join('\n');
}

/** Stands where a driver would: the engine wants one, but comparing two schemas asks it for the server's version at most. */
function offline(provider) {
  const { Boolean, Text, Int32 } = ColumnTypeEnum;
  const version = { columnNames: ['exists', 'version', 'numeric_version'], columnTypes: [Boolean, Text, Int32] };
  const nothing = { columnNames: [], columnTypes: [], rows: [] };
  const isPostgres = provider === 'postgresql';
  const about = { provider: isPostgres ? 'postgres' : provider, adapterName: 'offline' };
  const connection = {
    ...about,
    getConnectionInfo: () => ({ supportsRelationJoins: false, ...(isPostgres ? { schemaName: 'public' } : {}) }),
    queryRaw: async ({ sql }) =>
      sql.includes('server_version_num') ? { ...version, rows: [[true, 'PostgreSQL 15.0', 150000]] } : nothing,
    executeRaw: async () => 0,
    executeScript: async () => {},
    startTransaction: async () => {
      throw new Error('there is no database behind a migration diff');
    },
    dispose: async () => {},
  };
  return { ...about, connect: async () => connection, connectToShadowDb: async () => connection };
}

/** `import` of a .wasm module is not available in Node, so the instance is made by hand. */
function loadEngine() {
  const file = join(root, 'node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm');
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
    './schema_engine_bg.js': engine,
  });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** @returns the SQL from the snapshot to the schema; undefined if there is nothing to do */
async function changes(store, schema) {
  const snapshot = join(root, 'prisma/migrations', store, 'schema.snapshot.prisma');
  const model = (content) => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] });
  const schemaEngine = await engine.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(offline(STORES[store].provider)),
  );
  const { stdout } = await schemaEngine.diff({
    from: existsSync(snapshot) ? model(readFileSync(snapshot, 'utf8')) : { tag: 'empty' },
    to: model(schema),
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout.includes('This is an empty migration') ? undefined : STORES[store].finish(stdout);
}

const [name] = process.argv.slice(2);
const check = name === '--check';
if (!check && !/^[a-z0-9_]+$/.test(name ?? '')) {
  process.stderr.write('usage: prisma-migration <name in lower case with underscores> | --check\n');
  process.exit(2);
}
loadEngine();
const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const changed = [];
for (const [store, { provider, schema: derive }] of Object.entries(STORES)) {
  const schema = derive();
  const sql = await changes(store, schema);
  if (sql === undefined) continue;
  changed.push(store);
  if (check) continue;
  const folder = join(root, 'prisma/migrations', store);
  const migration = join(folder, `${timestamp}_${name}`);
  mkdirSync(migration, { recursive: true });
  writeFileSync(join(migration, 'migration.sql'), sql);
  writeFileSync(join(folder, 'schema.snapshot.prisma'), schema);
  writeFileSync(join(folder, 'migration_lock.toml'), `provider = "${provider}"\n`);
  process.stdout.write(`${store}: ${timestamp}_${name}\n`);
}
if (check && changed.length > 0) {
  process.stderr.write(
    `prisma/schema.prisma has changes without a migration (${changed.join(', ')}). ` +
      'Run `npm run prisma:migration -- <name>` and commit what it writes.\n',
  );
  process.exit(1);
}
if (!check && changed.length === 0) process.stdout.write('nothing to do: the migrations have the whole schema\n');
