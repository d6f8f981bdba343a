import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PNG } from 'pngjs';
import { routes } from '../../rest/generated/routes.js';
import { NOT_BUILT } from '../../rest/not-built.js';
import { startPageWorld } from '../contract/page/world.js';
import type { World } from '../contract/world.js';
import { startDouble, type RunningDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { waitForStatus } from '../support/linked-session.js';
import { readQr } from '../support/qr.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { type Answer, type Call, createCaller } from './contract/caller.js';
import { Coverage } from './contract/coverage.js';
import { badExampleOf, exampleOf } from './contract/examples.js';
import { OPERATIONS } from './contract/operations.js';
import { described, documented } from './contract-judge.js';

const PHONE = '628111000100';
const FRIEND = '628770001122';
const FRIEND_JID = `${FRIEND}@c.us`;
const ANY_TEXT: unknown = expect.any(String);
const ANY_NUMBER: unknown = expect.any(Number);
const EIGHT_CHARACTERS: unknown = expect.stringMatching(/^[A-Z0-9]{8}$/);
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const MEDIA_MAX_BYTES = 4096;
const METRICS_TOKEN = 'metrics-token-of-a-test';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** The routes this gateway serves so far, out of the documented ones. */
const SERVED = [
  'GET /api/health',
  'GET /api/health/live',
  'GET /api/health/ready',
  'POST /api/auth/validate',
  'POST /api/auth/api-keys',
  'GET /api/auth/api-keys',
  'GET /api/auth/api-keys/{id}',
  'PUT /api/auth/api-keys/{id}',
  'POST /api/auth/api-keys/{id}/revoke',
  'DELETE /api/auth/api-keys/{id}',
  'POST /api/sessions',
  'GET /api/sessions',
  'GET /api/sessions/stats/overview',
  'GET /api/sessions/{id}',
  'DELETE /api/sessions/{id}',
  'POST /api/sessions/{id}/start',
  'POST /api/sessions/{id}/stop',
  'POST /api/sessions/{id}/force-kill',
  'GET /api/sessions/{id}/qr',
  'POST /api/sessions/{id}/pairing-code',
  'GET /api/sessions/{id}/chats',
  'POST /api/sessions/{id}/chats/read',
  'POST /api/sessions/{id}/chats/unread',
  'POST /api/sessions/{id}/chats/delete',
  'POST /api/sessions/{id}/chats/typing',
  'GET /api/sessions/{sessionId}/messages',
  'POST /api/sessions/{sessionId}/messages/send-text',
  'POST /api/sessions/{sessionId}/messages/send-image',
  'POST /api/sessions/{sessionId}/messages/send-video',
  'POST /api/sessions/{sessionId}/messages/send-audio',
  'POST /api/sessions/{sessionId}/messages/send-document',
  'POST /api/sessions/{sessionId}/messages/send-sticker',
  'POST /api/sessions/{sessionId}/messages/send-location',
  'POST /api/sessions/{sessionId}/messages/send-contact',
  'POST /api/sessions/{sessionId}/messages/send-poll',
  'POST /api/sessions/{sessionId}/messages/send-bulk',
  'GET /api/sessions/{sessionId}/messages/batch/{batchId}',
  'POST /api/sessions/{sessionId}/messages/batch/{batchId}/cancel',
  'POST /api/sessions/{sessionId}/messages/reply',
  'POST /api/sessions/{sessionId}/messages/forward',
  'POST /api/sessions/{sessionId}/messages/edit',
  'POST /api/sessions/{sessionId}/messages/react',
  'POST /api/sessions/{sessionId}/messages/delete',
  'GET /api/sessions/{sessionId}/messages/{chatId}/history',
  'GET /api/sessions/{sessionId}/messages/{chatId}/{messageId}/reactions',
  'GET /api/sessions/{sessionId}/status',
  'GET /api/sessions/{sessionId}/status/{id}',
  'GET /api/sessions/{sessionId}/catalog',
  'GET /api/sessions/{sessionId}/catalog/products',
  'GET /api/sessions/{sessionId}/catalog/products/{productId}',
  'POST /api/sessions/{sessionId}/messages/send-product',
  'POST /api/sessions/{sessionId}/messages/send-catalog',
  'POST /api/sessions/{sessionId}/status/send-image',
  'POST /api/sessions/{sessionId}/status/send-video',
  'GET /api/sessions/{sessionId}/contacts/profile-pictures',
  'GET /api/sessions/{sessionId}/contacts/check/{number}',
  'GET /api/sessions/{sessionId}/contacts',
  'GET /api/sessions/{sessionId}/contacts/{contactId}',
  'GET /api/sessions/{sessionId}/contacts/{contactId}/profile-picture',
  'GET /api/sessions/{sessionId}/contacts/{contactId}/phone',
  'POST /api/sessions/{sessionId}/contacts/{contactId}/block',
  'DELETE /api/sessions/{sessionId}/contacts/{contactId}/block',
  'GET /api/sessions/{sessionId}/groups',
  'POST /api/sessions/{sessionId}/groups',
  'GET /api/sessions/{sessionId}/groups/{groupId}',
  'POST /api/sessions/{sessionId}/groups/join',
  'GET /api/sessions/{sessionId}/groups/{groupId}/settings',
  'PUT /api/sessions/{sessionId}/groups/{groupId}/settings',
  'POST /api/sessions/{sessionId}/groups/{groupId}/participants',
  'DELETE /api/sessions/{sessionId}/groups/{groupId}/participants',
  'POST /api/sessions/{sessionId}/groups/{groupId}/participants/promote',
  'POST /api/sessions/{sessionId}/groups/{groupId}/participants/demote',
  'PUT /api/sessions/{sessionId}/groups/{groupId}/subject',
  'PUT /api/sessions/{sessionId}/groups/{groupId}/description',
  'POST /api/sessions/{sessionId}/groups/{groupId}/leave',
  'PUT /api/sessions/{sessionId}/profile/name',
  'PUT /api/sessions/{sessionId}/profile/status',
  'PUT /api/sessions/{sessionId}/profile/picture',
  'POST /api/sessions/{sessionId}/calls/{callId}/reject',
  'GET /api/sessions/{sessionId}/labels',
  'GET /api/sessions/{sessionId}/labels/{labelId}',
  'GET /api/sessions/{sessionId}/labels/chat/{chatId}',
  'POST /api/sessions/{sessionId}/labels/chat/{chatId}',
  'DELETE /api/sessions/{sessionId}/labels/chat/{chatId}/{labelId}',
  'GET /api/sessions/{sessionId}/channels',
  'GET /api/sessions/{sessionId}/channels/{channelId}',
  'DELETE /api/sessions/{sessionId}/channels/{channelId}',
  'GET /api/sessions/{sessionId}/channels/{channelId}/messages',
  'POST /api/sessions/{sessionId}/channels/subscribe',
  'POST /api/sessions/{sessionId}/status/send-text',
  'DELETE /api/sessions/{sessionId}/status/{id}',
  'GET /api/sessions/{sessionId}/groups/{groupId}/invite-code',
  'POST /api/sessions/{sessionId}/groups/{groupId}/invite-code/revoke',
  'GET /api/audit',
  'GET /api/infra/health',
  'GET /api/infra/export-data',
  'POST /api/infra/import-data',
  'GET /api/infra/status',
  'GET /api/infra/engines',
  'GET /api/infra/engines/current',
  'GET /api/settings',
  'GET /api/search',
  'GET /api/stats/overview',
  'GET /api/stats/messages',
  'GET /api/stats/sessions/{sessionId}',
  'POST /api/sessions/{sessionId}/messages/send-template',
  'POST /api/sessions/{sessionId}/templates',
  'GET /api/sessions/{sessionId}/templates',
  'GET /api/sessions/{sessionId}/templates/{id}',
  'PUT /api/sessions/{sessionId}/templates/{id}',
  'DELETE /api/sessions/{sessionId}/templates/{id}',
  'POST /api/sessions/{sessionId}/webhooks',
  'GET /api/sessions/{sessionId}/webhooks',
  'GET /api/sessions/{sessionId}/webhooks/{id}',
  'PUT /api/sessions/{sessionId}/webhooks/{id}',
  'DELETE /api/sessions/{sessionId}/webhooks/{id}',
  'POST /api/sessions/{sessionId}/webhooks/{id}/test',
  'GET /api/webhooks',
  'GET /api/webhooks/delivery-failures',
];

/** Served although no field stands behind it. */
const WITHOUT_FIELD = [
  'GET /api/metrics',
  ...NOT_BUILT.flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`)),
];

/** Documented parameters that have no effect here: docs/rest.md. */
const WITHOUT_EFFECT = ['includeMedia'];
/** What Baileys cannot do; live-history.test.ts sees it done. */
const BEYOND_BAILEYS = 'GET /api/sessions/{sessionId}/messages/{chatId}/history';
/** The built gateway and a pretend WhatsApp; the tests follow one session from its making to its end. */
let double: RunningDouble;
let page: World;
let gateway: TestGateway;
let receiver: Receiver;
const stops: (() => Promise<void>)[] = [];
const coverage = new Coverage();
const TABLE = resolve(__dirname, '../../dist/rest-contract-table.txt');

beforeAll(async () => {
  double = await startDouble({ historySync: false });
  stops.push(() => double.stop());
  receiver = await startReceiver();
  stops.push(() => receiver.close());
  page = await startPageWorld();
  stops.push(() => page.stop());
  gateway = await startGateway({
    env: {
      BAILEYS_SOCKET_URL: double.url,
      ...page.env,
      NODE_EXTRA_CA_CERTS: double.certFile,
      MEDIA_DOWNLOAD_MAX_BYTES: String(MEDIA_MAX_BYTES),
      METRICS_TOKEN,
    },
  });
  stops.push(() => gateway.stop());
  await double.control.person({ phone: FRIEND, name: 'Rina' });
});
afterAll(async () => {
  writeFileSync(TABLE, coverage.print());
  for (const stop of stops.reverse()) await stop();
});

/** Calls a documented route; the documented file, our own document and behaviour.md judge the answer. */
const call: Call = (route, parameters, options) =>
  createCaller({ url: gateway.url, key: gateway.key, coverage })(route, parameters, options);
type Post = (body: Record<string, unknown>) => Promise<Answer<{ messageId: string }>>;
const failure = (statusCode: number, message: unknown, error: string) => ({ statusCode, message, error });

describe('the route table', () => {
  it('holds exactly the documented routes served so far', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...SERVED].sort());
    expect([...described.routes].sort()).toEqual([...SERVED, ...WITHOUT_FIELD].sort());
  });

  it.each(SERVED)('takes the documented parameters and role: %s', (route) => {
    const table = routes.find(({ method, path }) => `${method} ${path}` === route);
    for (const place of ['path', 'query'] as const) {
      const names = (table?.inputs ?? []).filter(({ from }) => from === place).map(({ name }) => name);

      const expected = documented.parameters(route, place).filter((name) => !WITHOUT_EFFECT.includes(name));

      expect(names.sort()).toEqual(expected);
      expect(described.parameters(route, place)).toEqual(expected);
    }
    expect(described.role(route)).toBe(documented.role(route));
  });
});

describe('health', () => {
  it('answers without a key', async () => {
    const health = await call('GET /api/health', {}, { key: null });
    const live = await call('GET /api/health/live', {}, { key: null });
    const ready = await call('GET /api/health/ready', {}, { key: null });

    expect(health).toMatchObject({ status: 200, body: { status: 'ok', version: ANY_TEXT } });
    expect(live).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(ready.body).toEqual({
      status: 'ok',
      details: { mainDatabase: { status: 'up' }, dataDatabase: { status: 'up' } },
    });
  });
});

describe('keys', () => {
  let id: string;

  it('are validated', async () => {
    const good = await call('POST /api/auth/validate');
    const bad = await call('POST /api/auth/validate', {}, { key: 'owa_k1_unknown' });

    expect(good).toMatchObject({ status: 200, body: { valid: true, role: 'admin' } });
    expect(bad).toMatchObject({ status: 401, body: failure(401, 'Invalid API key', 'Unauthorized') });
  });

  it('are made, and shown in full this once', async () => {
    const body = {
      name: 'reporting',
      role: 'viewer',
      allowedIps: ['127.0.0.1', '10.0.0.0/8'],
      allowedSessions: [UNKNOWN],
      expiresAt: '2099-01-01T00:00:00.000Z',
    };

    const made = await call<{ id: string; apiKey: string; keyPrefix: string }>('POST /api/auth/api-keys', {}, { body });

    id = made.body.id;
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...body, isActive: true, usageCount: 0 });
    expect(made.body.apiKey).toMatch(/^owa_k1_[0-9a-f]{64}$/);
    expect(made.body.apiKey.startsWith(made.body.keyPrefix)).toBe(true);
  });

  it('are listed and read without the key itself', async () => {
    const list = await call<Record<string, unknown>[]>('GET /api/auth/api-keys');
    const one = await call('GET /api/auth/api-keys/{id}', { id });

    expect(list.status).toBe(200);
    expect(list.body.map(({ name }) => name)).toEqual(['reporting', 'Default Admin Key']);
    expect(one).toMatchObject({ status: 200, body: { id, name: 'reporting' } });
    expect(one.body).not.toHaveProperty('apiKey');
  });

  it('are not all taken away: the last admin key stays what it is', async () => {
    const { body: keys } = await call<{ id: string; role: string }[]>('GET /api/auth/api-keys');
    const last = { id: keys.find(({ role }) => role === 'admin')!.id };

    const lowered = await call('PUT /api/auth/api-keys/{id}', last, { body: { role: 'viewer' } });
    const revoked = await call('POST /api/auth/api-keys/{id}/revoke', last);
    const deleted = await call('DELETE /api/auth/api-keys/{id}', last);

    expect([lowered.status, revoked.status, deleted.status]).toEqual([409, 409, 409]);
  });

  it('are changed, revoked and deleted', async () => {
    const changed = await call('PUT /api/auth/api-keys/{id}', { id }, { body: { name: 'reports', role: 'operator' } });
    const revoked = await call('POST /api/auth/api-keys/{id}/revoke', { id });
    const deleted = await call('DELETE /api/auth/api-keys/{id}', { id });

    expect(changed).toMatchObject({ status: 200, body: { id, name: 'reports', role: 'operator' } });
    expect(revoked).toMatchObject({ status: 200, body: { id, isActive: false } });
    expect([deleted.status, deleted.body]).toEqual([204, undefined]);
  });
});

describe('a session', () => {
  let id: string;
  let webhookId: string;

  it('is made, under a name of its own', async () => {
    const body = { name: 'depot-nine', config: { maxReconnectAttempts: 2, note: 'ours' } };

    const made = await call<{ id: string }>('POST /api/sessions', {}, { body });
    const again = await call('POST /api/sessions', {}, { body });

    id = made.body.id;
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'depot-nine', status: 'created', phone: null, config: body.config, lastActiveAt: null },
    });
    expect(again.status).toBe(409);
  });

  it('is listed, read and counted', async () => {
    const list = await call<unknown[]>('GET /api/sessions', { query: '?limit=5&offset=0' });
    const one = await call('GET /api/sessions/{id}', { id });
    const overview = await call('GET /api/sessions/stats/overview');

    expect([list.status, list.body.length]).toEqual([200, 1]);
    expect(one).toMatchObject({ status: 200, body: { id, name: 'depot-nine', lastError: null } });
    expect(overview).toMatchObject({ status: 200, body: { total: 1, active: 0, ready: 0 } });
  });

  it('that is unknown, or named by no id, is refused', async () => {
    const unknown = await call('GET /api/sessions/{id}', { id: UNKNOWN });
    const named = await call('GET /api/sessions/{id}', { id: 'depot-nine' });

    expect(unknown.body).toEqual(failure(404, `Session "${UNKNOWN}" not found`, 'Not Found'));
    expect(named.body).toEqual(failure(400, 'Validation failed (uuid is expected)', 'Bad Request'));
  });

  it('that was not started has no QR code and no chats', async () => {
    const qr = await call('GET /api/sessions/{id}/qr', { id });
    const chats = await call('GET /api/sessions/{id}/chats', { id });
    const code = await call('POST /api/sessions/{id}/pairing-code', { id }, { body: { phoneNumber: PHONE } });

    expect([qr.status, chats.status, code.status]).toEqual([400, 400, 400]);
    for (const list of ['groups', 'contacts', 'labels', 'channels']) {
      expect(await call(`GET /api/sessions/{sessionId}/${list}`, { sessionId: id })).toMatchObject({ status: 400 });
    }
  });

  it('is started and paired', async () => {
    const started = await call('POST /api/sessions/{id}/start', { id });
    const again = await call('POST /api/sessions/{id}/start', { id });
    await waitForStatus(gateway, id, 'qr_ready');
    const qr = await call<{ qrCode: string }>('GET /api/sessions/{id}/qr', { id });
    const code = await call('POST /api/sessions/{id}/pairing-code', { id }, { body: { phoneNumber: PHONE } });
    await double.control.scan({ qr: readQr(qr.body.qrCode), phone: PHONE, name: 'Depot Nine' });
    await waitForStatus(gateway, id, 'ready');
    const late = await call('GET /api/sessions/{id}/qr', { id });

    expect([started.status, again.status]).toEqual([200, 400]);
    expect(qr).toMatchObject({ status: 200, body: { status: 'qr_ready' } });
    expect(code).toMatchObject({ status: 201, body: { pairingCode: EIGHT_CHARACTERS } });
    expect(late.status).toBe(400);
  });

  it('sends, receives and remembers messages', async () => {
    const sent = await call<{ messageId: string; timestamp: number }>(
      'POST /api/sessions/{sessionId}/messages/send-text',
      { sessionId: id },
      { body: { chatId: FRIEND_JID, text: 'Is the truck on its way?' } },
    );
    await double.control.inject({ to: PHONE, from: FRIEND, text: 'Yes, 20 minutes.' });
    const history = await waitFor('both messages', async () => {
      const { body } = await call<{ total: number; messages: Record<string, unknown>[] }>(
        'GET /api/sessions/{sessionId}/messages',
        { sessionId: id, query: `?chatId=${encodeURIComponent(FRIEND_JID)}&limit=10` },
      );
      return body.total === 2 ? body : undefined;
    });
    const chats = await call<unknown[]>('GET /api/sessions/{id}/chats', { id });

    expect(sent).toMatchObject({ status: 201, body: { timestamp: ANY_NUMBER } });
    expect(history.messages).toMatchObject([
      { body: 'Yes, 20 minutes.', direction: 'incoming', chatId: FRIEND_JID, type: 'text' },
      { body: 'Is the truck on its way?', direction: 'outgoing', waMessageId: sent.body.messageId },
    ]);
    expect(Math.abs(sent.body.timestamp - Date.now() / 1000)).toBeLessThan(60);
    expect(chats).toMatchObject({ status: 200, body: [{ id: FRIEND_JID, isGroup: false, kind: 'individual' }] });
  });

  it('keeps templates, and fills one in to send it', async () => {
    const at = { sessionId: id };
    const body = {
      name: 'on-its-way',
      header: 'Depot Nine',
      body: 'Dear {{name}}, truck {{truck}} left.',
      footer: 'Bye',
    };

    const made = await call<{ id: string }>('POST /api/sessions/{sessionId}/templates', at, { body });
    const again = await call('POST /api/sessions/{sessionId}/templates', at, { body });
    const one = await call('GET /api/sessions/{sessionId}/templates/{id}', { ...at, id: made.body.id });
    const list = await call('GET /api/sessions/{sessionId}/templates', at);
    const changed = await call(
      'PUT /api/sessions/{sessionId}/templates/{id}',
      { ...at, id: made.body.id },
      { body: { footer: '' } },
    );
    const sent = await call<{ messageId: string }>('POST /api/sessions/{sessionId}/messages/send-template', at, {
      body: { chatId: FRIEND_JID, templateName: 'on-its-way', vars: { name: 'Rina', truck: 9 } },
    });
    const missing = await call('POST /api/sessions/{sessionId}/messages/send-template', at, {
      body: { chatId: FRIEND_JID, templateId: UNKNOWN },
    });
    const unnamed = await call('POST /api/sessions/{sessionId}/messages/send-template', at, {
      body: { chatId: FRIEND_JID },
    });
    const history = await call<{ messages: unknown[] }>('GET /api/sessions/{sessionId}/messages', {
      ...at,
      query: '?limit=1',
    });
    const gone = await call('DELETE /api/sessions/{sessionId}/templates/{id}', { ...at, id: made.body.id });
    const unknown = await call('GET /api/sessions/{sessionId}/templates/{id}', { ...at, id: made.body.id });

    expect(made).toMatchObject({ status: 201, body: { ...body, sessionId: id } });
    expect(again.body).toEqual(failure(409, 'Template with name "on-its-way" already exists', 'Conflict'));
    expect(one.body).toEqual(made.body);
    expect(list).toMatchObject({ status: 200, body: [made.body] });
    expect(changed).toMatchObject({ status: 200, body: { header: 'Depot Nine', footer: null } });
    expect(sent.status).toBe(201);
    expect([missing.status, unnamed.status]).toEqual([404, 400]);
    expect(history.body.messages).toMatchObject([
      { waMessageId: sent.body.messageId, body: 'Depot Nine\n\nDear Rina, truck 9 left.' },
    ]);
    expect([gone.status, unknown.status]).toEqual([204, 404]);
  });

  it('is counted, and its messages are found by their words', async () => {
    const overview = await call('GET /api/stats/overview');
    const day = await call<{ timeSeries: unknown[] }>('GET /api/stats/messages');
    const month = await call<{ timeSeries: unknown[] }>('GET /api/stats/messages', { query: '?period=30d' });
    const year = await call('GET /api/stats/messages', { query: '?period=1y' });
    const own = await call('GET /api/stats/sessions/{sessionId}', { sessionId: id });
    const unknown = await call('GET /api/stats/sessions/{sessionId}', { sessionId: UNKNOWN });
    const found = await call('GET /api/search', { query: `?q=TRUCK%20way&sessionId=${id}&direction=outgoing&limit=5` });
    const blank = await call('GET /api/search', { query: '?q=%20' });

    expect(overview).toMatchObject({
      status: 200,
      body: { sessions: { active: 1, total: 1, byStatus: { ready: 1 } } },
    });
    expect([day.body.timeSeries.length, month.body.timeSeries.length, year.status]).toEqual([24, 30, 400]);
    expect(own).toMatchObject({ status: 200, body: { session: { id, name: 'depot-nine' }, messages: { failed: 0 } } });
    expect(unknown.body).toEqual(failure(404, `Session "${UNKNOWN}" not found`, 'Not Found'));
    expect(found).toMatchObject({ status: 200, body: { total: 1, messages: [{ body: 'Is the truck on its way?' }] } });
    expect(blank.body).toEqual(failure(400, ['q should not be empty'], 'Bad Request'));
  });

  describe('sends, and stores as what it is,', () => {
    const to = { chatId: FRIEND_JID };
    const file = (mimetype: string, base64 = 'AAAA') => ({ ...to, mimetype, base64 });
    const sound = { ...file('audio/ogg; codecs=opus'), caption: 'not shown' };

    it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
      [
        'a picture',
        'send-image',
        { ...file('image/png', PIXEL), caption: 'Gate nine', mentions: [FRIEND_JID] },
        { type: 'image', body: 'Gate nine' },
      ],
      ['a video', 'send-video', { ...file('video/mp4'), caption: 'Gate ten' }, { type: 'video', body: 'Gate ten' }],
      ['a sound', 'send-audio', sound, { type: 'audio', body: '' }],
      ['a voice note', 'send-audio', { ...sound, ptt: true }, { type: 'voice', body: '' }],
      [
        'a file',
        'send-document',
        { ...file('application/pdf'), filename: 'way-bill.pdf' },
        { type: 'document', body: 'way-bill.pdf' },
      ],
      ['a sticker', 'send-sticker', file('image/webp'), { type: 'sticker', body: '' }],
      [
        'a place',
        'send-location',
        { ...to, latitude: -6.2, longitude: 106.8, description: 'Depot', address: 'Jalan 9' },
        { type: 'location', metadata: { location: { latitude: -6.2, longitude: 106.8, address: 'Jalan 9' } } },
      ],
      ['a card', 'send-contact', { ...to, contactName: 'Depot', contactNumber: '+62 811-0001' }, { type: 'contact' }],
      [
        'a poll',
        'send-poll',
        { ...to, name: 'Which gate?', options: ['nine', 'ten'], allowMultipleAnswers: true },
        { type: 'poll', body: 'Which gate?', metadata: { poll: { options: ['nine', 'ten'], multiple: true } } },
      ],
    ])('%s', async (_name, name, body, row) => {
      const route = `POST /api/sessions/{sessionId}/messages/${name}`;

      const sent = await call<{ messageId: string }>(route, { sessionId: id }, { body });
      const nothing = await call(route, { sessionId: id }, { body: {} });
      const unknown = await call(route, { sessionId: UNKNOWN }, { body });
      const history = await call<{ messages: unknown[] }>('GET /api/sessions/{sessionId}/messages', {
        sessionId: id,
        query: '?limit=1',
      });

      expect(sent).toMatchObject({ status: 201, body: { messageId: ANY_TEXT, timestamp: ANY_NUMBER } });
      expect(history.body.messages).toMatchObject([
        { waMessageId: sent.body.messageId, direction: 'outgoing', ...row },
      ]);
      expect([nothing.status, unknown.status]).toEqual([400, 404]);
    });

    it.each(['image', 'video', 'audio', 'document', 'sticker'])(
      'no %s without a source or above the limit',
      async (kind) => {
        const route = `POST /api/sessions/{sessionId}/messages/send-${kind}`;
        const large = Buffer.alloc(MEDIA_MAX_BYTES + 1).toString('base64');

        const none = await call(route, { sessionId: id }, { body: to });
        const untyped = await call(route, { sessionId: id }, { body: { ...to, base64: 'AAAA' } });
        const blocked = await call(route, { sessionId: id }, { body: { ...to, url: 'http://169.254.169.254/x' } });
        const over = await call(route, { sessionId: id }, { body: file('image/png', large) });

        expect([none.status, untyped.status, blocked.status, over.status]).toEqual([400, 400, 400, 413]);
      },
    );
  });

  it('answers, forwards, edits, reacts to and deletes what is stored', async () => {
    const at = { sessionId: id };
    const question = 'Is the truck on its way?';
    const { body: history } = await call<{ messages: { waMessageId: string; body: string }[] }>(
      'GET /api/sessions/{sessionId}/messages',
      { ...at, query: '?limit=100' },
    );
    const idOf = (text: string): string => history.messages.find(({ body }) => body === text)?.waMessageId ?? '';
    const [own, theirs] = [idOf(question), idOf('Yes, 20 minutes.')];
    const [reply, forward, edit, react, remove] = ['reply', 'forward', 'edit', 'react', 'delete'].map(
      (name) => (body: Record<string, unknown>) =>
        call<{ messageId: string }>(`POST /api/sessions/{sessionId}/messages/${name}`, at, { body }),
    ) as [Post, Post, Post, Post, Post];

    const replied = await reply({ chatId: FRIEND_JID, quotedMessageId: theirs, text: 'Fine.' });
    const repliedToNothing = await reply({ chatId: FRIEND_JID, quotedMessageId: 'true_1@c.us_A', text: 'Fine.' });
    const forwarded = await forward({ fromChatId: FRIEND_JID, toChatId: `${PHONE}@c.us`, messageId: theirs });
    const forwardedNothing = await forward({
      fromChatId: FRIEND_JID,
      toChatId: FRIEND_JID,
      messageId: 'true_1@c.us_A',
    });
    const fromNowhere = await forward({ toChatId: FRIEND_JID, messageId: theirs });
    const edited = await edit({ chatId: FRIEND_JID, messageId: own, body: 'Is the lorry on its way?' });
    const editedTheirs = await edit({ chatId: FRIEND_JID, messageId: theirs, body: 'No.' });
    const editedNothing = await edit({ chatId: FRIEND_JID, messageId: 'true_1@c.us_A', body: 'No.' });
    const emptied = await edit({ chatId: FRIEND_JID, messageId: own, body: '' });

    const reacted = await react({ chatId: FRIEND_JID, messageId: theirs, emoji: '👍' });
    const reactedTo = await call('GET /api/sessions/{sessionId}/messages', {
      ...at,
      query: `?from=${encodeURIComponent(FRIEND_JID)}`,
    });
    const reactions = await call<unknown[]>('GET /api/sessions/{sessionId}/messages/{chatId}/{messageId}/reactions', {
      ...at,
      chatId: FRIEND_JID,
      messageId: theirs,
    });
    const tookBack = await react({ chatId: FRIEND_JID, messageId: theirs, emoji: '' });
    const reactedToNothing = await react({ chatId: FRIEND_JID, messageId: 'true_1@c.us_A', emoji: '👍' });
    const reactedWithNothing = await react({ chatId: FRIEND_JID, messageId: theirs });
    const deleted = await remove({ chatId: FRIEND_JID, messageId: replied.body.messageId });
    const deletedHere = await remove({ chatId: FRIEND_JID, messageId: theirs, forEveryone: false });
    const deletedNothing = await remove({ chatId: FRIEND_JID, messageId: 'true_1@c.us_A' });
    const deletedWhat = await remove({ chatId: FRIEND_JID });
    const left = await call<{ messages: { waMessageId: string }[] }>('GET /api/sessions/{sessionId}/messages', {
      ...at,
      query: '?limit=100',
    });

    expect([replied.status, repliedToNothing.status]).toEqual([201, 404]);
    expect([forwarded.status, forwardedNothing.status, fromNowhere.status]).toEqual([201, 404, 400]);
    expect(edited).toMatchObject({ status: 200, body: { messageId: own, timestamp: ANY_NUMBER } });
    expect([editedTheirs.status, editedNothing.status, emptied.status]).toEqual([403, 404, 400]);
    expect([reacted, tookBack, deleted, deletedHere].map(({ status, body }) => [status, body])).toEqual(
      Array(4).fill([200, { success: true }]),
    );
    expect(reactions).toMatchObject({ status: 200, body: [{ emoji: '👍', senders: [{ senderId: `${PHONE}@c.us` }] }] });
    expect(reactedTo.body).toMatchObject({ messages: [{ metadata: { reactions: { [`${PHONE}@c.us`]: '👍' } } }] });
    expect([reactedToNothing.status, reactedWithNothing.status]).toEqual([404, 400]);
    expect([deletedNothing.status, deletedWhat.status]).toEqual([404, 400]);
    expect(left.body.messages.find(({ waMessageId }) => waMessageId === replied.body.messageId)).toMatchObject({
      body: '',
      type: 'revoked',
    });
  });

  it('does not read the history of the phone', async () => {
    const answer = await call(BEYOND_BAILEYS, { sessionId: id, chatId: FRIEND_JID });

    expect(answer.body).toEqual(failure(501, ANY_TEXT, 'Not Implemented'));
  });

  it('knows who is on WhatsApp', async () => {
    const known = await call('GET /api/sessions/{sessionId}/contacts/check/{number}', {
      sessionId: id,
      number: FRIEND,
    });
    const none = await call('GET /api/sessions/{sessionId}/contacts/check/{number}', {
      sessionId: id,
      number: '999000111222',
    });

    expect(known.body).toEqual({ number: FRIEND, exists: true, whatsappId: FRIEND_JID });
    expect(none.body).toEqual({ number: '999000111222', exists: false, whatsappId: null });
  });

  it('knows its contacts, and blocks one of them', async () => {
    const at = { sessionId: id, contactId: FRIEND_JID };
    const path = 'sessions/{sessionId}/contacts/{contactId}';

    const list = await call<unknown[]>('GET /api/sessions/{sessionId}/contacts', { ...at, query: '?limit=0&offset=x' });
    const behind = await call<unknown[]>('GET /api/sessions/{sessionId}/contacts', { ...at, query: '?offset=1' });
    const one = await call(`GET /api/${path}`, at);
    const picture = await call(`GET /api/${path}/profile-picture`, at);
    await double.control.person({ phone: '628770009987', picture: null });
    const hidden = await call(`GET /api/${path}/profile-picture`, { ...at, contactId: '628770009987@c.us' });
    const pictures = await call('GET /api/sessions/{sessionId}/contacts/profile-pictures', {
      ...at,
      query: `?ids=${encodeURIComponent(FRIEND_JID)}`,
    });
    const phone = await call(`GET /api/${path}/phone`, at);
    const blocked = await call(`POST /api/${path}/block`, at);
    const then = await call(`GET /api/${path}`, at);
    const unblocked = await call(`DELETE /api/${path}/block`, at);
    const again = await call(`GET /api/${path}`, at);
    const unknown = await call(`GET /api/${path}`, { sessionId: id, contactId: '999000111222@c.us' });
    const noPerson = await call(`POST /api/${path}/block`, { sessionId: id, contactId: 'rina' });
    const elsewhere = await call(`GET /api/${path}`, { ...at, sessionId: UNKNOWN });

    expect(one).toMatchObject({ status: 200, body: { id: FRIEND_JID, number: FRIEND, isBlocked: false } });
    expect(list).toMatchObject({ status: 200, body: [one.body] });
    expect(behind).toMatchObject({ status: 200, body: [] });
    expect([picture.status, picture.body]).toEqual([200, { url: expect.stringMatching(/^https:/) as unknown }]);
    expect(pictures.status).toBe(200);
    expect(JSON.stringify(pictures.body)).toContain(JSON.stringify(picture.body.url));
    expect([hidden.status, hidden.body]).toEqual([200, { url: null }]);
    expect([phone.status, phone.body]).toEqual([200, { contactId: FRIEND_JID, phone: FRIEND }]);
    expect([blocked.status, blocked.body]).toEqual([200, { success: true, message: 'Contact blocked' }]);
    expect([unblocked.status, unblocked.body]).toEqual([200, { success: true, message: 'Contact unblocked' }]);
    expect([then.body.isBlocked, again.body.isBlocked]).toEqual([true, false]);
    expect(unknown.body).toEqual(failure(404, 'Contact "999000111222@c.us" not found', 'Not Found'));
    expect([noPerson.status, elsewhere.status]).toEqual([400, 404]);
  });

  it('makes a group, changes it and leaves it', async () => {
    const at = { sessionId: id };
    const groups = '/api/sessions/{sessionId}/groups';
    const made = await call<{ id: string }>(`POST ${groups}`, at, {
      body: { name: 'Drivers', participants: [FRIEND_JID] },
    });
    const group = { ...at, groupId: made.body.id };
    const one = `${groups}/{groupId}`;
    const list = await call<unknown[]>(`GET ${groups}`, { ...at, query: '?limit=5' });
    const renamed = await call(`PUT ${one}/subject`, group, { body: { subject: 'Drivers of nine' } });
    const described = await call(`PUT ${one}/description`, group, { body: { description: 'Who drives when' } });
    const closed = await call(`PUT ${one}/settings`, group, { body: { announce: true, locked: true } });
    const seen = await call<{ createdAt: number }>(`GET ${one}`, group);
    const settings = await call(`GET ${one}/settings`, group);

    expect(made).toMatchObject({ status: 201, body: { name: 'Drivers', participantsCount: 2, isAdmin: true } });
    expect(list).toMatchObject({ status: 200, body: [{ ...made.body, linkedParentJID: null }] });
    expect([renamed.body, described.body, closed.body]).toEqual([
      { success: true, message: 'Group subject updated' },
      { success: true, message: 'Group description updated' },
      { success: true, message: 'Group settings updated' },
    ]);
    expect(seen).toMatchObject({
      status: 200,
      body: {
        id: group.groupId,
        name: 'Drivers of nine',
        description: 'Who drives when',
        isReadOnly: false,
        isAnnounce: true,
        announce: true,
        locked: true,
      },
    });

    expect([settings.status, settings.body]).toEqual([200, { announce: true, locked: true }]);

    const invite = await call<{ inviteCode: string }>(`GET ${one}/invite-code`, group);
    const revoked = await call<{ inviteCode: string }>(`POST ${one}/invite-code/revoke`, group);
    const left = await call(`POST ${one}/leave`, group);

    expect(invite).toMatchObject({
      status: 200,
      body: { inviteLink: `https://chat.whatsapp.com/${invite.body.inviteCode}` },
    });
    expect(revoked).toMatchObject({ status: 200, body: { message: 'Invite code revoked' } });
    expect(revoked.body.inviteCode).not.toBe(invite.body.inviteCode);
    expect([left.status, left.body]).toEqual([200, { success: true, message: 'Left the group' }]);
  });

  it('changes who is in a group: what became of each is told', async () => {
    const [caio, other] = ['628770009988', '628770009989'];
    for (const phone of [caio, other]) await double.control.person({ phone });
    const group = await double.control.group({ subject: 'Depot', creator: PHONE, members: [FRIEND] });
    const at = { sessionId: id, groupId: group.id };
    const participants = '/api/sessions/{sessionId}/groups/{groupId}/participants';
    const body = { participants: [`${caio}@c.us`] };
    const admins = async (): Promise<unknown> => {
      const { body: now } = await call<{ participants: { id: string; isAdmin: boolean }[] }>(
        'GET /api/sessions/{sessionId}/groups/{groupId}',
        at,
      );
      return now.participants.find((participant) => participant.id === `${caio}@c.us`)?.isAdmin;
    };

    const seen: unknown[] = [await admins()];
    for (const route of [
      `POST ${participants}`,
      `POST ${participants}/promote`,
      `POST ${participants}/demote`,
      `DELETE ${participants}`,
    ]) {
      const answer = await call<{ message: string }>(route, at, { body });
      expect(answer).toMatchObject({
        status: 200,
        body: { success: true, message: ANY_TEXT, results: [{ id: `${caio}@c.us`, ok: true, status: 200 }] },
      });
      seen.push(await admins());
    }
    expect(seen).toEqual([undefined, false, true, false, undefined]);

    const none = await call(`DELETE ${participants}`, at, { body: { participants: [] } });
    const missing = await call(`DELETE ${participants}`, at);
    const more = await call(`DELETE ${participants}`, at, { body: { ...body, groupId: at.groupId } });
    expect(none.body).toEqual(failure(400, ['participants should not be empty'], 'Bad Request'));
    expect([missing.status, more.status]).toEqual([400, 400]);
  });

  it('joins a group by its invite, and refuses what names none', async () => {
    const at = { sessionId: id };
    const group = await double.control.group({ subject: 'Yard', creator: FRIEND });
    const one = 'GET /api/sessions/{sessionId}/groups/{groupId}';

    const joined = await call('POST /api/sessions/{sessionId}/groups/join', at, { body: { inviteCode: group.invite } });
    const wrong = await call('POST /api/sessions/{sessionId}/groups/join', at, { body: { inviteCode: 'x y' } });
    const unknown = await call(one, { ...at, groupId: '120363999999999999@g.us' });
    const person = await call(one, { ...at, groupId: FRIEND_JID });
    const empty = await call(
      'PUT /api/sessions/{sessionId}/groups/{groupId}/settings',
      { ...at, groupId: group.id },
      {
        body: {},
      },
    );
    const nameless = await call('POST /api/sessions/{sessionId}/groups', at, { body: { name: '', participants: [] } });
    const elsewhere = await call('GET /api/sessions/{sessionId}/groups', { sessionId: UNKNOWN });

    expect([joined.status, joined.body]).toEqual([200, { success: true, groupId: group.id }]);
    expect([wrong.status, unknown.status, person.status]).toEqual([400, 404, 400]);
    expect([empty.status, nameless.status, elsewhere.status]).toEqual([400, 400, 404]);
  });

  it('marks a chat, shows that somebody types in it, and deletes it', async () => {
    const at = { id };
    const chats = 'POST /api/sessions/{id}/chats';
    const unread = async (): Promise<unknown> => {
      const { body } = await call<{ id: string; unreadCount: number }[]>('GET /api/sessions/{id}/chats', at);
      return body.find((chat) => chat.id === FRIEND_JID)?.unreadCount;
    };

    const read = await call(`${chats}/read`, at, { body: { chatId: FRIEND_JID } });
    const readCount = await unread();
    const marked = await call(`${chats}/unread`, at, { body: { chatId: FRIEND_JID } });
    const typing = await call(`${chats}/typing`, at, { body: { chatId: FRIEND_JID, state: 'typing' } });
    const dancing = await call(`${chats}/typing`, at, { body: { chatId: FRIEND_JID, state: 'dancing' } });
    const unknown = await call(`${chats}/read`, at, { body: { chatId: '999000111222@c.us' } });
    const elsewhere = await call(`${chats}/unread`, { id: UNKNOWN }, { body: { chatId: FRIEND_JID } });
    const named = await call(`${chats}/delete`, { id: 'depot-nine' }, { body: { chatId: FRIEND_JID } });
    const deleted = await call(`${chats}/delete`, at, { body: { chatId: FRIEND_JID } });

    for (const answer of [read, marked, typing, deleted]) {
      expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    }
    expect([readCount, await unread()]).toEqual([0, undefined]);
    expect([dancing.status, unknown.status, elsewhere.status, named.status]).toEqual([400, 404, 404, 400]);
  });

  it('changes its name, its about text and its picture, within their limits', async () => {
    const at = { sessionId: id };
    const profile = 'PUT /api/sessions/{sessionId}/profile';
    const picture = new PNG({ width: 640, height: 640 });
    const base64 = PNG.sync.write(picture).toString('base64');

    const name = await call(`${profile}/name`, at, { body: { name: 'Depot Nine & Co' } });
    const about = await call(`${profile}/status`, at, { body: { status: '' } });
    const shown = await call(`${profile}/picture`, at, { body: { base64, mimetype: 'image/png' } });
    const long = await call(`${profile}/name`, at, { body: { name: 'n'.repeat(26) } });
    const longer = await call(`${profile}/status`, at, { body: { status: 'n'.repeat(140) } });
    const none = await call(`${profile}/picture`, at, { body: {} });
    const large = Buffer.alloc(MEDIA_MAX_BYTES + 1).toString('base64');
    const over = await call(`${profile}/picture`, at, { body: { base64: large, mimetype: 'image/png' } });

    expect([name.body, about.body, shown.body]).toEqual([
      { success: true, message: 'Profile name updated' },
      { success: true, message: 'Profile status updated' },
      { success: true, message: 'Profile picture updated' },
    ]);
    expect([long.status, longer.status, none.status, over.status]).toEqual([400, 400, 400, 413]);
  });

  it('rejects a call that it was told of, and no other', async () => {
    const reject = 'POST /api/sessions/{sessionId}/calls/{callId}/reject';
    const { callId } = await double.control.ring({ from: FRIEND, to: PHONE });

    const rejected = await waitFor('the call to be known', async () => {
      const answer = await call(reject, { sessionId: id, callId });
      return answer.status === 404 ? undefined : answer;
    });
    const unknown = await call(reject, { sessionId: id, callId: 'NOCALL' });

    expect([rejected.status, rejected.body]).toEqual([200, { success: true }]);
    expect(unknown.body).toEqual(failure(404, 'Call "NOCALL" not found', 'Not Found'));
  });

  it('has a catalog, and sends what is in it', async () => {
    const at = { sessionId: id };
    const catalog = 'GET /api/sessions/{sessionId}/catalog';
    const none = await call(catalog, at);
    await double.control.product(PHONE, { id: '4711', name: 'Kettle', price1000: 12_500, currency: 'EUR' });

    const some = await call(catalog, at);
    const products = await call(`${catalog}/products`, { ...at, query: '?page=1&limit=5' });
    const one = await call(`${catalog}/products/{productId}`, { ...at, productId: '4711' });
    const unknown = await call(`${catalog}/products/{productId}`, { ...at, productId: '1' });
    const route = 'POST /api/sessions/{sessionId}/messages/send-product';
    const notThere = await call(route, at, { body: { chatId: FRIEND_JID, productId: '1' } });

    const sent = await call(route, at, { body: { chatId: FRIEND_JID, productId: '4711', body: 'This one?' } });

    const url = `https://wa.me/p/4711/${PHONE}`;
    const kettle = { id: '4711', name: 'Kettle', price: 12.5, currency: 'EUR', priceFormatted: '€12.50', url };
    expect([none, unknown].map(({ status, body }) => [status, body])).toEqual([
      [200, null],
      [200, null],
    ]);
    expect(some).toMatchObject({ status: 200, body: { productCount: 1, url: `https://wa.me/c/${PHONE}` } });
    expect(products.body).toMatchObject({ products: [kettle], pagination: { page: 1, limit: 5, total: 1 } });
    expect(one.body).toMatchObject(kettle);
    expect(notThere.status).toBe(404);
    expect(sent).toMatchObject({ status: 201, body: { id: ANY_TEXT, timestamp: ANY_NUMBER } });
  });

  it.each([
    ['GET', 'labels', undefined],
    ['GET', 'labels/{labelId}', undefined],
    ['GET', 'labels/chat/{chatId}', undefined],
    ['POST', 'labels/chat/{chatId}', { labelId: '1' }],
    ['DELETE', 'labels/chat/{chatId}/{labelId}', undefined],
    ['GET', 'channels', undefined],
    ['GET', 'channels/{channelId}', undefined],
    ['GET', 'channels/{channelId}/messages', undefined],
    ['DELETE', 'channels/{channelId}', undefined],
    ['POST', 'channels/subscribe', { inviteCode: 'Fr3ightDepotNine' }],
    ['POST', 'status/send-text', { text: 'Open until nine' }],
    ['DELETE', 'status/{id}', undefined],
    ['GET', 'status', undefined],
  ])('of an engine that cannot do it is told so: %s %s', async (method, path, body) => {
    const at = {
      labelId: '1',
      chatId: FRIEND_JID,
      channelId: '120363000000000009@newsletter',
      id: 'ABCDEF',
    };

    const answer = await call(`${method} /api/sessions/{sessionId}/${path}`, { sessionId: id, ...at }, { body });
    const elsewhere = await call(
      `${method} /api/sessions/{sessionId}/${path}`,
      { sessionId: UNKNOWN, ...at },
      { body },
    );

    expect(answer).toMatchObject({ status: 501, body: failure(501, ANY_TEXT, 'Not Implemented') });
    expect(elsewhere.body).toEqual(failure(404, `Session "${UNKNOWN}" not found`, 'Not Found'));
  });

  it('has webhooks', async () => {
    const at = { sessionId: id };
    const body = {
      url: receiver.url,
      events: ['message.received', 'session.status'],
      secret: 'orchid-lantern-42',
      headers: { 'X-Depot': 'nine' },
      filters: { conditions: [{ field: 'body', operator: 'contains', value: 'truck' }] },
      retryCount: 1,
    };

    const made = await call<{ id: string }>('POST /api/sessions/{sessionId}/webhooks', at, { body });
    webhookId = made.body.id;
    const list = await call<unknown[]>('GET /api/sessions/{sessionId}/webhooks', at);
    const one = await call('GET /api/sessions/{sessionId}/webhooks/{id}', { ...at, id: webhookId });
    const tested = await call('POST /api/sessions/{sessionId}/webhooks/{id}/test', { ...at, id: webhookId });
    const changed = await call(
      'PUT /api/sessions/{sessionId}/webhooks/{id}',
      { ...at, id: webhookId },
      { body: { active: false, filters: null } },
    );
    const all = await call<unknown[]>('GET /api/webhooks', { query: '?limit=0&offset=-1' });
    const failures = await call('GET /api/webhooks/delivery-failures', { query: `?sessionId=${id}&limit=5` });
    const elsewhere = await call('GET /api/sessions/{sessionId}/webhooks/{id}', { sessionId: UNKNOWN, id: webhookId });

    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      sessionId: id,
      url: body.url,
      filters: body.filters,
      active: true,
      retryCount: 1,
    });
    expect([list.body.length, all.body.length]).toEqual([1, 1]);
    expect(one.body).toEqual(made.body);
    expect(tested).toMatchObject({ status: 200, body: { success: true, statusCode: 200 } });
    expect(changed).toMatchObject({ status: 200, body: { active: false, filters: null } });
    expect([failures.status, failures.body]).toEqual([200, []]);
    expect(elsewhere.status).toBe(404);
  });

  it('loses a webhook', async () => {
    const at = { sessionId: id, id: webhookId };

    const deleted = await call('DELETE /api/sessions/{sessionId}/webhooks/{id}', at);
    const again = await call('DELETE /api/sessions/{sessionId}/webhooks/{id}', at);

    expect([deleted.status, deleted.body, again.status]).toEqual([204, undefined, 404]);
  });

  it('sends a batch, tells how far it is, and ends one that waits', async () => {
    const at = { sessionId: id };
    const submit = 'POST /api/sessions/{sessionId}/messages/send-bulk';
    const one = '/api/sessions/{sessionId}/messages/batch/{batchId}';
    const messages = [
      { chatId: FRIEND_JID, type: 'text', content: { text: 'Dear {{name}}' }, variables: { name: 'Rina' } },
    ];

    const submitted = await call(submit, at, { body: { batchId: 'one', messages } });
    const done = await waitFor('the end of the batch', async () => {
      const answer = await call<{ status: string }>(`GET ${one}`, { ...at, batchId: 'one' });
      return answer.body.status === 'completed' ? answer : undefined;
    });
    await call(submit, at, { body: { batchId: 'two', messages: [...messages, ...messages] } });
    const cancelled = await call(`POST ${one}/cancel`, { ...at, batchId: 'two' });
    const tooLate = await call(`POST ${one}/cancel`, { ...at, batchId: 'one' });

    expect(submitted).toMatchObject({ status: 202, body: { batchId: 'one', totalMessages: 1 } });
    expect(done).toMatchObject({
      status: 200,
      body: { progress: { total: 1, sent: 1 }, results: [{ chatId: FRIEND_JID, status: 'sent', messageId: ANY_TEXT }] },
    });
    expect(cancelled).toMatchObject({ status: 200, body: { batchId: 'two', status: 'cancelled' } });
    expect(tooLate.status).toBe(400);
  });

  it('is not replaced by an import while it runs', async () => {
    const { body } = await call<{ tables: unknown }>('GET /api/infra/export-data');

    const refused = await call('POST /api/infra/import-data', {}, { body: { tables: body.tables } });

    expect(refused).toMatchObject({ status: 409, body: { error: 'Conflict' } });
    expect((await call('GET /api/sessions/{id}', { id })).body).toMatchObject({ status: 'ready' });
  });

  it('is stopped, killed and deleted', async () => {
    const stopped = await call('POST /api/sessions/{id}/stop', { id });
    const killed = await call('POST /api/sessions/{id}/force-kill', { id });
    const deleted = await call('DELETE /api/sessions/{id}', { id });
    const gone = await call('DELETE /api/sessions/{id}', { id });

    expect(stopped).toMatchObject({ status: 200, body: { id, status: 'disconnected' } });
    expect(killed).toMatchObject({ status: 200, body: { id, status: 'disconnected' } });
    expect([deleted.status, deleted.body, gone.status]).toEqual([204, undefined, 404]);
  });
});

