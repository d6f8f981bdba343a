import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startGateway } from '../support/gateway.js';
import { waitFor } from '../support/wait.js';

const MAIN = resolve(__dirname, '../../dist/src/main.js');

describe('a setting that cannot be used', () => {
  it.each([
    ['PORT', 'abc', 'PORT must be a whole number from 0 to 65535.'],
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of error, warn, info, debug.'],
    ['ENGINE_TYPE', 'telepathy', 'ENGINE_TYPE must be one of whatsapp-web.js, baileys.'],
    ['DATABASE_TYPE', 'oracle', 'DATABASE_TYPE must be one of sqlite, postgres.'],
    ['DATABASE_NAME', './data/main.sqlite', 'DATABASE_NAME must be another file than MAIN_DATABASE_NAME.'],
    ['AUTO_START_SESSIONS', 'yes', 'AUTO_START_SESSIONS must be true or false.'],
    ['RATE_LIMIT_SHORT_LIMIT', '-1', 'RATE_LIMIT_SHORT_LIMIT must be a whole number from 0 to 9007199254740991.'],
    ['WEBHOOK_TIMEOUT', '1.5', 'WEBHOOK_TIMEOUT must be a whole number from 1 to 600000.'],
    ['WEBHOOK_MAX_RETRIES', '9', 'WEBHOOK_MAX_RETRIES must be a whole number from 0 to 5.'],
    ['TRUSTED_PROXIES', '10.0.0.0/8,nonsense', 'TRUSTED_PROXIES must be a list of IP addresses and CIDR ranges.'],
    [
      'BAILEYS_SOCKET_URL',
      'ws://example.com/ws',
      'BAILEYS_SOCKET_URL must be a wss: URL, or a ws: URL to 127.0.0.1, [::1] or localhost.',
    ],
    [
      'BAILEYS_SOCKET_URL',
      'nonsense',
      'BAILEYS_SOCKET_URL must be a wss: URL, or a ws: URL to 127.0.0.1, [::1] or localhost.',
    ],
  ])('%s=%s stops the start with one sentence', (name, value, sentence) => {
    const folder = mkdtempSync(join(tmpdir(), 'openwa-'));

    const { status, stderr } = spawnSync(process.execPath, [MAIN], {
      cwd: folder,
      env: { [name]: value },
      encoding: 'utf8',
    });

    expect(status).toBe(1);
    expect(stderr.trim()).toBe(`openwa-graphql cannot start: ${sentence}`);
    rmSync(folder, { recursive: true });
  });

  it('refuses well-known secrets in production', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN], {
      cwd: tmpdir(),
      env: { NODE_ENV: 'production', API_MASTER_KEY: 'changeme' },
      encoding: 'utf8',
    });

    expect(status).toBe(1);
    expect(stderr).toContain('API_MASTER_KEY must be a secret of your own in production');
  });
});

describe('a start that fails', () => {
  const started = (folder: string, env: Record<string, string>) =>
    spawnSync(process.execPath, [MAIN], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 });

  it('names the port that is taken and the ways out', async () => {
    const gateway = await startGateway();
    const port = new URL(gateway.url).port;
    const folder = mkdtempSync(join(tmpdir(), 'openwa-'));

    const { status, stderr } = started(folder, { PORT: port, HOST: '127.0.0.1' });

    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(new RegExp(`^openwa-graphql cannot start: Port ${port} is taken\\. .*set PORT .*$`));
    rmSync(folder, { recursive: true });
    await gateway.stop();
  });

  it('says so when another gateway works on the data, and leaves the data to it', async () => {
    const gateway = await startGateway();

    const { status, stderr } = started(gateway.folder, { PORT: '0', HOST: '127.0.0.1' });

    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(/^openwa-graphql cannot start: Another gateway works on .*openwa\.sqlite, .*$/);
    expect((await gateway.rest('GET', '/api/health/ready')).status).toBe(200);
    await gateway.stop();
  });

  it('goes on with the data of a gateway that was killed', async () => {
    const first = await startGateway();
    await first.kill();

    const second = await startGateway({ folder: first.folder });

    expect((await second.rest('GET', '/api/health/ready')).status).toBe(200);
    await second.stop();
  });

  it('says what to do about a damaged database', () => {
    const folder = mkdtempSync(join(tmpdir(), 'openwa-'));
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/openwa.sqlite'), 'this is no database'.repeat(100));

    const { status, stderr } = started(folder, { PORT: '0' });

    expect(status).toBe(1);
    expect(stderr).toMatch(/^openwa-graphql cannot start: A database is damaged\. .*restore the last backup.*$/m);
    expect(stderr).not.toContain('    at ');
    rmSync(folder, { recursive: true });
  });
});

describe('the first start', () => {
  it('makes an admin key, shows it once and keeps it in a file that only its owner can read', async () => {
    const first = await startGateway({ env: { API_MASTER_KEY: '' } });
    const file = join(first.folder, 'data/.api-key');
    const key = readFileSync(file, 'utf8').trim();
    expect(key).toMatch(/^owa_k1_[0-9a-f]{64}$/);
    await waitFor('the key on the screen', () => first.output().includes(key));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await first.rest('POST', '/api/auth/validate', { key })).body).toEqual({ valid: true, role: 'admin' });
    await first.stop({ keep: true });

    const second = await startGateway({ env: { API_MASTER_KEY: '' }, folder: first.folder });

    await waitFor('the beginning of the key', () => second.output().includes(key.slice(0, 12)));
    expect(second.output()).not.toContain(key);
    expect((await second.rest('POST', '/api/auth/validate', { key })).status).toBe(200);
    await second.stop();
  });

  it('makes databases that only its owner can read: they hold the credentials of every session', async () => {
    const gateway = await startGateway();
    const data = join(gateway.folder, 'data');

    const modes = [data, ...readdirSync(data).map((name) => join(data, name))].map((path) => statSync(path).mode);

    expect(modes.length).toBeGreaterThan(2);
    expect(modes.filter((mode) => (mode & 0o077) !== 0)).toEqual([]);
    await gateway.stop();
  });

  it('answers health without a key, as documented', async () => {
    const gateway = await startGateway();

    const health = await gateway.rest('GET', '/api/health', { key: null });
    const live = await gateway.rest('GET', '/api/health/live', { key: null });
    const ready = await gateway.rest('GET', '/api/health/ready', { key: null });

    expect(health.status).toBe(200);
    expect(health.body).toEqual({
      status: 'ok',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      version: expect.stringMatching(/^\d+\./),
    });
    expect([live.status, live.body]).toEqual([200, { status: 'ok' }]);
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'ok', details: { mainDatabase: { status: 'up' }, dataDatabase: { status: 'up' } } },
    ]);
    await gateway.stop();
  });
});
