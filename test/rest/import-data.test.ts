import { caller } from '../graphql/fixture.js';
import { ALICE } from '../sessions/rig.js';
import { inbound, outbound } from '../store/store-fixture.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const IMPORT = 'POST /api/infra/import-data';
const EXPORT = 'GET /api/infra/export-data';
const FOREIGN = '00000000-0000-4000-8000-000000000000';
const FILE = '11111111-1111-4111-8111-111111111111.png';
const BATCH = '22222222-2222-4222-8222-222222222222';
const OPTIONS = { delayMs: 1000, randomizeDelay: false, stopOnError: false, afterCrash: 'resume' };

type Row = Record<string, unknown>;
interface Exported {
  readonly tables: Record<string, Row[]>;
  readonly counts: Record<string, number>;
}
interface Imported {
  readonly imported: boolean;
  readonly counts: Record<string, number>;
  readonly warnings: readonly string[];
}

let from: RestFixture;
let to: RestFixture;
let sessionId: string;
let exported: Exported;

const batchOf = (ofSession: string, id: string, name: string, texts: readonly string[]): WriteOp => ({
  op: 'bulk.insert',
  sessionId: ofSession,
  row: {
    id,
    sessionId: ofSession,
    name,
    account: ALICE,
    options: JSON.stringify(OPTIONS),
    createdAt: 1_782_461_720_000,
  },
  items: texts.map((text) => ({ chatId: ALICE, kind: 'text', content: JSON.stringify({ text }), media: null })),
});

/** A gateway with one of everything. */
beforeAll(async () => {
  from = await startRestFixture();
  const { rig, services, store } = from.gateway;
  sessionId = (await rig.create({ name: 'depot', config: { maxReconnectAttempts: 2 } })).id;
  const filters = { conditions: [{ field: 'body', operator: 'contains', value: 'truck' }] } as const;
  await services.webhooks.create(sessionId, { url: 'https://receiver.example/hook', secret: 'orchid', filters });
  await services.templates.create(sessionId, { name: 'late', body: 'We are {{minutes}} late.' });
  await store.commits.write([
    inbound('M1', { sessionId, body: 'Is the truck there?' }, { sessionId }),
    { ...outbound('M2', { sessionId, body: 'Not yet.' }), event: null },
    inbound(
      'M3',
      { sessionId, media: JSON.stringify({ mimetype: 'image/png', file: `${sessionId}/${FILE}` }) },
      { sessionId },
    ),
    { op: 'sent.put', sessionId, stanzaId: 'M2', message: Buffer.from([0, 255, 1]), at: 1_782_461_730_000 },
    { op: 'contact.put', sessionId, id: ALICE, patch: { name: 'Alice', isBusiness: true } },
    { op: 'identity.put', sessionId, lid: '123456789012345@lid', pn: ALICE, at: 1_782_461_730_000 },
    batchOf(sessionId, BATCH, 'news', ['one', 'two']),
    ...[0, 1].flatMap((position): WriteOp[] => [
      { op: 'bulkItem.sending', sessionId, batchId: BATCH, position, messageId: `true_${ALICE}_B${position}` },
      { op: 'bulkItem.sent', sessionId, batchId: BATCH, position, at: 1_782_461_730_000 },
    ]),
    { op: 'bulk.end', sessionId, batchId: BATCH, status: 'completed', reason: null, at: 1_782_461_740_000 },
  ]);
  exported = (await from.call<Exported>(EXPORT)).body;
});
beforeEach(async () => {
  to = await startRestFixture();
});
afterEach(() => to.stop());
afterAll(() => from.stop());

const post = (body: unknown, as = caller()) => to.call<Imported>(IMPORT, {}, { body, as });
/** The export with one row changed. */
const spoilt = (table: string, changes: Row) => ({
  ...exported.tables,
  [table]: exported.tables[table]!.map((row, index) => (index === 0 ? { ...row, ...changes } : row)),
});
/** Without the numbers that rows get anew. */
const numberless = (tables: Record<string, Row[]>) => ({
  ...tables,
  baileysStoredMessages: tables.baileysStoredMessages!.map(({ seq: _, ...row }) => row),
});
const stored = async () => (await to.call<Exported>(EXPORT)).body.tables;

