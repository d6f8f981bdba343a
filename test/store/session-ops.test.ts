import { eventRow, inbound, openTestStore, removeStores, SESSION, type TestStore, WEBHOOK } from './store-fixture.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(removeStores);

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
  expect(store.journal.read(0, 10)).toMatchObject([
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

it('records the attempts of a delivery, and the success on its webhook', async () => {
  const attempt = { startedAt: 1000, durationMs: 20, error: null };
  const record = { op: 'attempt.record' as const, deliveryId: 'dlv_1', webhookId: WEBHOOK };
  await store.commits.write([inbound('A1', {}, { deliveries: [{ id: 'dlv_1', webhookId: WEBHOOK }] })]);

  await store.commits.write([
    {
      ...record,
      attempt: { ...attempt, number: 1, statusCode: 503 },
      state: 'PENDING',
      nextAttemptAt: 6000,
      finishedAt: null,
    },
  ]);
  const afterFirst = await store.data.delivery.findFirstOrThrow({ include: { webhook: true } });
  await store.commits.write([
    {
      ...record,
      attempt: { ...attempt, number: 2, statusCode: 200 },
      state: 'SUCCEEDED',
      nextAttemptAt: null,
      finishedAt: 6020,
    },
    {
      ...record,
      deliveryId: 'gone',
      attempt: { ...attempt, number: 1, statusCode: 200 },
      state: 'SUCCEEDED',
      nextAttemptAt: null,
      finishedAt: 1,
    },
  ]);

  expect(afterFirst).toMatchObject({
    state: 'PENDING',
    attemptCount: 1,
    nextAttemptAt: new Date(6000),
    webhook: { lastTriggeredAt: null },
  });
  expect(await store.data.delivery.findFirstOrThrow({ include: { webhook: true, attempts: true } })).toMatchObject({
    state: 'SUCCEEDED',
    attemptCount: 2,
    nextAttemptAt: null,
    finishedAt: new Date(6020),
    webhook: { lastTriggeredAt: new Date(6020) },
    attempts: [{ statusCode: 503 }, { statusCode: 200 }],
  });
});
