import type { Jid } from '../../src/domain/jid.js';
import type { Caller } from '../../src/domain/role.js';
import { HealthService } from '../../src/services/health-service.js';
import { ADMIN, ALICE, GROUP, observed, type Rig, type StoreOnDisk } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let store: StoreOnDisk;
let rig: Rig;
rigForEach((made) => ({ store, rig } = made));

const scopedTo = (...allowedSessions: string[]): Caller => ({ ...ADMIN, role: 'viewer', allowedSessions });

describe('the list of sessions', () => {
  it('is newest first and holds what the key may see', async () => {
    const first = await rig.create();
    const second = await rig.create();
    const third = await rig.create();

    expect((await rig.sessions.list(ADMIN)).map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
    expect(await rig.sessions.list(scopedTo(first.id, third.id))).toMatchObject([{ id: third.id }, { id: first.id }]);
    expect(await rig.sessions.list(scopedTo())).toEqual([]);
  });

  it('is newest first also among those of one millisecond', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(1_782_461_729_000);
    const made: string[] = [];
    for (let count = 0; count < 8; count += 1) made.unshift((await rig.create()).id);
    jest.restoreAllMocks();

    expect((await rig.sessions.list(ADMIN)).map(({ id }) => id)).toEqual(made);
  });

  it('comes in pages that are moved into bounds', async () => {
    for (let count = 0; count < 3; count += 1) await rig.create();
    const all = (await rig.sessions.list(ADMIN)).map(({ id }) => id);

    expect((await rig.sessions.list(ADMIN, { limit: 1, offset: 1 })).map(({ id }) => id)).toEqual([all[1]]);
    expect(await rig.sessions.list(ADMIN, { limit: 0, offset: -5 })).toHaveLength(1);
    expect(await rig.sessions.list(ADMIN, { limit: 5000 })).toHaveLength(3);
  });
});

it('counts sessions by state, of those the key may see, with the memory of the process in MB', async () => {
  const created = await rig.create();
  const ready = await rig.createReady();
  const stopped = await rig.createReady();
  await rig.sessions.stop(stopped.id);
  const starting = await rig.create();
  await rig.sessions.start(starting.id);

  const overview = await rig.sessions.overview(ADMIN);

  expect(overview).toMatchObject({
    total: 4,
    active: 2,
    ready: 1,
    disconnected: 1,
    byStatus: { created: 1, ready: 1, disconnected: 1, initializing: 1 },
  });
  expect(overview.memoryUsage.rss).toBeGreaterThan(overview.memoryUsage.heapUsed);
  expect(overview.memoryUsage.rss).toBeLessThan(4096);
  expect(await rig.sessions.overview(scopedTo(created.id, ready.id))).toMatchObject({ total: 2, active: 1 });
});

describe('the message history', () => {
  let id: string;
  const stanza = (number: number): string => `3EB0${String(number).padStart(3, '0')}`;

  beforeEach(async () => {
    ({ id } = await rig.createReady());
    for (let number = 1; number <= 6; number += 1) {
      const chatId = number % 2 === 0 ? GROUP : ALICE;
      rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: stanza(number), chatId }) });
    }
    await rig.sends.sendText({ sessionId: id, chatId: ALICE, text: 'answer' });
  });

  const found = async (query: { chatId?: string; from?: string; limit?: number; offset?: number }) => {
    const { messages, total } = await rig.history.page({ sessionId: id, ...query });
    return { stanzas: messages.map(({ stanzaId }) => stanzaId), total };
  };

  it('is newest first, in pages, with the number of all', async () => {
    expect(await found({})).toEqual({ stanzas: ['3EB0A1', ...[6, 5, 4, 3, 2, 1].map(stanza)], total: 7 });
    expect(await found({ limit: 2, offset: 1 })).toEqual({ stanzas: [6, 5].map(stanza), total: 7 });
    expect(await found({ limit: 0 })).toMatchObject({ stanzas: ['3EB0A1'] });
  });

  it.each([
    '628770001122@c.us',
    '628770001122@s.whatsapp.net',
    '628770001122:4@s.whatsapp.net',
    '628770001122',
    '+628770001122',
  ])('finds a chat and a sender under every spelling: %s', async (spelling) => {
    expect((await found({ chatId: spelling })).stanzas).toEqual(['3EB0A1', ...[5, 3, 1].map(stanza)]);
    expect((await found({ from: spelling })).stanzas).toEqual([5, 3, 1].map(stanza));
  });

  it('combines filters, and finds nothing where nothing is', async () => {
    expect(await found({ chatId: GROUP, from: GROUP })).toMatchObject({ total: 3 });
    expect(await found({ chatId: GROUP, from: ALICE })).toEqual({ stanzas: [], total: 0 });
    expect(await found({ chatId: 'nobody at all' })).toEqual({ stanzas: [], total: 0 });
    expect(await found({ from: '123@lid' })).toEqual({ stanzas: [], total: 0 });
  });

  it('can be read while the session does not run', async () => {
    await rig.sessions.stop(id);

    expect(await found({})).toMatchObject({ total: 7 });
  });
});

