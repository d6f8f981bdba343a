import { EngineFailedError } from '../../src/domain/errors.js';
import { newId } from '../../src/runtime/ids.js';
import type { FakeEngineFactory } from '../support/fake-engine.js';
import { waitFor } from '../support/wait.js';
import {
  ADMIN,
  ALICE,
  emptyStore,
  observed,
  openStoreOnDisk,
  startRig,
  type Rig,
  type StoreOnDisk,
  TEST_DATABASE,
} from './rig.js';

let store: StoreOnDisk;
let rig: Rig;

beforeAll(async () => {
  store = await openStoreOnDisk();
});
beforeEach(async () => {
  rig = await startRig(store);
});
afterEach(async () => {
  await rig.stop();
  await emptyStore(store);
});
afterAll(() => store.remove());

/** Lets `open` wait: `entered` resolves when it is called, and it goes on after `release`. */
function slowOpening(factory: FakeEngineFactory) {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const entered = new Promise<void>((resolve) => {
    factory.opening = () => {
      resolve();
      return gate;
    };
  });
  return { entered, release };
}

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

describe('stopping', () => {
  it('closes the engine, keeps the credentials and ends disconnected', async () => {
    const { id } = await rig.createReady();

    const stopped = await rig.sessions.stop(id);

    expect(stopped).toMatchObject({ status: 'disconnected', phone: '628123456789' });
    expect(rig.factory.engine.endings).toEqual(['close']);
    expect(rig.factory.unlinked).toEqual([]);
    expect(await rig.journalled(id)).not.toContain('session.disconnected');
  });

  it('succeeds for a session that does not run, and says nothing twice', async () => {
    const { id } = await rig.create();

    expect((await rig.sessions.stop(id)).status).toBe('disconnected');
    expect((await rig.sessions.stop(id)).status).toBe('disconnected');

    expect(await rig.journalled(id)).toEqual(['status disconnected']);
  });

  it('makes a failed session disconnected and takes its reason away', async () => {
    const { id } = await rig.create();
    rig.factory.opening = () => Promise.reject(new EngineFailedError('no'));
    await rig.sessions.start(id).catch(() => undefined);

    expect(await rig.sessions.stop(id)).toMatchObject({ status: 'disconnected', lastError: null });
  });

  it('wins over a start that is under way, and nothing of that engine stays', async () => {
    const { id } = await rig.create();
    const { entered, release } = slowOpening(rig.factory);

    const starting = rig.sessions.start(id);
    await entered;
    const stopping = rig.sessions.stop(id);
    release();

    expect((await stopping).status).toBe('disconnected');
    expect((await starting).status).toBe('disconnected');
    expect(rig.factory.engines.map(({ endings }) => endings)).toEqual([['close']]);
  });

  it('does not listen to an engine that was stopped', async () => {
    const { id } = await rig.createReady();
    const stopped = rig.factory.engine;
    await rig.sessions.stop(id);

    stopped.ready('628999999999', 'Ghost');
    stopped.emit({ kind: 'message', message: observed() });
    stopped.end('logged-out');

    expect(await rig.row(id)).toMatchObject({ status: 'disconnected', phone: '628123456789' });
    expect(await rig.stored(id)).toEqual([]);
    expect(rig.factory.unlinked).toEqual([]);
  });

  it('lets the next engine open only after the last one has ended', async () => {
    const { id } = await rig.createReady();
    let closed: () => void = () => undefined;
    rig.factory.engine.closing = new Promise((resolve) => (closed = resolve));

    const stopping = rig.sessions.stop(id);
    const starting = rig.sessions.start(id);
    await waitFor('the close', () => rig.factory.engine.endings.length === 1);
    const openBefore = rig.factory.engines.length;
    closed();
    await Promise.all([stopping, starting]);

    expect(openBefore).toBe(1);
    expect(rig.factory.engines).toHaveLength(2);
    expect((await rig.row(id)).status).toBe('initializing');
  });

  it('kills an engine that has not closed after ten seconds', async () => {
    const { id } = await rig.createReady();
    rig.factory.engine.closing = new Promise(() => undefined);
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });

    const stopping = rig.sessions.stop(id);
    await jest.advanceTimersByTimeAsync(9999);
    const before = [...rig.factory.engine.endings];
    await jest.advanceTimersByTimeAsync(1);
    jest.useRealTimers();

    expect(before).toEqual(['close']);
    expect((await stopping).status).toBe('disconnected');
    expect(rig.factory.engine.endings).toEqual(['close', 'kill']);
  });

  it('kills an engine that breaks while it closes', async () => {
    const { id } = await rig.createReady();
    rig.factory.engine.closing = Promise.reject(new Error('wedged'));

    expect((await rig.sessions.stop(id)).status).toBe('disconnected');

    expect(rig.factory.engine.endings).toEqual(['close', 'kill']);
  });
});

describe('force-killing', () => {
  it('does not ask politely, and leaves a session that can be started again', async () => {
    const { id } = await rig.createReady();

    const killed = await rig.sessions.forceKill(id);

    expect(killed.status).toBe('disconnected');
    expect(rig.factory.engine.endings).toEqual(['kill']);
    expect((await rig.sessions.start(id)).status).toBe('initializing');
  });

  it('ends a stop that hangs', async () => {
    const { id } = await rig.createReady();
    rig.factory.engine.closing = new Promise(() => undefined);

    const stopping = rig.sessions.stop(id);
    await waitFor('the close', () => rig.factory.engine.endings.length === 1);
    await rig.sessions.forceKill(id);

    expect((await stopping).status).toBe('disconnected');
    expect(rig.factory.engine.endings).toEqual(['close', 'kill']);
  });
});

describe('deleting', () => {
  it('ends the engine, unlinks it and removes all that belonged to the session', async () => {
    const { id } = await rig.createReady();
    rig.factory.engine.emit({ kind: 'message', message: observed() });

    await rig.sessions.delete(id);

    expect(rig.factory.engine.endings).toEqual(['close']);
    expect(rig.factory.unlinked).toEqual([id]);
    await expect(rig.sessions.get(id)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
    expect(await store.data.message.count()).toBe(0);
    expect(await store.data.chat.count()).toBe(0);
    expect(await store.data.event.count()).toBe(0);
  });

  it('wins over a start that is under way', async () => {
    const { id } = await rig.create();
    const { entered, release } = slowOpening(rig.factory);

    const refused = expect(rig.sessions.start(id)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
    await entered;
    const deleting = rig.sessions.delete(id);
    release();
    await deleting;

    await refused;
    expect(rig.factory.engines.map(({ endings }) => endings)).toEqual([['close']]);
  });

  it('lets its name be used again', async () => {
    const { id } = await rig.create({ name: 'depot-nine' });

    await rig.sessions.delete(id);

    await expect(rig.create({ name: 'depot-nine' })).resolves.toMatchObject({ status: 'created' });
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