describe('a session of whatsapp-web.js', () => {
  const account = { phone: '628111000200', name: 'Depot Ten' };
  const rina = `${FRIEND}@c.us`;
  let at: { readonly sessionId: string };

  beforeAll(async () => {
    const { data } = await gateway.query<{ createSession: { id: string } }>(
      'mutation { createSession(input: { name: "depot-ten", engine: WHATSAPP_WEB_JS }) { id } }',
    );
    const id = data!.createSession.id;
    at = { sessionId: id };
    await call('POST /api/sessions/{id}/start', { id });
    await waitForStatus(gateway, id, 'qr_ready');
    const qr = await call<{ qrCode: string }>('GET /api/sessions/{id}/qr', { id });
    await page.scan(readQr(qr.body.qrCode), account);
    await waitForStatus(gateway, id, 'ready');
    page.watch(account);
    const contact = await page.contact({ phone: FRIEND, name: 'Rina' });
    await page.write({ text: 'Two pallets' }, { from: contact });
    await waitFor('the chat', async () => {
      const { body } = await call<{ id: string }[]>('GET /api/sessions/{id}/chats', { id });
      return body.some((chat) => chat.id === rina);
    });
  }, 60_000);

  it('reads the history of the phone', async () => {
    const history = await call<unknown[]>(BEYOND_BAILEYS, { ...at, chatId: rina });

    expect(history.status).toBe(200);
    expect(history.body).toMatchObject([{ body: 'Two pallets', chatId: rina, fromMe: false }]);
  });

  it('puts labels on chats and takes them off', async () => {
    const labels = '/api/sessions/{sessionId}/labels';
    const chat = { ...at, chatId: rina };
    const label = { id: '11', name: 'Paid', hexColor: '#64c4ff' };
    await page.label({ id: label.id, name: label.name, color: label.hexColor });

    const listed = () => call<unknown[]>(`GET ${labels}`, at);
    await waitFor('the label', async () => (await listed()).body.length > 0);
    const all = await listed();
    const one = await call(`GET ${labels}/{labelId}`, { ...at, labelId: label.id });
    const put = await call(`POST ${labels}/chat/{chatId}`, chat, { body: { labelId: label.id } });
    const onChat = await call(`GET ${labels}/chat/{chatId}`, chat);
    const off = await call(`DELETE ${labels}/chat/{chatId}/{labelId}`, { ...chat, labelId: label.id });
    const after = await call(`GET ${labels}/chat/{chatId}`, chat);
    const unknown = await call(`GET ${labels}/{labelId}`, { ...at, labelId: '99' });
    const unlabelled = await call(`POST ${labels}/chat/{chatId}`, chat, { body: {} });

    expect(all.status).toBe(200);
    expect(all.body).toContainEqual(label);
    expect([one.body, onChat.body, after.body]).toEqual([label, [label], []]);
    expect([put.body, off.body]).toEqual([{ success: true }, { success: true }]);
    expect([unknown.status, unlabelled.status]).toEqual([404, 400]);
  });

  it('follows a channel, reads it and leaves it', async () => {
    const channels = '/api/sessions/{sessionId}/channels';
    const { id, inviteCode } = await page.channel({ name: 'Harbour news', description: 'Tides and delays' });
    const channel = { ...at, channelId: id };
    await page.post(id, 'High water at ten');

    const followed = await call(`POST ${channels}/subscribe`, at, { body: { inviteCode } });
    const all = await call<{ id: string }[]>(`GET ${channels}`, at);
    const one = await call(`GET ${channels}/{channelId}`, channel);
    const posts = await call(`GET ${channels}/{channelId}/messages`, { ...channel, query: '?limit=1000' });
    const left = await call(`DELETE ${channels}/{channelId}`, channel);
    const then = await call<unknown[]>(`GET ${channels}`, at);
    const unknown = await call(`GET ${channels}/{channelId}`, { ...at, channelId: '120363000000000077@newsletter' });
    const person = await call(`GET ${channels}/{channelId}`, { ...at, channelId: rina });

    expect(followed).toMatchObject({
      status: 201,
      body: { id, name: 'Harbour news', description: 'Tides and delays' },
    });
    expect(all.body.map((each) => each.id)).toEqual([id]);
    expect(one).toMatchObject({ status: 200, body: { id, name: 'Harbour news' } });
    expect(posts).toMatchObject({ status: 200, body: [{ body: 'High water at ten', hasMedia: false }] });
    expect([left.status, left.body, then.body]).toEqual([200, { success: true }, []]);
    expect([unknown.status, person.status]).toEqual([404, 400]);
  });

  it('posts a text as a status update and takes it back', async () => {
    const status = '/api/sessions/{sessionId}/status';
    const body = { text: 'Open until nine', recipients: [rina] };

    const posted = await call<{ statusId: string; timestamp: string; expiresAt: string }>(
      `POST ${status}/send-text`,
      at,
      { body },
    );
    const nobody = await call(`POST ${status}/send-text`, at, { body: { ...body, recipients: ['rina'] } });
    const taken = await call(`DELETE ${status}/{id}`, { ...at, id: posted.body.statusId });

    expect(posted.status).toBe(201);
    expect(Date.parse(posted.body.expiresAt) - Date.parse(posted.body.timestamp)).toBe(24 * 3_600_000);
    expect([taken.status, taken.body, nobody.status]).toEqual([200, { message: 'Status deleted' }, 400]);
  });

  it.each(['image', 'video'])('posts a file as a status update, up to what is allowed: %s', async (kind) => {
    const route = `POST /api/sessions/{sessionId}/status/send-${kind}`;
    const film = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(64)]);
    const file =
      kind === 'image'
        ? { base64: PIXEL, mimetype: 'image/png' }
        : { base64: film.toString('base64'), mimetype: 'video/mp4' };
    const large = { ...file, base64: Buffer.alloc(MEDIA_MAX_BYTES + 1).toString('base64') };

    const posted = await call(route, at, { body: { [kind]: file, recipients: [rina] } });
    const refused = await call(route, at, { body: { [kind]: large, recipients: [rina] } });

    expect(posted).toMatchObject({ status: 201, body: { statusId: ANY_TEXT, expiresAt: ANY_TEXT } });
    expect(refused.status).toBe(413);
  });

  it.each([
    ['GET', 'catalog', undefined],
    ['GET', 'catalog/products', undefined],
    ['GET', 'catalog/products/{productId}', undefined],
    ['POST', 'messages/send-product', { chatId: rina, productId: '1' }],
    ['POST', 'messages/send-catalog', { chatId: rina }],
  ])('has no catalog: %s %s', async (method, path, body) => {
    const answer = await call(`${method} /api/sessions/{sessionId}/${path}`, { ...at, productId: '1' }, { body });

    expect(answer).toMatchObject({ status: 501, body: failure(501, ANY_TEXT, 'Not Implemented') });
  });

  it('cannot make the messages of a group disappear after a time', async () => {
    const { body: group } = await call<{ id: string }>('POST /api/sessions/{sessionId}/groups', at, {
      body: { name: 'Drivers', participants: [rina] },
    });

    const refused = await call(
      'PUT /api/sessions/{sessionId}/groups/{groupId}/settings',
      { ...at, groupId: group.id },
      { body: { ephemeralSeconds: 86_400 } },
    );

    expect(refused.status).toBe(501);
  });

  it('is deleted', async () => {
    const deleted = await call('DELETE /api/sessions/{id}', { id: at.sessionId });

    expect(deleted.status).toBe(204);
  });
});