it('makes an empty gateway answer as the one that the export is from, over REST and GraphQL', async () => {
  const imported = await post(exported);

  expect(imported).toEqual({
    status: 200,
    body: { imported: true, counts: expect.objectContaining({ sessions: 1, messages: 3 }) as unknown, warnings: [] },
  });
  const routes = [
    'GET /api/sessions',
    'GET /api/sessions/{id}/chats',
    'GET /api/sessions/{sessionId}/messages',
    'GET /api/sessions/{sessionId}/contacts',
    'GET /api/sessions/{sessionId}/templates',
    'GET /api/sessions/{sessionId}/webhooks',
    'GET /api/sessions/{sessionId}/messages/batch/{batchId}',
    'GET /api/stats/sessions/{sessionId}',
    EXPORT,
  ];
  for (const route of routes) {
    const [before, after] = await Promise.all(
      [from, to].map((side) => side.call(route, { id: sessionId, sessionId, batchId: 'news' })),
    );
    const ofItsOwn = route === EXPORT ? { exportedAt: expect.any(String) as unknown } : {};
    expect(after!.body).toMatchObject(Array.isArray(before!.body) ? before!.body : { ...before!.body, ...ofItsOwn });
  }
  const document = `{ session(id: "${sessionId}") { name createdAt webhooks { url filters { conditions { field } } }
    messages(first: 9) { edges { node { id body sentAt media { url } } } } }
    searchMessages(query: "truck") { messages { id } } }`;
  const [before, after] = await Promise.all([from, to].map(({ gateway }) => gateway.run(document)));
  expect(after).toEqual(before);
  expect(before!.errors).toEqual([]);
});

it('is known to everything at once: the session starts, and its webhook is sent what arrives', async () => {
  await post(exported);
  const { rig, store } = to.gateway;

  await rig.sessions.start(sessionId);
  rig.factory.engine.ready();
  await store.commits.write([]);

  expect((await rig.row(sessionId)).status).toBe('ready');
  const plan = rig.planner.plan({
    sessionId,
    type: 'message.received',
    data: { id: 'x', body: 'the truck', chatId: ALICE, from: ALICE, to: ALICE, type: 'text', fromMe: false },
  });
  expect(plan.map(({ webhookId }) => webhookId)).toEqual([exported.tables.webhooks![0]!.id]);
});

it('takes the place of what was there, and keeps the link of a session that is in both', async () => {
  await post(exported);
  const { rig, store } = to.gateway;
  const other = await rig.create({ name: 'gone' });
  await store.commits.write([
    { op: 'key.put', sessionId, type: 'creds', id: '', value: 'kept' },
    { op: 'key.put', sessionId: other.id, type: 'creds', id: '', value: 'forgotten' },
    inbound(
      'M9',
      { sessionId, media: JSON.stringify({ mimetype: 'image/png', file: `${sessionId}/gone.png` }) },
      { sessionId },
    ),
  ]);
  const freed: string[] = [];
  store.commits.onFreed((files) => freed.push(...files));

  const { body } = await post(exported);

  expect(body.imported).toBe(true);
  expect(numberless(await stored())).toEqual(numberless(exported.tables));
  expect(await store.sql.prepareValues('SELECT "value" FROM "EngineKey"').all()).toEqual(['kept']);
  expect(freed).toEqual([`${sessionId}/gone.png`]);
  await expect(rig.sessions.start(other.id)).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
});

it('brings a session back that was deleted before, with all that is written for it later', async () => {
  await post(exported);
  await to.gateway.rig.sessions.delete(sessionId);

  await post(exported);
  await to.gateway.store.commits.write([inbound('M4', { sessionId }, { sessionId })]);

  expect((await stored()).messages).toHaveLength(4);
});

