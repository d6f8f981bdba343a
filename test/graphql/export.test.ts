import { webhookRow } from '../support/rows.js';
import { inbound } from '../store/store-fixture.js';
import { caller, startFixture, type Fixture } from './fixture.js';

let fixture: Fixture;
let sessionId: string;

beforeAll(async () => {
  fixture = await startFixture();
  sessionId = (await fixture.rig.create({ name: 'depot', config: { note: 'ours' } })).id;
  const many = Array.from({ length: 1203 }, (_none, index) => ({
    ...inbound(`M${index}`, { sessionId }),
    event: null,
  }));
  await fixture.store.commits.write([
    { op: 'webhook.insert', row: { ...webhookRow('hook', sessionId), secret: 'orchid' } },
    { op: 'sent.put', sessionId, stanzaId: 'S1', message: Buffer.from('bytes'), at: 1_782_461_730_000 },
    { op: 'key.put', sessionId, type: 'creds', id: '', value: 'noise-key-of-the-link' },
    ...many,
  ]);
});
afterAll(() => fixture.stop());

const EXPORT = '{ exportData { exportedAt dataDbType tables counts } }';
interface Exported {
  readonly exportData: {
    readonly tables: Readonly<Record<string, readonly Record<string, unknown>[]>>;
    readonly counts: Readonly<Record<string, number>>;
  };
}

it('holds every row once, in JSON’s own types', async () => {
  const { data } = await fixture.run<Exported>(EXPORT);
  const { tables = {}, counts = {} } = data?.exportData ?? {};

  expect(counts).toMatchObject({
    sessions: 1,
    webhooks: 1,
    chats: 1,
    messages: 1203,
    templates: 0,
    messageBatches: 0,
    batchItems: 0,
  });
  expect(new Set(tables.messages?.map(({ stanzaId }) => stanzaId)).size).toBe(1203);
  expect(tables.sessions).toMatchObject([{ id: sessionId, name: 'depot', config: { note: 'ours' }, phone: null }]);
  expect(tables.webhooks).toMatchObject([{ id: 'hook', secret: 'orchid', active: true }]);
  expect(tables.messages?.[0]).toMatchObject({ stanzaId: 'M0', sentAt: '2026-06-26T08:15:30.000Z', starred: false });
  expect(tables.baileysStoredMessages).toMatchObject([{ message: Buffer.from('bytes').toString('base64') }]);
});

it('holds nothing that keeps a session linked', async () => {
  const { data } = await fixture.run<Exported>(EXPORT);

  expect(JSON.stringify(data)).not.toContain('noise-key-of-the-link');
});

it('is refused to a key that is limited to some sessions, and while another one runs', async () => {
  const limited = await fixture.run(EXPORT, {}, { caller: caller({ allowedSessions: [sessionId] }) });
  const both = await Promise.all([fixture.run(EXPORT), fixture.run(EXPORT)]);

  expect(limited.errors).toMatchObject([{ code: 'SESSION_NOT_ALLOWED' }]);
  expect(both.map(({ errors }) => errors[0]?.code).sort()).toEqual(['CONFLICT', undefined]);
});

it('leaves a trace', async () => {
  const { total } = await fixture.services.audit.list(caller(), { action: 'infra_data_exported' });

  expect(total).toBeGreaterThan(0);
});
