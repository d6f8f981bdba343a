// The long form of a fault suite: npm run faults -- --suite inbound --kills 50 [--seed 7]. The short form of each is in
// the test command. What a suite is told arrives in FAULT_KILLS, FAULT_CUTS, FAULT_COUNT and FAULT_SEED, and that it is
// the long form in FAULT_LONG (test/faults/form.ts).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    kills: { type: 'string' },
    cuts: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string' },
    database: { type: 'string' },
  },
});
const all = readdirSync(resolve(root, 'test/faults')).filter((file) => file.endsWith('.test.ts'));
const names = (values.suite ?? '').split(',');
/** `fuzz` is fuzz.test.ts and fuzz-engine.test.ts, …; `fuzz-engine` is that one alone. */
const filesOf = (name) => all.filter((file) => file === `${name}.test.ts` || file.startsWith(`${name}-`));
const missing = names.filter((name) => name === '' || filesOf(name).length === 0);
const files = names.flatMap(filesOf).map((file) => `test/faults/${file}`);
const wrong =
  [values.kills, values.cuts, values.count, values.seed].some(
    (value) => value !== undefined && !/^[1-9]\d{0,8}$/.test(value),
  ) || ![undefined, 'sqlite', 'postgres'].includes(values.database);
if (missing.length > 0 || wrong) {
  process.stderr.write(
    'usage: npm run faults -- --suite NAME[,NAME…] [--kills N] [--cuts N] [--count N] [--seed N] [--database sqlite|postgres]\n' +
      `A suite is test/faults/NAME.test.ts and NAME-*.test.ts${missing.length > 0 ? `; there is no ${missing.join(', ')}` : ''}.\n`,
  );
  process.exit(2);
}
const env = { ...process.env, FAULT_LONG: '1' };
if (values.kills !== undefined) env.FAULT_KILLS = values.kills;
if (values.cuts !== undefined) env.FAULT_CUTS = values.cuts;
if (values.count !== undefined) env.FAULT_COUNT = values.count;
if (values.seed !== undefined) env.FAULT_SEED = values.seed;
if (values.database !== undefined) env.FAULT_DATABASE = values.database;
const jest = resolve(root, 'node_modules/jest/bin/jest.js');
// A suite that failed may have left something open, which jest would wait for.
const { status } = spawnSync(process.execPath, [jest, '--runInBand', '--forceExit', ...files], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
