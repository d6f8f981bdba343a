// The long form of a fault suite: npm run faults -- --suite inbound --kills 50 [--seed 7]. The short form of each is in
// the test command. What a suite is told arrives in FAULT_KILLS, FAULT_COUNT and FAULT_SEED (test/faults/form.ts).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    kills: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string' },
  },
});
const files = (values.suite ?? '').split(',').map((name) => `test/faults/${name}.test.ts`);
const missing = files.filter((file) => !existsSync(resolve(root, file)));
const wrong = [values.kills, values.count, values.seed].some(
  (value) => value !== undefined && !/^[1-9]\d{0,8}$/.test(value),
);
if (missing.length > 0 || wrong) {
  process.stderr.write(
    'usage: npm run faults -- --suite NAME[,NAME…] [--kills N] [--count N] [--seed N]\n' +
      `A suite is a file test/faults/NAME.test.ts${missing.length > 0 ? `; there is no ${missing.join(', ')}` : ''}.\n`,
  );
  process.exit(2);
}
const env = { ...process.env };
if (values.kills !== undefined) env.FAULT_KILLS = values.kills;
if (values.count !== undefined) env.FAULT_COUNT = values.count;
if (values.seed !== undefined) env.FAULT_SEED = values.seed;
const jest = resolve(root, 'node_modules/jest/bin/jest.js');
const { status } = spawnSync(process.execPath, [jest, '--runInBand', ...files], { cwd: root, env, stdio: 'inherit' });
process.exit(status ?? 1);