describe('the gateway itself', () => {
  it('tells what it is made of and how it was set up', async () => {
    const health = await call('GET /api/infra/health', {}, { key: null });
    const status = await call('GET /api/infra/status');
    const engines = await call<unknown[]>('GET /api/infra/engines');
    const current = await call('GET /api/infra/engines/current');
    const exported = await call<{ counts: Record<string, number>; tables: unknown }>('GET /api/infra/export-data');
    const settings = await call<{ name: string; value: string | null; source: string }[]>('GET /api/settings');

    expect(health.body).toEqual({ status: 'ok', timestamp: ANY_TEXT });
    expect(status).toMatchObject({
      status: 200,
      body: { status: 'ok', engine: 'baileys', databaseType: 'sqlite', uptime: ANY_NUMBER },
    });
    const imported = await call('POST /api/infra/import-data', {}, { body: { tables: exported.body.tables } });

    expect(imported).toMatchObject({ status: 200, body: { imported: true } });
    expect(engines.body).toContainEqual(current.body);
    expect(current).toMatchObject({ status: 200, body: { kind: 'baileys', isDefault: true } });
    expect(Object.keys(exported.body.counts)).toEqual(
      expect.arrayContaining(['sessions', 'webhooks', 'messages', 'messageBatches', 'templates', 'lidMappings']),
    );
    expect(settings.body).toContainEqual({ name: 'LOG_LEVEL', value: 'warn', source: 'environment' });
    expect(settings.body).toContainEqual({ name: 'API_MASTER_KEY', value: '***', source: 'environment' });
    expect(settings.body).toContainEqual({ name: 'DATABASE_TYPE', value: 'sqlite', source: 'default' });
    expect(JSON.stringify(settings.body)).not.toContain(gateway.key);
  });
});

