import type { EngineKind, SessionStatus } from '../../src/domain/session.js';
import type { SessionPatch } from '../../src/store/write-op.js';
import { FakeEngineFactory } from '../support/fake-engine.js';
import { sessionRow } from '../support/rows.js';
import { waitFor } from '../support/wait.js';
import { ALICE, emptyStore, observed, openStoreOnDisk, startRig, type Rig, type StoreOnDisk } from './rig.js';

let store: StoreOnDisk;
const rigs: Rig[] = [];

beforeAll(async () => {
  store = await openStoreOnDisk();
});
afterEach(async () => {
  jest.useRealTimers();
  await Promise.all(rigs.splice(0).map((rig) => rig.stop()));
  await emptyStore(store);
});
afterAll(() => store.remove());

async function start(factory = new FakeEngineFactory()): Promise<Rig> {
  const rig = await startRig(store, { factory });
  rigs.push(rig);
  return rig;
}

/** A session that an earlier process left. */
const linked = async (
  id: string,
  status: SessionStatus,
  { engine = 'baileys', ...patch }: SessionPatch & { engine?: string } = {},
) => {
  const known = { phone: '628123456789', lastActiveAt: Date.now(), ...patch };
  await store.commits.write([
    { op: 'session.insert', row: sessionRow(id, { status, engine: engine as EngineKind }) },
    { op: 'session.patch', sessionId: id, patch: known, at: Date.now(), events: [] },
  ]);
};

describe('after a restart', () => {
  it.each(['ready', 'initializing', 'qr_ready', 'authenticating'] as const)(
    'a session that was %s is disconnected, and that is told',
    async (status) => {
      await linked('s1', status);

      const rig = await start();

      expect((await rig.row('s1')).status).toBe('disconnected');
      expect(await rig.journalled('s1')).toEqual(['status disconnected']);
    },
  );

  it.each(['created', 'disconnected', 'failed'] as const)('a session that was %s still is', async (status) => {
    await linked('s1', status);

    const rig = await start();

    expect((await rig.row('s1')).status).toBe(status);
    expect(await rig.journalled('s1')).toEqual([]);
  });

  it('the reason of a failure is gone', async () => {
    await linked('s1', 'failed', { lastError: 'because' });

    const [before] = await store.sessions.byIds(['s1']);
    const rig = await start();

    expect(await rig.row('s1')).toMatchObject({ lastError: null, updatedAt: before!.updatedAt });
  });

  it('a session can be started, stopped and deleted as before', async () => {
    await linked('s2', 'ready');
    const rig = await start();

    expect((await rig.sessions.start('s2')).status).toBe('initializing');
    expect((await rig.sessions.stop('s2')).status).toBe('disconnected');
    await rig.sessions.delete('s2');

    expect(await store.data.session.count()).toBe(0);
  });

  it('a session of an engine that this gateway lacks can be read and deleted, and says so when it is started', async () => {
    await linked('foreign', 'ready', { engine: 'whatsapp-web.js' });
    const rig = await start();

    await expect(rig.sessions.start('foreign')).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: 'this gateway has no whatsapp-web.js engine',
    });
    await rig.sessions.delete('foreign');

    expect(await store.data.session.count()).toBe(0);
  });
});

describe('restoring', () => {
  const minutesAgo = (minutes: number) => ({ lastActiveAt: Date.now() - minutes * 60_000 });
  const opened = (rig: Rig): string[] => rig.factory.engines.map(({ context }) => context.sessionId);

  it('starts linked sessions two seconds apart: at once what was cut off, then what was in use last', async () => {
    await linked('long-stopped', 'disconnected', minutesAgo(4));
    await linked('stopped', 'disconnected', minutesAgo(2));
    await linked('cut-off', 'ready', minutesAgo(3));
    await linked('failed', 'failed', minutesAgo(1));
    const rig = await start();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });

    rig.registry.restore();
    await rig.row('cut-off');
    await store.commits.settled();
    const atOnce = opened(rig);
    await jest.advanceTimersByTimeAsync(1999);
    const shortly = opened(rig);
    await jest.advanceTimersByTimeAsync(1);
    await rig.row('stopped');
    await jest.advanceTimersByTimeAsync(2000);
    await rig.row('long-stopped');

    expect(atOnce).toEqual(['cut-off']);
    expect(shortly).toEqual(['cut-off']);
    expect(opened(rig)).toEqual(['cut-off', 'stopped', 'long-stopped']);
    expect((await rig.row('failed')).status).toBe('failed');
  });

  it('leaves sessions alone that were never linked', async () => {
    await linked('s1', 'disconnected', { phone: null });
    const rig = await start();

    rig.registry.restore();
    await rig.row('s1');

    expect(opened(rig)).toEqual([]);
  });

  it('goes on after a session that cannot be started', async () => {
    await linked('broken', 'ready', minutesAgo(1));
    await linked('whole', 'ready', minutesAgo(2));
    const rig = await start();
    rig.factory.opening = ({ sessionId }) =>
      sessionId === 'broken' ? Promise.reject(new Error('no')) : Promise.resolve();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });

    rig.registry.restore();
    while ((await rig.row('broken')).status !== 'failed') await jest.advanceTimersByTimeAsync(0);
    await jest.advanceTimersByTimeAsync(2000);
    await rig.row('whole');

    expect(opened(rig)).toEqual(['whole']);
  });

  it('ends with the gateway', async () => {
    await linked('first', 'ready', minutesAgo(1));
    await linked('second', 'ready', minutesAgo(2));
    const rig = await start();

    rig.registry.restore();
    await rig.engineNumber(1);
    await rig.stop();

    expect(opened(rig)).toEqual(['first']);
  });
});

