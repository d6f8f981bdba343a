import { startGateway, type RestAnswer, type TestGateway } from '../support/gateway.js';
import { dropPostgresDatabases, postgresDatabase } from '../support/postgres.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait.js';

/** With what ends it in the protocol: `READ COMMITTED` is something else. */
const COMMIT = 'COMMIT\0';
const IMPORTED = '11111111-1111-4111-8111-111111111111';

interface Named {
  readonly id: string;
  readonly name: string;
}

let proxy: TcpProxy;
let gateway: TestGateway;
let receiver: Receiver;

beforeAll(async () => {
  const settings = await postgresDatabase();
  proxy = await startTcpProxy(settings);
  gateway = await startGateway({ database: { ...settings, port: proxy.port } });
  receiver = await startReceiver();
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
  await proxy.close();
  await dropPostgresDatabases();
});

/**
 * PostgreSQL has the commit, and nobody can be asked about it until long after the caller was answered.
 * @param statement of the write, in front of its commit
 */
async function inDoubt(statement: string, write: () => Promise<RestAnswer>): Promise<number> {
  proxy.cutAt(COMMIT, true, statement);
  proxy.onCut = () => void proxy.down();
  const { status } = await write();
  await proxy.up();
  await waitFor('the recovery', async () => (await gateway.rest('GET', '/api/health/ready')).status === 200);
  return status;
}
const sessions = async (): Promise<Named[]> => (await gateway.rest('GET', '/api/sessions')).body as Named[];

describe('what was answered with 503 and is stored all the same', () => {
  it('a session: it can be started, without a restart of the gateway', async () => {
    const status = await inDoubt('INSERT INTO "Session"', () =>
      gateway.rest('POST', '/api/sessions', { body: { name: 'doubted' } }),
    );

    const stored = (await sessions()).find(({ name }) => name === 'doubted');
    const started = await waitFor('the session to be known', async () => {
      const answer = await gateway.rest('POST', `/api/sessions/${stored?.id ?? ''}/start`);
      return answer.status === 404 ? undefined : answer;
    });

    expect(status).toBe(503);
    expect(started.status).toBe(200);
  });

  it('the end of a session: it is gone', async () => {
    const { id } = (await gateway.rest('POST', '/api/sessions', { body: { name: 'going' } })).body as Named;

    const status = await inDoubt('DELETE FROM "Session"', () => gateway.rest('DELETE', `/api/sessions/${id}`));

    await waitFor('the session to be forgotten', async () => {
      return (await gateway.rest('POST', `/api/sessions/${id}/start`)).status === 404;
    });
    expect(status).toBe(503);
    expect((await sessions()).map((session) => session.id)).not.toContain(id);
  });

  it('a webhook: it is sent what happens from then on', async () => {
    const { id } = (await gateway.rest('POST', '/api/sessions', { body: { name: 'hooked' } })).body as Named;
    const body = { url: receiver.url, events: ['session.status'] };

    const status = await inDoubt('INSERT INTO "Webhook"', () =>
      gateway.rest('POST', `/api/sessions/${id}/webhooks`, { body }),
    );
    await waitFor('a delivery', async () => {
      await gateway.rest('POST', `/api/sessions/${id}/start`);
      await gateway.rest('POST', `/api/sessions/${id}/stop`);
      return receiver.requests.length > 0;
    });

    expect(status).toBe(503);
    expect(receiver.requests[0]?.json()).toMatchObject({ event: 'session.status', sessionId: id });
  });

  it('an import: its sessions can be started, and those before it are gone', async () => {
    const { id: gone } = (await gateway.rest('POST', '/api/sessions', { body: { name: 'before' } })).body as Named;
    const { tables } = (await gateway.rest('GET', '/api/infra/export-data')).body as { tables: { sessions: Named[] } };
    const [session] = tables.sessions;
    const body = { tables: { sessions: [{ ...session, id: IMPORTED, name: 'imported' }] }, stopOrphans: true };

    const status = await inDoubt('INSERT INTO "Session"', () =>
      gateway.rest('POST', '/api/infra/import-data', { body }),
    );
    const started = await waitFor('the session to be known', async () => {
      const answer = await gateway.rest('POST', `/api/sessions/${IMPORTED}/start`);
      return answer.status === 200 ? answer : undefined;
    });

    expect(status).toBe(503);
    expect(started.body).toMatchObject({ name: 'imported' });
    expect((await gateway.rest('POST', `/api/sessions/${gone}/start`)).status).toBe(404);
  });
});
