import { spawnSync } from 'node:child_process';
import { builtFile } from '../doubles/whatsapp-server/launch.js';

it('speaks nodes, Noise and Signal as an independent implementation does', () => {
  const { stdout, stderr } = spawnSync(process.execPath, [builtFile('prove/crosscheck.js')], { encoding: 'utf8' });

  expect(stderr).toBe('');
  const checks = JSON.parse(stdout) as Record<string, boolean>;
  const failed = Object.keys(checks).filter((sentence) => !checks[sentence]);
  expect(failed).toEqual([]);
  expect(Object.keys(checks)).toHaveLength(9);
});
