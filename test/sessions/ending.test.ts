import { EngineFailedError } from '../../src/domain/errors.js';
import { slowOpening } from '../support/fake-engine.js';
import { waitFor } from '../support/wait.js';
import { observed, type Rig, type StoreOnDisk } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let store: StoreOnDisk;
let rig: Rig;
rigForEach((made) => ({ store, rig } = made));

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
