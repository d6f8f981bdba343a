import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Config } from '../../src/config/config.js';
import { createLogger, type Logger } from '../../src/runtime/logger.js';
import { ApiKeyService } from '../../src/services/api-key-service.js';
import { openStore, type Store } from '../../src/store/store.js';

const logger = createLogger('silent');
const IP = '203.0.113.9';

let folder: string;
let store: Store;
let keyFile: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keys-test-'));
  keyFile = join(folder, 'secret/.api-key');
  store = await openStore({ data: join(folder, 'data.sqlite'), main: join(folder, 'main.sqlite'), logger });
});
afterEach(() => store.main.apiKey.deleteMany());
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const service = (config: Partial<Config['auth']> = {}, log: Logger = logger) =>
  new ApiKeyService({ store, config: { ...loadConfig({}).auth, keyFile, ...config }, logger: log });
const refusal = (check: Promise<unknown>) =>
  check.then(
    () => undefined,
    (error: { code?: string; message: string }) => ({ code: error.code, message: error.message }),
  );

describe('the first start', () => {
  it('makes an admin key, keeps it in a file of its owner and shows it once', async () => {
    const keys = service();

    const first = await keys.bootstrap();
    const again = await service().bootstrap();

    expect(first.key).toMatch(/^owa_k1_[0-9a-f]{64}$/);
    expect(readFileSync(keyFile, 'utf8').trim()).toBe(first.key);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(again).toEqual({ key: null, prefix: first.key?.slice(0, 12) });
    expect(await keys.list()).toMatchObject([{ name: 'Default Admin Key', role: 'admin', isActive: true }]);
    expect(await keys.authenticate(first.key ?? '', IP)).toMatchObject({ role: 'admin', allowedSessions: null });
  });

  it('takes the key the operator chose', async () => {
    const keys = service({ masterKey: 'a-key-of-my-own-choice' });

    expect(await keys.bootstrap()).toEqual({ key: 'a-key-of-my-own-choice', prefix: 'a-key-of-my' });
    expect(await keys.authenticate('a-key-of-my-own-choice', IP)).toMatchObject({ role: 'admin' });
  });

  it('warns that a built-in key was asked for, and has none', async () => {
    const warnings: unknown[] = [];
    const log = { ...logger, warn: (text: unknown) => warnings.push(text) } as unknown as Logger;
    const keys = service({ devKeyAsked: true }, log);
    await keys.bootstrap();

    expect(warnings).toEqual([expect.stringContaining('ALLOW_DEV_API_KEY')]);
    expect(await refusal(keys.authenticate('dev-admin-key', IP))).toMatchObject({ message: 'Invalid API key' });
  });
});