it('is refused while a session runs, unless it may end it', async () => {
  const { rig } = to.gateway;
  const running = await rig.createReady();

  const refused = await post(exported);
  const still = (await rig.row(running.id)).status;
  const stopped = await post({ ...exported, stopOrphans: true });

  expect([refused.status, still]).toEqual([409, 'ready']);
  expect(stopped.body.imported).toBe(true);
  expect(rig.factory.engine.endings).toEqual(['close']);
  const again = await rig.sessions.start(sessionId).then(() => post({ ...exported, force: true }));
  expect(again.body.imported).toBe(true);
  expect(rig.factory.engine.endings).toEqual(['kill']);
});

it('shows a session that ran when the export was made as disconnected', async () => {
  await post({ tables: spoilt('sessions', { status: 'ready', phone: '628123456789' }) });

  const { body } = await to.call<{ status: string }>('GET /api/sessions/{id}', { id: sessionId });

  expect(body.status).toBe('disconnected');
});

it('takes an export with nothing but a session', async () => {
  const { sessions } = exported.tables;
  const empty = Object.fromEntries(Object.keys(exported.tables).map((name) => [name, []]));

  const { body } = await post({ tables: { ...empty, sessions } });

  expect(body).toMatchObject({ imported: true, warnings: [] });
  expect(await stored()).toMatchObject({ sessions: [{ id: sessionId }], webhooks: [], messages: [] });
});

it('tells of tables that it has no place for', async () => {
  const { body } = await post({ tables: { ...exported.tables, statusUpdates: [{}, {}] } });

  expect(body).toMatchObject({
    imported: true,
    warnings: ['2 rows of statusUpdates were left out: there is no such table here'],
  });
});

it.each<[string, string, Row]>([
  ['sessions.0: id', 'sessions', { id: '../../etc' }],
  ['sessions.0: name', 'sessions', { name: 'a/b' }],
  ['sessions.0: proxyUrl', 'sessions', { proxyUrl: 'file:///etc/passwd' }],
  ['sessions.0: Unrecognized key', 'sessions', { 'id") --': 1 }],
  ['webhooks.0: sessionId', 'webhooks', { sessionId: FOREIGN }],
  ['webhooks.0: filters.conditions', 'webhooks', { filters: {} }],
  ['webhooks.0: each value in events', 'webhooks', { events: ['nothing'] }],
  ['chats.0: id', 'chats', { id: 'nobody' }],
  ['messages.0: chatId', 'messages', { chatId: '628000000000@c.us' }],
  ['messages.0: sentAt', 'messages', { sentAt: 'yesterday' }],
  ['messages.0: ack', 'messages', { ack: 9 }],
  ['messages.0: metadata.reactions', 'messages', { metadata: { reactions: 'x' } }],
  ['messages.0: media.file', 'messages', { media: { mimetype: 'image/png', file: '../../../etc/passwd' } }],
  ['messages.0: media.file', 'messages', { media: { mimetype: 'image/png', file: `${FOREIGN}/${FILE}` } }],
  ['messageBatches.0: sessionId', 'messageBatches', { sessionId: FOREIGN }],
  ['messageBatches.0: status', 'messageBatches', { status: 'over' }],
  ['messageBatches.0: options', 'messageBatches', { options: { ...OPTIONS, delayMs: -1 } }],
  ['batchItems.0: batchId', 'batchItems', { batchId: FOREIGN }],
  ['batchItems.0: kind', 'batchItems', { kind: 'sticker' }],
  ['templates.0: sessionId', 'templates', { sessionId: FOREIGN }],
  ['baileysStoredMessages.0: message', 'baileysStoredMessages', { message: '%%%' }],
  ['lidMappings.0: lid', 'lidMappings', { lid: 7 }],
])('changes nothing and names the field where a row does not fit: %s', async (place, table, changes) => {
  const kept = await to.gateway.rig.create({ name: 'kept' });

  const { status, body } = await post({ tables: spoilt(table, changes) });

  expect(status).toBe(200);
  expect(body.imported).toBe(false);
  expect(body.warnings).toEqual(expect.arrayContaining([expect.stringContaining(`tables.${place}`)]));
  expect((await stored()).sessions).toMatchObject([{ id: kept.id }]);
});