describe('the audit log', () => {
  it('tells what was done, by whom and from where', async () => {
    const key = (await gateway.rest('POST', '/api/auth/api-keys', { body: { name: 'audited' } })).body as {
      id: string;
      apiKey: string;
    };
    const page = await call<{ data: unknown[]; total: number }>('GET /api/audit', {
      query: '?action=api_key_created&limit=1',
    });
    const sessions = await call<{ data: { action: string }[] }>('GET /api/audit', { query: '?limit=200' });
    const wrong = await call('GET /api/audit', { query: '?action=nothing' });

    expect(page).toMatchObject({ status: 200, body: { total: 2 } });
    expect(page.body.data).toMatchObject([
      {
        action: 'api_key_created',
        severity: 'info',
        apiKeyName: 'Default Admin Key',
        ipAddress: '127.0.0.1',
        sessionId: null,
        metadata: { keyId: key.id, keyName: 'audited' },
      },
    ]);
    expect(sessions.body.data.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'api_key_auth_failed',
        'api_key_updated',
        'api_key_revoked',
        'api_key_deleted',
        'session_created',
        'session_started',
        'session_qr_generated',
        'session_connected',
        'webhook_created',
        'webhook_deleted',
        'session_stopped',
        'session_force_killed',
        'session_deleted',
      ]),
    );
    expect(JSON.stringify(sessions.body)).not.toContain(key.apiKey);
    expect(wrong.status).toBe(400);
  });
});

