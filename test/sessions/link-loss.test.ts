import { EngineFailedError } from '../../src/domain/errors.js';
import { waitFor } from '../support/wait.js';
import { ALICE, type Rig } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let rig: Rig;
rigForEach((made) => ({ rig } = made));

const LINKED = ['status initializing', 'session.authenticated', 'status ready'];

describe('a link that drops', () => {
  it('is tried again by itself; an engine that does so quietly only shows initializing', async () => {
    const { id } = await rig.createReady();

    rig.factory.engine.end('lost');
    await rig.engineNumber(2);
    rig.factory.engine.ready();

    expect(await rig.journalled(id)).toEqual([...LINKED, ...LINKED]);
  });

  it('is announced as disconnected, with the reason, by an engine that says so', async () => {
    rig.factory.reconnect.announce = true;
    const { id } = await rig.createReady();

    rig.factory.engine.end('lost', 'NAVIGATION');
    await rig.engineNumber(2);
    rig.factory.engine.ready();

    expect(await rig.journalled(id)).toEqual([...LINKED, 'session.disconnected', 'status disconnected', ...LINKED]);
    expect((await rig.events(id, 'session.disconnected'))[0]?.data).toEqual({ sessionId: id, reason: 'NAVIGATION' });
  });

  it('cannot send until it is back', async () => {
    const { id } = await rig.createReady();
    const send = () => rig.sends.sendText({ sessionId: id, chatId: ALICE, text: 'hello' });

    rig.factory.engine.end('lost');
    const meanwhile = send();
    await expect(meanwhile).rejects.toMatchObject({ code: 'SESSION_NOT_CONNECTED' });
    await rig.engineNumber(2);
    rig.factory.engine.ready();

    await expect(send()).resolves.toMatchObject({ body: 'hello' });
  });

  it('ends as failed when the budget is used up, naming the attempts and the way out', async () => {
    const { id } = await rig.createReady();

    for (let engine = 1; engine <= 6; engine += 1) {
      await rig.engineNumber(engine);
      rig.factory.engine.end('lost', 'connection refused');
    }

    const { status, lastError } = await rig.row(id);
    expect(status).toBe('failed');
    expect(lastError).toBe(
      'The link was lost (connection refused); gave up after 5 reconnect attempts. Restart the session to try again.',
    );
    expect(rig.factory.engines).toHaveLength(6);
    expect(await rig.journalled(id)).toEqual([...LINKED, 'status initializing', 'status failed']);
  });

  it('has its whole budget again once the session was ready', async () => {
    rig.factory.reconnect.attempts = 1;
    const { id } = await rig.createReady();

    for (const engine of [2, 3, 4]) {
      rig.factory.engine.end('lost');
      await rig.engineNumber(engine);
      rig.factory.engine.ready();
    }

    expect((await rig.row(id)).status).toBe('ready');
  });

  it('is final at the first drop where the session wants no attempts', async () => {
    const { id } = await rig.createReady({ config: { maxReconnectAttempts: 0 } });

    rig.factory.engine.end('lost');

    expect(await rig.row(id)).toMatchObject({
      status: 'failed',
      lastError: expect.stringContaining('after 0 reconnect attempts') as string,
    });
    expect(rig.factory.engines).toHaveLength(1);
  });

  it('counts an engine that cannot open as an attempt and goes on with the next one', async () => {
    const { id } = await rig.createReady();
    let tries = 0;
    rig.factory.opening = () => {
      tries += 1;
      return tries < 3 ? Promise.reject(new EngineFailedError('no route')) : Promise.resolve();
    };

    rig.factory.engine.end('lost');
    await rig.engineNumber(2);
    rig.factory.engine.ready();

    expect(tries).toBe(3);
    expect((await rig.row(id)).status).toBe('ready');
  });

  it('gives up when no engine opens at all', async () => {
    const { id } = await rig.createReady();
    rig.factory.opening = () => Promise.reject(new EngineFailedError('no route'));

    rig.factory.engine.end('lost');
    await rig.reaches(id, 'failed');

    expect((await rig.row(id)).lastError).toContain('no route');
  });

  it('stays down when it is stopped while it waits for the next attempt', async () => {
    rig.factory.reconnect.baseDelayMs = 5;
    const { id } = await rig.createReady();

    rig.factory.engine.end('lost');
    await rig.sessions.stop(id);
    await new Promise((resolve) => setTimeout(resolve, 25));

    expect(rig.factory.engines).toHaveLength(1);
    expect((await rig.row(id)).status).toBe('disconnected');
  });

  it('can be started by hand at once where it was announced as disconnected', async () => {
    Object.assign(rig.factory.reconnect, { announce: true, baseDelayMs: 60_000, maxDelayMs: 60_000 });
    const { id } = await rig.createReady();

    rig.factory.engine.end('lost');
    const started = await rig.sessions.start(id);

    expect(started.status).toBe('initializing');
    expect(rig.factory.engines).toHaveLength(2);
  });
});

