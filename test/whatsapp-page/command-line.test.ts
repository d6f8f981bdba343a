import { spawnSync } from 'node:child_process';
import { compiledFile, endChild } from '../doubles/process/child.js';
import { launchPageDouble } from '../doubles/whatsapp-page/launch.js';

const run = (...args: string[]) =>
  spawnSync(process.execPath, [compiledFile('whatsapp-page', 'cli.js'), ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });

describe("the page double's command line", () => {
  it('says what it takes', () => {
    const { status, stdout } = run('--help');

    expect(status).toBe(0);
    expect(stdout).toContain('--opt key=value');
  });

  it.each([
    [['--nonsense'], 'unknown argument --nonsense'],
    [['--opt', 'speed=1'], 'there is no option speed'],
    [['--opt', 'qrTtlMs=soon'], 'option qrTtlMs must be a number'],
    [['--opt', 'msgKeyField=$2'], 'option msgKeyField must be _serialized or $1'],
  ])('refuses %p', (args, complaint) => {
    const { status, stderr } = run(...args);

    expect(status).toBe(2);
    expect(stderr).toContain(complaint);
  });

  it('prints where it listens, takes orders there, and ends when it is told to', async () => {
    const double = await launchPageDouble({ msgKeyField: '$1' });

    expect(double.chromiumArgs).toEqual([
      expect.stringMatching(/^--host-resolver-rules=MAP web\.whatsapp\.com:443 127\.0\.0\.1:\d+, MAP \* ~NOTFOUND/),
      expect.stringMatching(/^--ignore-certificate-errors-spki-list=/),
    ]);
    expect(await double.client.options({ qrTtlMs: 5000 })).toMatchObject({ msgKeyField: '$1', qrTtlMs: 5000 });
    await expect(double.client.call('nonsense')).rejects.toThrow('unknown verb nonsense');
    double.client.close();
    await endChild(double.child);

    expect(double.child.exitCode).toBe(0);
  });
});
