import { sessionRow } from '../support/rows.js';
import { eventRow, openTestStore, removeStores, SESSION, type TestStore } from './store-fixture.js';
import { DATABASES } from './both-databases.js';

describe.each(DATABASES)('on %s', (database) => {
  let store: TestStore;
  beforeEach(async () => {
    store = await openTestStore({ database });
  });
  afterEach(removeStores);

  it('stores a new session', async () => {
    const row = sessionRow('new', {
      config: '{"maxReconnectAttempts":3,"own":[1]}',
      proxyUrl: 'http://proxy.example:8080',
      proxyType: 'http',
      createdAt: 1_782_461_730_123,
    });

    await store.commits.write([{ op: 'session.insert', row }]);

    const createdAt = new Date(1_782_461_730_123);
    expect(await store.sessions.byIds(['new'])).toEqual([
      {
        ...row,
        config: { maxReconnectAttempts: 3, own: [1] },
        phone: null,
        pushName: null,
        connectedAt: null,
        lastActiveAt: null,
        lastError: null,
        createdAt,
        updatedAt: createdAt,
      },
    ]);
    expect(await store.data.session.findUnique({ where: { id: 'new' } })).toEqual(
      (await store.sessions.byIds(['new']))[0],
    );
  });

  it('changes the named columns of a session only, with the events of the change', async () => {
    const connectedAt = new Date('2026-06-26T08:00:00Z');
    const session = { op: 'session.patch' as const, sessionId: SESSION };
    const event = eventRow({ type: 'session.status', data: JSON.stringify({ sessionId: SESSION, status: 'ready' }) });

    await store.commits.write([
      {
        ...session,
        patch: { status: 'ready', phone: '628123456789', connectedAt: connectedAt.getTime() },
        at: connectedAt.getTime(),
        events: [event],
      },
      { ...session, patch: { lastError: 'Connection lost', phone: null }, at: connectedAt.getTime() + 1, events: [] },
    ]);

    expect(await store.data.session.findUniqueOrThrow({ where: { id: SESSION } })).toMatchObject({
      name: `name of ${SESSION}`,
      status: 'ready',
      phone: null,
      lastError: 'Connection lost',
      connectedAt,
      updatedAt: new Date(connectedAt.getTime() + 1),
    });
    expect(await store.journal.read(0, 10)).toMatchObject([
      { type: 'session.status', data: { status: 'ready' }, message: null },
    ]);
  });

  it('learns chats and their names without forgetting what it knew', async () => {
    const chat = { op: 'chat.put' as const, sessionId: SESSION, id: '1@g.us', kind: 'group' };

    await store.commits.write([
      { ...chat, name: 'Family', unreadCount: 4 },
      { ...chat, name: '', unreadCount: null },
      { ...chat, id: '2@g.us', name: '', unreadCount: null },
    ]);

    expect(await store.data.chat.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { id: '1@g.us', name: 'Family', unreadCount: 4, lastMessageAt: null },
      { id: '2@g.us', name: '', unreadCount: 0, lastMessageAt: null },
    ]);
  });
});