describe('the list of chats', () => {
  it('has the newest message first and those without any last, in pages', async () => {
    const { id } = await rig.createReady();
    const other = '628770009999@c.us' as Jid;
    rig.factory.engine.emit({ kind: 'chat', chatId: other, name: 'Never wrote' });
    rig.factory.engine.emit({ kind: 'message', message: observed({ sentAt: new Date(2000) }) });
    rig.factory.engine.emit({
      kind: 'message',
      message: observed({ chatId: GROUP, stanzaId: 'G', sentAt: new Date(3000) }),
    });
    await store.commits.settled();

    const ids = async (page: { limit?: number; offset?: number }) =>
      (await rig.chats.list(id, page)).map((chat) => chat.id);

    expect(await ids({})).toEqual([GROUP, ALICE, other]);
    expect(await ids({ limit: 1, offset: 1 })).toEqual([ALICE]);
  });

  it('needs a started session', async () => {
    const { id } = await rig.create();

    await expect(rig.chats.list(id, {})).rejects.toMatchObject({ code: 'SESSION_NOT_STARTED' });
    await rig.sessions.start(id);

    expect(await rig.chats.list(id, {})).toEqual([]);
  });
});

describe('checking a number', () => {
  it('answers the number as asked and its address, null where there is none', async () => {
    const { id } = await rig.createReady();

    expect(await rig.contacts.checkNumber(id, '+628770001122')).toEqual({
      number: '+628770001122',
      exists: true,
      whatsappId: ALICE,
    });
    expect(await rig.contacts.checkNumber(id, '999770001122')).toEqual({
      number: '999770001122',
      exists: false,
      whatsappId: null,
    });
  });

  it('needs a started session, and a connected one', async () => {
    const { id } = await rig.create();

    await expect(rig.contacts.checkNumber(id, '628770001122')).rejects.toMatchObject({ code: 'SESSION_NOT_STARTED' });
    await rig.sessions.start(id);
    await expect(rig.contacts.checkNumber(id, '628770001122')).rejects.toMatchObject({ code: 'SESSION_NOT_CONNECTED' });
  });

  it('is not available where the engine cannot', async () => {
    const { id } = await rig.createReady();
    rig.factory.capabilities = new Set();

    await expect(rig.contacts.checkNumber(id, '628770001122')).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
  });
});

it('says what an engine can do', () => {
  rig.factory.capabilities = new Set(['SEND_TEXT', 'TYPING']);

  expect([...rig.sessions.capabilities('baileys')]).toEqual(['SEND_TEXT', 'TYPING']);
});

describe('health', () => {
  const up = { status: 'up' };

  it('is ok with both databases, not with one of them, and draining for good once it was told to', async () => {
    let answers = { main: true, data: true };
    const health = new HealthService({ store: { check: () => Promise.resolve(answers) }, version: '1.2.3' });

    expect(health.health()).toEqual({ status: 'ok', timestamp: expect.any(Date) as Date, version: '1.2.3' });
    expect(health.live()).toEqual({ status: 'ok' });
    expect(await health.ready()).toEqual({ status: 'ok', details: { mainDatabase: up, dataDatabase: up } });

    answers = { main: true, data: false };
    expect(await health.ready()).toEqual({
      status: 'error',
      details: { mainDatabase: up, dataDatabase: { status: 'down' } },
    });

    health.drain();
    expect(await health.ready()).toEqual({ status: 'error', details: { shutdown: { status: 'draining' } } });
  });

  it('asks the real store', async () => {
    const health = new HealthService({ store, version: '1.2.3' });

    expect((await health.ready()).status).toBe('ok');
  });
});