it('changes nothing where two rows claim one place', async () => {
  const kept = await to.gateway.rig.create({ name: 'kept' });
  const { templates = [] } = exported.tables;

  const { body } = await post({ tables: { ...exported.tables, templates: [...templates, ...templates] } });

  expect(body.imported).toBe(false);
  expect((await stored()).sessions).toMatchObject([{ id: kept.id }]);
});

it('refuses what is no export, who is limited to some sessions, and a second one at the same time', async () => {
  const answers = [
    await post({}),
    await post({ tables: [] }),
    await post({ tables: {} }),
    await post({ tables: { sessions: 'all' } }),
    await post(exported, caller({ allowedSessions: [sessionId] })),
    await post(exported, caller({ role: 'operator' })),
  ];
  const both = await Promise.all([post(exported), post(exported)]);

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 401, 403]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

it('leaves a trace', async () => {
  await post(exported);
  await post({ tables: spoilt('sessions', { id: 'x' }) });

  const { entries } = await to.gateway.services.audit.list(caller(), { action: 'infra_data_imported' });

  expect(entries.map(({ metadata }) => metadata)).toEqual([{ imported: 'false' }, { imported: 'true' }]);
});

it('carries no scheduled messages, and leaves no file of what waited here', async () => {
  const { rig, store } = to.gateway;
  const { id } = await rig.create({ name: 'before' });
  const media = (name: string) => JSON.stringify({ mimetype: 'image/png', file: `${id}/${name}` });
  const scheduled = { id: 's1', sessionId: id, chatId: ALICE, type: 'image', body: '', content: '{}' };
  await store.commits.write([
    {
      op: 'bulk.insert',
      sessionId: id,
      row: { id: 'b1', sessionId: id, name: 'news', account: ALICE, options: '{}', createdAt: 1 },
      items: [{ chatId: ALICE, kind: 'image', content: '{}', media: media('item.png') }],
    },
    {
      op: 'scheduled.insert',
      limit: 10,
      row: {
        ...scheduled,
        media: media('scheduled.png'),
        sendAt: Date.now() + 60_000,
        expiresAt: Date.now() + 120_000,
        createdAt: 1,
      },
    },
  ]);
  const freed: string[] = [];
  store.commits.onFreed((files) => freed.push(...files));

  const imported = await post(exported);

  expect(imported.body.imported).toBe(true);
  expect(freed.sort()).toEqual([`${id}/item.png`, `${id}/scheduled.png`]);
});

it('does not go on with a batch that somebody else may be sending: it fails, and so does the item on its way', async () => {
  const other = '33333333-3333-4333-8333-333333333333';
  const messageId = `true_${ALICE}_C0`;
  const batch = { ...exported.tables.messageBatches![0], id: other, name: 'under-way', status: 'processing', sent: 0 };
  const item = { ...exported.tables.batchItems![0], batchId: other, messageId: null, sentAt: null };
  const tables = {
    ...exported.tables,
    messageBatches: [...exported.tables.messageBatches!, { ...batch, completedAt: null }],
    batchItems: [
      ...exported.tables.batchItems!,
      { ...item, status: 'sending', messageId, media: { mimetype: 'image/png', file: '../../etc/passwd' } },
      { ...item, status: 'pending', position: 1 },
    ],
  };

  const { body } = await post({ tables });
  await to.gateway.rig.batches.recover();

  const route = 'GET /api/sessions/{sessionId}/messages/batch/{batchId}';
  const { body: failed } = await to.call(route, { sessionId, batchId: 'under-way' });
  expect(body).toMatchObject({ imported: true, warnings: [] });
  expect(failed).toMatchObject({
    status: 'failed',
    progress: { total: 2, sent: 0, failed: 1, pending: 1, cancelled: 0 },
    results: [{ status: 'failed', messageId, error: { code: 'SEND_UNKNOWN' } }, { status: 'pending' }],
  });
  expect((await stored()).batchItems!.map(({ media }) => media)).toEqual([null, null, null, null]);
});