describe('an engine that crashes', () => {
  it('is opened again, whatever became of its link in between', async () => {
    const { id } = await rig.createReady();

    for (const engine of [2, 3, 4, 5]) {
      rig.factory.engine.end('crashed', 'the page crashed');
      await rig.engineNumber(engine);
      rig.factory.engine.ready();
    }

    expect((await rig.row(id)).status).toBe('ready');
  });

  it('is left alone after the fifth time in ten minutes, with the reason and the way out', async () => {
    const { id } = await rig.createReady();

    for (const engine of [2, 3, 4, 5]) {
      rig.factory.engine.end('crashed', 'the page crashed');
      await rig.engineNumber(engine);
      rig.factory.engine.ready();
    }
    rig.factory.engine.end('crashed', 'the page crashed');

    expect(await rig.row(id)).toMatchObject({
      status: 'failed',
      lastError:
        'The engine crashed 5 times within 10 minutes (the last reason: the page crashed); the session is left alone so ' +
        'that the others do not suffer. Look in the log, then restart it.',
    });
    expect(rig.factory.engines).toHaveLength(5);
    expect((await rig.events(id, 'session.disconnected'))[0]?.data).toEqual({
      sessionId: id,
      reason: 'the page crashed',
    });
  });

  it('has all its chances again once somebody restarts the session', async () => {
    const { id } = await rig.createReady();
    for (const engine of [2, 3, 4, 5]) {
      rig.factory.engine.end('crashed');
      await rig.engineNumber(engine);
    }
    rig.factory.engine.end('crashed');

    await rig.sessions.start(id);
    rig.factory.engine.end('crashed');
    await rig.engineNumber(7);
    rig.factory.engine.ready();

    expect((await rig.row(id)).status).toBe('ready');
  });
});

describe('a link that was ended on the phone', () => {
  it('is announced as LOGOUT, forgotten, and followed by an engine that shows a new QR', async () => {
    const { id } = await rig.createReady();

    rig.factory.engine.end('logged-out', 'device_removed');
    await rig.engineNumber(2);
    rig.factory.engine.emit({ kind: 'qr', qr: 'new' });
    await rig.reaches(id, 'qr_ready');

    expect(rig.factory.unlinked).toEqual([id]);
    expect((await rig.events(id, 'session.disconnected'))[0]?.data).toEqual({ sessionId: id, reason: 'LOGOUT' });
    expect(await rig.journalled(id)).toEqual([
      ...LINKED,
      'session.disconnected',
      'status disconnected',
      'status initializing',
      'session.qr',
      'status qr_ready',
    ]);
  });

  it('needs a restart by hand where the session wants no attempts', async () => {
    const { id } = await rig.createReady({ config: { maxReconnectAttempts: 0 } });

    rig.factory.engine.end('logged-out');

    const { status, lastError } = await rig.row(id);
    expect(status).toBe('failed');
    expect(lastError).toMatch(/ended on the phone.*scan the new QR code/);
    expect(rig.factory.unlinked).toEqual([id]);
  });

  it('is forgotten before the next engine opens', async () => {
    const order: string[] = [];
    await rig.createReady();
    rig.factory.opening = () => Promise.resolve(void order.push('open'));
    rig.factory.unlink = async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      order.push('unlinked');
    };

    rig.factory.engine.end('logged-out');
    await rig.engineNumber(2);

    expect(order).toEqual(['unlinked', 'open']);
  });
});

it('a link that WhatsApp does not accept: state failed, the way out, and the link is forgotten', async () => {
  const { id } = await rig.createReady();

  rig.factory.engine.end('auth-failed', 'refused');

  await waitFor('the link to be forgotten', () => rig.factory.unlinked.length > 0);
  const { status, lastError } = await rig.row(id);
  expect(status).toBe('failed');
  expect(lastError).toMatch(/^Authentication failed.*scan a new QR code/);
  expect(rig.factory.unlinked).toEqual([id]);
  expect(rig.factory.engines).toHaveLength(1);
});

describe('an end that trying again would not mend', () => {
  it.each([
    ['replaced', /another program/i],
    ['banned', /blocked this account/i],
    ['outdated', /update the gateway/i],
  ] as const)('%s: one event, state failed, the way out, and no attempt', async (end, wayOut) => {
    const { id } = await rig.createReady();

    rig.factory.engine.end(end, `because ${end}`);
    await new Promise((resolve) => setTimeout(resolve, 15));

    const { status, lastError } = await rig.row(id);
    expect(status).toBe('failed');
    expect(lastError).toMatch(wayOut);
    expect(rig.factory.engines).toHaveLength(1);
    expect(rig.factory.unlinked).toEqual([]);
    expect(await rig.journalled(id)).toEqual([...LINKED, 'session.disconnected', 'status failed']);
    expect((await rig.events(id, 'session.disconnected'))[0]?.data).toEqual({
      sessionId: id,
      reason: `because ${end}`,
    });
  });

  it('is not tried again although an attempt was planned before', async () => {
    const { id } = await rig.createReady();

    rig.factory.engine.end('lost');
    await rig.engineNumber(2);
    rig.factory.engine.end('banned');
    await new Promise((resolve) => setTimeout(resolve, 15));

    expect(rig.factory.engines).toHaveLength(2);
    expect((await rig.row(id)).status).toBe('failed');
  });
});

describe('a QR code that nobody scans', () => {
  it('is replaced by new ones until the budget is used up, and then says how to get another', async () => {
    const { id } = await rig.create({ config: { maxReconnectAttempts: 2 } });
    await rig.sessions.start(id);

    for (let engine = 1; engine <= 3; engine += 1) {
      await rig.engineNumber(engine);
      rig.factory.engine.emit({ kind: 'qr', qr: `code ${engine}` });
      await waitFor('the QR', async () => (await rig.events(id, 'session.qr')).length === engine);
      rig.factory.engine.end('qr-expired', 'nobody scanned');
    }

    const { status, lastError } = await rig.row(id);
    expect(status).toBe('failed');
    expect(lastError).toBe(
      'The QR code was not scanned; gave up after 2 reconnect attempts. Restart the session for a new code.',
    );
    expect(await rig.events(id, 'session.disconnected')).toEqual([]);
  });
});