describe('shutting down', () => {
  it('closes all engines at once and leaves sessions that the next process brings back', async () => {
    const rig = await start();
    const one = await rig.createReady();
    const two = await rig.createReady();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    for (const engine of rig.factory.engines) engine.closing = gate;

    const closing = rig.stop();
    await waitFor('both closes', () => rig.factory.engines.every(({ endings }) => endings.length === 1));
    release();
    await closing;
    const told = await rig.journalled(two.id);
    const next = await start();
    next.registry.restore();
    await next.engineNumber(1);

    expect(told).toEqual(['status initializing', 'session.authenticated', 'status ready', 'status disconnected']);
    expect((await rig.row(two.id)).phone).toBe('628123456789');
    expect([one.id, two.id]).toContain(next.factory.engine.context.sessionId);
  });

  it('does not touch sessions that were not running', async () => {
    const rig = await start();
    const { id } = await rig.create();

    await rig.stop();

    expect((await rig.row(id)).status).toBe('created');
  });

  it('cancels planned reconnects and refuses new starts', async () => {
    const rig = await start();
    const { id } = await rig.createReady();
    const other = await rig.create();

    rig.factory.engine.end('lost');
    await rig.stop();
    await new Promise((resolve) => setTimeout(resolve, 15));

    expect(rig.factory.engines).toHaveLength(1);
    expect((await rig.row(id)).status).toBe('disconnected');
    await expect(rig.sessions.start(other.id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('while the database takes no writes', () => {
  it('a session waits without using up its budget, then says where it stands and comes back by itself', async () => {
    const rig = await start();
    rig.factory.reconnect.attempts = 1;
    const { id } = await rig.createReady();
    const repair = await store.breakWrites();
    rig.factory.engine.emit({ kind: 'message', message: observed() });
    await waitFor('the failure', () => store.commits.failed);

    rig.factory.engine.end('lost', 'the store failed');
    await expect(rig.sends.sendText({ sessionId: id, chatId: ALICE, text: 'x' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await repair();
    await rig.engineNumber(2);
    rig.factory.engine.ready();

    await rig.reaches(id, 'ready');
    expect(await rig.journalled(id)).toEqual([
      'status initializing',
      'session.authenticated',
      'status ready',
      'status initializing',
      'session.authenticated',
      'status ready',
    ]);
  });

  it('no session can be created or started', async () => {
    const rig = await start();
    const { id } = await rig.create();
    const running = await rig.createReady();
    const repair = await store.breakWrites();
    rig.factory.engine.emit({ kind: 'message', message: observed() });
    await waitFor('the failure', () => store.commits.failed);

    await expect(rig.sessions.start(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(rig.create()).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    await repair();
    await waitFor('the recovery', () => !store.commits.failed);
    expect((await rig.sessions.start(id)).status).toBe('initializing');
    expect((await rig.row(running.id)).status).toBe('ready');
  });

  it('no session is deleted, but its engine is ended, and it can be deleted later', async () => {
    const rig = await start();
    const { id } = await rig.createReady();
    const repair = await store.breakWrites();

    await expect(rig.sessions.delete(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await repair();
    await waitFor('the recovery', () => !store.commits.failed);
    await rig.reaches(id, 'disconnected');

    expect(rig.factory.engine.endings).toEqual(['close']);
    await rig.sessions.delete(id);
    expect(await store.data.session.count()).toBe(0);
  });

  it('a state that was reached meanwhile is written down afterwards', async () => {
    const rig = await start();
    const { id } = await rig.createReady();
    const repair = await store.breakWrites();

    rig.factory.engine.end('banned', 'banned');
    await waitFor('the failure', () => store.commits.failed);
    await repair();

    await waitFor('the recovery', () => !store.commits.failed);
    await rig.reaches(id, 'failed');
    expect((await rig.row(id)).lastError).toContain('blocked this account');
    expect(await rig.journalled(id)).toEqual([
      'status initializing',
      'session.authenticated',
      'status ready',
      'status failed',
    ]);
  });
});
