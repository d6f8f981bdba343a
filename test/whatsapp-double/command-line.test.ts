import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { builtFile, launchDouble, type LaunchedDouble } from '../doubles/whatsapp-server/launch.js';

const run = (...args: string[]) =>
  spawnSync(process.execPath, [builtFile('cli.js'), ...args], { encoding: 'utf8', timeout: 60_000 });

it.each([
  [['--prt', '1'], 'unknown argument --prt; --help lists the known ones\n'],
  [['--port', 'x'], '--port must be a port, 0 to 65535\n'],
  [['--control'], '--control needs a value\n'],
  [['--opt', 'historyChats=many'], 'option historyChats must be a whole number\n'],
])('refuses %j in one sentence', (args, sentence) => {
  const { status, stderr, stdout } = run(...args);

  expect({ status, stderr, stdout }).toEqual({ status: 2, stderr: sentence, stdout: '' });
});

it('explains itself', () => {
  const { status, stdout } = run('--help');

  expect(status).toBe(0);
  expect(stdout).toContain('--cert-file PATH');
});

describe('a running double', () => {
  let double: LaunchedDouble;

  beforeAll(async () => {
    double = await launchDouble(['--opt', 'historyChats=1', '--opt', 'addressing=pn']);
  });
  afterAll(() => double.stop());

  it('printed its addresses, and took its options', async () => {
    const options = await double.client.options({});

    expect(double).toMatchObject({ ready: true, pid: double.child.pid });
    expect(await double.client.state()).toMatchObject({ url: double.url, mediaHost: double.media, connections: 0 });
    expect(readFileSync(double.certFile, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(options).toMatchObject({ historyChats: 1, addressing: 'pn' });
  });

  it('answers an unknown verb with the known ones', async () => {
    const response = await fetch(`${double.control}/nonsense`, { method: 'POST' });

    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ verbs: expect.arrayContaining(['scan', 'handled']) as string[] });
  });

  it('answers bad input with a sentence', async () => {
    const badOption = () => double.client.options({ historyChats: -1 });
    const toNobody = () => double.client.inject({ to: '5511900000009', from: '5511900000008', text: 'x' });

    await expect(badOption()).rejects.toThrow('options: option historyChats must be a whole number');
    await expect(toNobody()).rejects.toThrow('inject: account has no linked device');
  });

  it('goes away with the parent that forked it', async () => {
    const gone = once(double.child, 'exit');

    double.child.disconnect();

    expect(await gone).toEqual([0, null]);
  });
});
