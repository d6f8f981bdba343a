import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { startGateway, type TestGateway } from '../support/gateway.js';

const root = resolve(__dirname, '../..');
const LINKED = '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4';

let gateway: TestGateway;
beforeAll(async () => (gateway = await startGateway()));
afterAll(() => gateway.stop());

const convert = (...args: string[]) =>
  spawnSync(process.execPath, ['scripts/from-openwa.mjs', ...args], { cwd: root, encoding: 'utf8' });

it('an export of OpenWA becomes the sessions, webhooks and templates of this gateway, under their old ids', async () => {
  const { stdout, stderr, status } = convert('test/fixtures/openwa-export.json', 'baileys');

  const imported = await gateway.rest('POST', '/api/infra/import-data', { body: stdout });

  expect(status).toBe(0);
  expect(stderr).toContain('not taken along: 1 messages');
  expect(imported.body).toMatchObject({ imported: true, warnings: [] });
  const { data } = await gateway.query(
    `query ($id: ID!) {
      session(id: $id) { id name status engine phone webhooks { id url events retryCount active } }
      templates(sessionId: $id) { name body footer }
    }`,
    { id: LINKED },
  );
  expect(data).toEqual({
    session: {
      id: LINKED,
      name: 'depot-nine',
      status: 'DISCONNECTED',
      engine: 'BAILEYS',
      phone: '628123456789',
      webhooks: [
        {
          id: 'a4b3c2d1-0e9f-4a8b-b7c6-d5e4f3a2b1c0',
          url: 'http://127.0.0.1:9/hook',
          events: ['MESSAGE_RECEIVED', 'MESSAGE_ACK'],
          retryCount: 5,
          active: true,
        },
      ],
    },
    templates: [{ name: 'on-its-way', body: 'Hello {{name}}, your order is on its way.', footer: 'Depot Nine' }],
  });
  const exported = (await gateway.rest('GET', '/api/infra/export-data')).body as {
    tables: { webhooks: { secret: string; headers: object }[]; sessions: { config: object; connectedAt: string }[] };
  };
  expect(exported.tables.webhooks).toMatchObject([{ secret: 'orchid-lantern-42', headers: { 'X-Tenant': 'nine' } }]);
  expect(exported.tables.sessions).toContainEqual(
    expect.objectContaining({ config: { maxReconnectAttempts: 10 }, connectedAt: '2026-06-26T08:10:31.700Z' }),
  );
});

it('without a file, or with an engine nobody knows, the script says how it is used', () => {
  expect(convert()).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('usage:') });
  expect(convert('test/fixtures/openwa-export.json', 'telepathy').status).toBe(2);
});