describe('whoever may not', () => {
  const keyed = OPERATIONS.filter(({ role }) => role !== 'public');
  const below = { operator: 'viewer', admin: 'operator' } as const;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    for (const role of Object.values(below)) {
      const { body } = await call<{ apiKey: string }>('POST /api/auth/api-keys', {}, { body: { name: role, role } });
      keys[role] = body.apiKey;
    }
  });

  it.each(keyed.map(({ route }) => route))('has no key is refused: %s', async (route) => {
    const { path, query = '', body } = exampleOf(route);

    const answer = await call(route, { ...path, query }, { body, key: null });

    expect(answer.body).toEqual(failure(401, 'API key is required', 'Unauthorized'));
  });

  it.each(keyed.flatMap(({ route, role }) => (role === 'operator' || role === 'admin' ? [[role, route]] : [])))(
    'is not at least %s is refused: %s',
    async (role, route) => {
      const { path, query = '', body } = exampleOf(route);
      const key = keys[below[role]];

      const answer = await call(route, { ...path, query }, { body, key });

      expect(answer.body).toEqual(failure(403, `Insufficient permissions. Required: ${role}`, 'Forbidden'));
    },
  );
});

describe('what is asked wrongly', () => {
  const ofSessions = OPERATIONS.filter(({ route, notBuilt }) => /\/sessions\/\{/.test(route) && notBuilt === undefined);
  const wrong = OPERATIONS.filter(
    ({ role, route, notBuilt }) => role !== 'public' && notBuilt === undefined && badExampleOf(route) !== undefined,
  );

  it.each(wrong.map(({ route }) => route))('is refused, with what is wrong: %s', async (route) => {
    const { path, query = '', body } = badExampleOf(route)!;

    const answer = await call(route, { ...path, query }, { body });

    expect(answer.body).toMatchObject({ statusCode: 400, error: 'Bad Request' });
  });

  it.each(ofSessions.map(({ route }) => route))('of a session that nobody knows is not found: %s', async (route) => {
    const { path, query = '', body } = exampleOf(route);

    const answer = await call(route, { ...path, query }, { body });

    expect(answer.body).toEqual(failure(404, `Session "${UNKNOWN}" not found`, 'Not Found'));
  });

  it.each(OPERATIONS.flatMap(({ route, notBuilt }) => (notBuilt === undefined ? [] : [[route, notBuilt]])))(
    'of what is not built is told so: %s',
    async (route, why) => {
      const { path, query = '', body } = exampleOf(route);

      const answer = await call(route, { ...path, query }, { body });

      expect(answer.body).toEqual(failure(501, why, 'Not Implemented'));
    },
  );
});

describe('the metrics', () => {
  it('are for whoever has their token', async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };

    const shown = await call<string>('GET /api/metrics', {}, { key: null, headers });
    const hidden = await call('GET /api/metrics');

    expect(shown.status).toBe(200);
    expect(shown.body).toContain('openwa_up 1');
    expect(hidden.status).toBe(401);
  });
});

