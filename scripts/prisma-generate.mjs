// Generates the Prisma clients (of SQLite, of PostgreSQL) and the Pothos types from prisma/schema.prisma, with no engine
// binary and no network.
// usage: node scripts/prisma-generate.mjs [--force]
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresSchema } from './postgres-schema.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packageOf = (name) => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
const prisma = packageOf('prisma');
const schemaFile = join(root, 'prisma/schema.prisma');
const generated = join(root, 'src/generated');
const derived = join(root, 'prisma/.derived/postgres.prisma');
const clients = [join(generated, 'prisma'), join(generated, 'postgres')];
const results = [...clients.map((client) => join(client, 'client.ts')), join(generated, 'pothos-types.ts')];
const stampFile = join(generated, '.stamp');

// What the result depends on. The CLI takes over a second to start, so an unchanged schema is not generated again.
const stamp = createHash('sha256')
  .update(readFileSync(schemaFile))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .update(readFileSync(join(root, 'scripts/postgres-schema.mjs')))
  .update(prisma.version)
  .update(packageOf('@pothos/plugin-prisma').version)
  .digest('hex');
const upToDate =
  results.every((file) => existsSync(file)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
if (upToDate && !process.argv.includes('--force')) process.exit(0);

mkdirSync(generated, { recursive: true });
mkdirSync(dirname(derived), { recursive: true });
writeFileSync(derived, forPostgres(readFileSync(schemaFile, 'utf8')));
generate(schemaFile);
generate(derived);
for (const client of clients) {
  // The client is CommonJS but loads its query compiler through `import()`, which a test runner's sandbox does not have.
  const clientClass = join(client, 'internal/class.ts');
  writeFileSync(clientClass, readFileSync(clientClass, 'utf8').replaceAll('await import(', 'require('));
}
writeFileSync(stampFile, stamp);

/** One generator, a folder deeper than the schema it comes from, and a client beside the other one. */
function forPostgres(schema) {
  return postgresSchema(schema)
    .replace(/^generator pothos \{[^}]*^\}\n/m, '')
    .replace('"../src/generated/prisma"', '"../../src/generated/postgres"');
}

function generate(schema) {
  const cli = join(root, 'node_modules/prisma', prisma.bin.prisma);
  const run = spawnSync(process.execPath, [cli, 'generate', '--schema', schema], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      // The generator `prisma-pothos-types` is looked up on the PATH.
      PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH,
      // `generate` never runs the schema engine, but the CLI insists on having one and would download it. Any existing
      // file satisfies it; Node itself makes an accidental use fail loudly instead of silently doing nothing.
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (run.status === 0) return;
  process.stderr.write(`prisma generate failed:\n${run.stdout}\n${run.stderr}\n`);
  process.exit(1);
}
