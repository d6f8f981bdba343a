// Writes what is generated (REST route table, OpenAPI document, printed schema, page of capabilities); see codegen.ts.
// usage: node scripts/codegen.mjs [--check]
//   --check: writes nothing, names the committed files that differ, and exits 1 if there are any
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createContext, generate } from '@graphql-codegen/cli';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const table = join(root, 'rest/generated/routes.ts');

// The schema is loaded from the build, and the build contains the table: the very first one is empty.
const FIRST = {
  'rest/generated/routes.ts':
    "import type { Route } from '../table.js';\n\nexport const routes: readonly Route[] = [];\n",
  'rest/generated/openapi.json': '{}\n',
};

function build() {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

process.chdir(root);
for (const [file, text] of Object.entries(FIRST)) {
  if (existsSync(file)) continue;
  if (check) fail(`${file} is missing: run \`npm run codegen\``);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
build();

const before = readFileSync(table, 'utf8');
const context = await createContext({ config: join(root, 'codegen.ts'), check, silent: true });
try {
  await generate(context);
} catch (error) {
  const causes = error.errors ?? [error];
  // Every file fails for the same reason.
  fail([...new Set(causes.map((cause) => cause.originalError?.message ?? cause.message))].join('\n'));
}
if (check) {
  const stale = context.checkModeStaleFiles;
  if (stale.length > 0) fail(`Out of date, run \`npm run codegen\`:\n${stale.map((file) => `  ${file}`).join('\n')}`);
  process.stdout.write('Generated files are up to date.\n');
} else {
  if (readFileSync(table, 'utf8') !== before) build();
  process.stdout.write(
    'Generated rest/generated/routes.ts, rest/generated/openapi.json, schema/schema.graphql and docs/capabilities.md.\n',
  );
}