/** Three calls are its whole budget; then it is told to end, and cannot while a delivery is open. */
describe('a gateway at its limits', () => {
  let spare: TestGateway;
  let slow: Receiver;
  let ask: Call;
  let release = (): void => undefined;

  beforeAll(async () => {
    slow = await startReceiver({
      answer: (_request, response) => {
        release = () => void response.end();
      },
    });
    spare = await startGateway({
      env: {
        BAILEYS_SOCKET_URL: double.url,
        NODE_EXTRA_CA_CERTS: double.certFile,
        RATE_LIMIT_SHORT_LIMIT: '3',
        RATE_LIMIT_SHORT_TTL: '3600000',
      },
    });
    ask = createCaller({ url: spare.url, key: spare.key, coverage });
    const { body } = await ask<{ id: string }>('POST /api/sessions', {}, { body: { name: 'spare' } });
    const hook = { url: slow.url, events: ['*'] };
    await ask('POST /api/sessions/{sessionId}/webhooks', { sessionId: body.id }, { body: hook });
    await ask('POST /api/sessions/{id}/start', { id: body.id });
    await slow.received(1);
  });
  afterAll(async () => {
    release();
    await slow.close();
    await spare.stop();
  });

  it.each(OPERATIONS.flatMap(({ route, role }) => (role === 'public' ? [] : [route])))(
    'refuses, and says when it will not: %s',
    async (route) => {
      const { path, query = '', body } = exampleOf(route);

      const answer = await ask(route, { ...path, query }, { body });

      expect(answer.body).toEqual(failure(429, 'Too Many Requests', 'Too Many Requests'));
    },
  );

  it('has no metrics without a token', async () => {
    expect((await ask('GET /api/metrics')).status).toBe(404);
  });

  it('says that it is not ready while it ends', async () => {
    spare.process.kill('SIGTERM');
    const ended = once(spare.process, 'exit');

    const draining = await waitFor('the end to begin', async () => {
      const answer = await ask<{ details: unknown }>('GET /api/health/ready', {}, { key: null });
      return answer.status === 200 ? undefined : answer;
    });
    release();
    await ended;

    expect(draining).toMatchObject({ status: 503, body: { details: { shutdown: { status: 'draining' } } } });
  });
});

it('leaves no cell of the table empty', () => {
  expect(coverage.faults()).toEqual([]);
});
