import { EngineFailedError } from '../../src/domain/errors.js';
import { newId } from '../../src/runtime/ids.js';
import { slowOpening } from '../support/fake-engine.js';
import { waitFor } from '../support/wait.js';
import { ADMIN, ALICE, type Rig, type StoreOnDisk, TEST_DATABASE } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let store: StoreOnDisk;
let rig: Rig;
rigForEach((made) => ({ store, rig } = made));

describe('creating', () => {
  it('makes a session that was never started, with the default engine and an empty config', async () => {
    const session = await rig.create({ name: 'depot-nine' });

    expect(session).toMatchObject({
      name: 'depot-nine',
      status: 'created',
      engine: 'baileys',
      config: {},
      phone: null,
      pushName: null,
      connectedAt: null,
      lastActiveAt: null,
      lastError: null,
      proxyUrl: null,
      proxyType: null,
    });
    expect(session.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  const taken = { code: 'CONFLICT', message: 'Session with name "depot-nine" already exists' };

  it('refuses a name that is taken', async () => {
    await rig.create({ name: 'depot-nine' });

    await expect(rig.create({ name: 'depot-nine' })).rejects.toMatchObject(taken);
  });

  it('gives a name to one of those who ask for it at once', async () => {
    const asked = [1, 2, 3].map(() => rig.create({ name: 'depot-nine' }));

    const [first, ...others] = await Promise.allSettled(asked);

    expect(first?.status).toBe('fulfilled');
    expect(others).toMatchObject([{ reason: taken }, { reason: taken }]);
    expect(await rig.sessions.list(ADMIN)).toHaveLength(1);
  });

  it('refuses a name that somebody else takes in the very moment', async () => {
    const { id } = await rig.create({ name: 'somebody' });
    await store.exec(TEST_DATABASE === 'sqlite' ? 'BEGIN IMMEDIATE' : 'BEGIN');
    await store.exec(`UPDATE "Session" SET "name" = 'depot-nine' WHERE "id" = '${id}'`);

    const created = rig.create({ name: 'depot-nine' });
    setImmediate(() => void store.exec('COMMIT'));

    await expect(created).rejects.toMatchObject(taken);
    expect(store.commits.failed).toBe(false);
  });

  it('has a name free again that was not stored, and that of a deleted session', async () => {
    const repair = await store.breakWrites();
    await expect(rig.create({ name: 'depot-nine' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await repair();
    await waitFor('the recovery', () => !store.commits.failed);

    const { id } = await rig.create({ name: 'depot-nine' });
    await rig.sessions.delete(id);

    expect((await rig.create({ name: 'depot-nine' })).name).toBe('depot-nine');
  });
});

describe('starting', () => {
  it('goes through initializing, qr_ready and authenticating to ready, each state journalled once', async () => {
    const { id } = await rig.create();

    const started = await rig.sessions.start(id);
    rig.factory.engine.emit({ kind: 'connecting' });
    rig.factory.engine.emit({ kind: 'qr', qr: 'first' });
    await rig.reaches(id, 'qr_ready');
    rig.factory.engine.emit({ kind: 'qr', qr: 'second' });
    await waitFor('a second QR', async () => (await rig.events(id, 'session.qr')).length === 2);
    rig.factory.engine.emit({ kind: 'authenticated' });
    rig.factory.engine.ready();

    expect(started.status).toBe('initializing');
    expect(await rig.journalled(id)).toEqual([
      'status initializing',
      'session.qr',
      'status qr_ready',
      'session.qr',
      'status authenticating',
      'session.authenticated',
      'status ready',
    ]);
  });

  it('stores phone, name and moments when the session is ready', async () => {
    const session = await rig.createReady();

    expect(session).toMatchObject({ status: 'ready', phone: '628123456789', pushName: 'Depot Nine', lastError: null });
    expect(session.connectedAt).toEqual(expect.any(Date));
    expect(session.lastActiveAt).toEqual(session.connectedAt);
    expect((await rig.events(session.id, 'session.authenticated'))[0]?.data).toEqual({
      sessionId: session.id,
      phone: '628123456789',
      pushName: 'Depot Nine',
    });
  });

  it('takes up a name that becomes known later, without announcing the session again', async () => {
    const { id } = await rig.create();
    await rig.sessions.start(id);

    rig.factory.engine.ready('628123456789', null);
    rig.factory.engine.ready('628123456789', 'Depot Nine');

    expect(await rig.row(id)).toMatchObject({ status: 'ready', pushName: 'Depot Nine' });
    expect(await rig.journalled(id)).toEqual(['status initializing', 'session.authenticated', 'status ready']);
  });

  it('is refused while the session runs', async () => {
    const { id } = await rig.createReady();

    await expect(rig.sessions.start(id)).rejects.toMatchObject({
      code: 'SESSION_ALREADY_STARTED',
      message: 'Session is already started',
    });
    expect(rig.factory.engines).toHaveLength(1);
  });

  it('is refused while another start is under way', async () => {
    const { id } = await rig.create();
    const { release } = slowOpening(rig.factory);

    const first = rig.sessions.start(id);
    const second = rig.sessions.start(id);

    await expect(second).rejects.toMatchObject({
      code: 'SESSION_ALREADY_STARTED',
      message: 'Session is already starting',
    });
    release();
    expect((await first).status).toBe('initializing');
    expect(rig.factory.engines).toHaveLength(1);
  });

  it('fails with the state failed and a reason when the engine cannot open', async () => {
    const { id } = await rig.create();
    rig.factory.opening = () => Promise.reject(new EngineFailedError('the credentials are unreadable'));

    await expect(rig.sessions.start(id)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });

    expect(await rig.row(id)).toMatchObject({
      status: 'failed',
      lastError: expect.stringContaining('the credentials are unreadable') as string,
    });
  });

  it("keeps a library's own error text inside", async () => {
    const { id } = await rig.create();
    rig.factory.opening = () => Promise.reject(new Error('ENOENT /srv/secret/creds.json'));

    await expect(rig.sessions.start(id)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: 'The engine could not start',
    });

    expect((await rig.row(id)).lastError).not.toContain('secret');
  });

  it('clears the reason of an earlier failure', async () => {
    const { id } = await rig.create();
    rig.factory.opening = () => Promise.reject(new EngineFailedError('no'));
    await rig.sessions.start(id).catch(() => undefined);
    rig.factory.opening = () => Promise.resolve();

    const session = await rig.sessions.start(id);

    expect(session).toMatchObject({ status: 'initializing', lastError: null });
  });

  it('hands the proxy to the engine, its type taken from the URL where none was given', async () => {
    const { id } = await rig.create({ proxyUrl: 'socks5://user:pass@proxy:1080' });

    await rig.sessions.start(id);

    expect(rig.factory.engine.context.proxy).toEqual({ url: 'socks5://user:pass@proxy:1080', type: 'socks5' });
  });
});

it('knows no command for a session that does not exist', async () => {
  const id = newId();
  const commands = [
    () => rig.sessions.get(id),
    () => rig.sessions.start(id),
    () => rig.sessions.stop(id),
    () => rig.sessions.forceKill(id),
    () => rig.sessions.delete(id),
    () => rig.sessions.qr(id),
    () => rig.sessions.requestPairingCode(id, '628123456789'),
    () => rig.sends.sendText({ sessionId: id, chatId: ALICE, text: 'hello' }),
    () => rig.history.page({ sessionId: id }),
    () => rig.chats.list(id, {}),
    () => rig.contacts.checkNumber(id, '628770001122'),
  ];

  const codes = await Promise.all(commands.map((command) => command().catch((error: { code: string }) => error.code)));

  expect(codes).toEqual(commands.map(() => 'SESSION_NOT_FOUND'));
});
