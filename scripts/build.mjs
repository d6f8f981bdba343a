// Brings dist/ up to date: the Prisma client, then TypeScript. Does nothing where nothing changed, so every command
// of package.json can begin with it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const stamp = join(root, 'dist/.built');
const inputs = [
  'src',
  'schema',
  'rest',
  'prisma',
  'test/doubles',
  'test/support',
  'test/rest',
  'test/fixtures',
  'demo',
  'bench',
  'scripts',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** Scripts for a browser go as they are. */
const copied = ['test/doubles/whatsapp-page/page'];

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => name !== 'results')
      .map((name) => newest(join(path, name))),
  );
}

function run(command, args) {
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const changed = Math.max(...inputs.map((input) => newest(join(root, input))));
if (!existsSync(stamp) || statSync(stamp).mtimeMs < changed) {
  process.stderr.write('Building ...\n');
  run('scripts/prisma-generate.mjs', []);
  run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const folder of copied) cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true });
  writeFileSync(stamp, '');
}