describe('a key', () => {
  it('is stored as its hash only, under a pepper as an HMAC', async () => {
    const plain = await service().create({ name: 'plain' });
    const peppered = await service({ pepper: 'salt and' }).create({ name: 'peppered' });

    expect(plain.key).toMatchObject({
      keyHash: createHash('sha256').update(plain.apiKey).digest('hex'),
      keyPrefix: plain.apiKey.slice(0, 12),
      role: 'operator',
    });
    expect(peppered.key.keyHash).toBe(createHmac('sha256', 'salt and').update(peppered.apiKey).digest('hex'));
    expect(JSON.stringify(await service().list())).not.toContain(plain.apiKey);
    expect(await refusal(service({ pepper: 'other' }).authenticate(peppered.apiKey, IP))).toBeDefined();
  });

  it('is checked in the documented order, with the documented texts', async () => {
    const keys = service();
    const past = new Date(Date.now() - 1000);
    const { apiKey, key } = await keys.create({ name: 'all wrong', allowedIps: ['10.0.0.0/8'], expiresAt: past });
    await keys.revoke(key.id);
    const message = async (given: string | undefined, ip = IP) =>
      (await refusal(keys.authenticate(given, ip)))?.message;

    expect(await message(undefined)).toBe('API key is required');
    expect(await message('owa_k1_unknown')).toBe('Invalid API key');
    expect(await message(apiKey)).toBe('API key is revoked');
    await store.main.apiKey.update({ where: { id: key.id }, data: { isActive: true } });
    const fresh = service();
    expect((await refusal(fresh.authenticate(apiKey, IP)))?.message).toBe('API key has expired');
    await fresh.update(key.id, { expiresAt: null });
    expect((await refusal(fresh.authenticate(apiKey, IP)))?.message).toBe('IP address not allowed');
    expect((await refusal(fresh.authenticate(apiKey, '')))?.message).toBe('Client IP could not be determined');
    await fresh.update(key.id, { allowedIps: [] });
    expect(await fresh.authenticate(apiKey, '')).toMatchObject({ keyName: 'all wrong' });
  });

  it.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['192.168.1.7', true],
    ['192.168.1.8', false],
    ['11.0.0.1', false],
    ['::1', false],
    ['10.1.2.3.4', false],
  ])('with an address list is usable from %s: %s', async (ip, usable) => {
    const keys = service();
    const { apiKey } = await keys.create({ name: 'office', allowedIps: ['10.0.0.0/8', '192.168.1.7'] });

    expect((await refusal(keys.authenticate(apiKey, ip))) === undefined).toBe(usable);
  });

  it('changes from the next request on', async () => {
    const keys = service();
    const { apiKey, key } = await keys.create({ name: 'shop' });
    const caller = await keys.authenticate(apiKey, IP);

    await keys.update(key.id, { role: 'viewer', allowedSessions: ['one'] });
    expect(await keys.authenticate(apiKey, IP)).toMatchObject({ role: 'viewer', allowedSessions: ['one'] });
    expect(keys.current(caller)).toMatchObject({ role: 'viewer', allowedSessions: ['one'] });

    await keys.revoke(key.id);
    expect(await refusal(keys.authenticate(apiKey, IP))).toEqual({
      code: 'UNAUTHENTICATED',
      message: 'API key is revoked',
    });
    expect(() => keys.current(caller)).toThrow('API key is revoked');

    await keys.delete(key.id);
    expect(await refusal(keys.authenticate(apiKey, IP))).toEqual({
      code: 'UNAUTHENTICATED',
      message: 'Invalid API key',
    });
    expect(() => keys.current(caller)).toThrow('Invalid API key');
    expect(await refusal(keys.get(key.id))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('counts its uses, written when the service closes', async () => {
    const keys = service();
    const { apiKey, key } = await keys.create({ name: 'shop' });
    for (let use = 0; use < 3; use += 1) await keys.authenticate(apiKey, IP);
    expect(await keys.get(key.id)).toMatchObject({ usageCount: 0, lastUsedAt: null });

    await keys.close();

    expect(await keys.get(key.id)).toMatchObject({ usageCount: 3, lastUsedAt: expect.any(Date) as Date });
  });
});

describe('the last usable admin key', () => {
  it('cannot be deleted, revoked, demoted or made to expire', async () => {
    const keys = service();
    const { key } = await keys.create({ name: 'admin', role: 'admin' });
    const expired = await keys.create({ name: 'expired', role: 'admin', expiresAt: new Date(0) });

    const refusals = await Promise.all([
      refusal(keys.delete(key.id)),
      refusal(keys.revoke(key.id)),
      refusal(keys.update(key.id, { role: 'operator' })),
      refusal(keys.update(key.id, { expiresAt: new Date(0) })),
    ]);

    expect(refusals.map((found) => found?.code)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'CONFLICT']);
    await keys.delete(expired.key.id);
    await keys.update(key.id, { name: 'still admin' });
  });

  it('is one of two, even if both are removed at the same moment', async () => {
    const keys = service();
    const one = await keys.create({ name: 'one', role: 'admin' });
    const two = await keys.create({ name: 'two', role: 'admin' });

    const refusals = await Promise.all([refusal(keys.delete(one.key.id)), refusal(keys.revoke(two.key.id))]);

    expect(refusals.filter((found) => found?.code === 'CONFLICT')).toHaveLength(1);
  });
});

it('refuses an address that tries too many unknown keys, but not the keys in use there', async () => {
  const keys = service();
  const { apiKey } = await keys.create({ name: 'shop' });
  await keys.authenticate(apiKey, IP);
  for (let tries = 0; tries < 20; tries += 1) await refusal(keys.authenticate(`guess ${tries}`, IP));

  expect(await refusal(keys.authenticate('one more', IP))).toMatchObject({ code: 'RATE_LIMITED' });
  expect(await refusal(keys.authenticate('one more', '203.0.113.10'))).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await keys.authenticate(apiKey, IP)).toMatchObject({ keyName: 'shop' });
});
