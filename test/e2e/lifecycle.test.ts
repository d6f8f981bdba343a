import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';

/** One gateway and one pretend WhatsApp for the whole file; every test has a session and a phone of its own. */
let double: RunningDouble;
let gateway: TestGateway;
const env = (): Record<string, string> => ({ BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' });

beforeAll(async () => {
  double = await startDouble();
  gateway = await startGateway({ env: env() });
});
afterAll(async () => {
  await gateway.stop();
  await double.stop();
});

const session = async (id: string) =>
  (await gateway.rest('GET', `/api/sessions/${id}`)).body as Record<string, unknown>;
const logins = async (phone: string): Promise<number> =>
  (await double.control.state()).accounts.find((account) => account.pn === phone)?.devices[0]?.logins ?? 0;

it('links by the picture of a QR code and shows phone, name and moment', async () => {
  const id = await linkSession(gateway, double, { name: 'by-qr', phone: '628111000001', pushName: 'Depot Nine' });

  // WhatsApp sends the account's name some time after the first login
  await waitFor('the name', async () => (await session(id)).pushName === 'Depot Nine');
  expect(await session(id)).toMatchObject({
    id,
    name: 'by-qr',
    status: 'ready',
    phone: '628111000001',
    connectedAt: expect.any(String),
    lastError: null,
  });
});

it('links by the eight characters of a pairing code', async () => {
  const created = await gateway.rest('POST', '/api/sessions', { body: { name: 'by-code' } });
  const { id } = created.body as { id: string };
  await gateway.rest('POST', `/api/sessions/${id}/start`);
  await waitForStatus(gateway, id, 'qr_ready');

  const answer = await gateway.rest('POST', `/api/sessions/${id}/pairing-code`, {
    body: { phoneNumber: '628111000002' },
  });
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({ pairingCode: expect.stringMatching(/^[A-Z0-9]{8}$/), status: 'qr_ready' });
  await double.control.enterCode({ phone: '628111000002', code: (answer.body as { pairingCode: string }).pairingCode });

  await waitForStatus(gateway, id, 'ready');
});

it('comes back by itself, without a new QR, when the link drops', async () => {
  const phone = '628111000003';
  const id = await linkSession(gateway, double, { name: 'dropped', phone });
  const before = await logins(phone);

  await double.control.drop(phone);

  await waitFor('another login', async () => (await logins(phone)) > before);
  await waitForStatus(gateway, id, 'ready');
});

it('shows a new QR after the phone removed the linked device', async () => {
  const phone = '628111000004';
  const id = await linkSession(gateway, double, { name: 'removed', phone });

  await double.control.logout(phone);

  await waitForStatus(gateway, id, 'qr_ready');
});

it('does not fight for a session that another process took over', async () => {
  const phone = '628111000005';
  const id = await linkSession(gateway, double, { name: 'replaced', phone });

  await double.control.kick(phone, 'replaced');

  await waitForStatus(gateway, id, 'failed');
  expect((await session(id)).lastError).toMatch(/another/i);
});

it('stops, keeps the link, and starts again without a QR', async () => {
  const phone = '628111000006';
  const id = await linkSession(gateway, double, { name: 'stopped', phone });

  const stopped = await gateway.rest('POST', `/api/sessions/${id}/stop`);
  expect([stopped.status, (stopped.body as { status: string }).status]).toEqual([200, 'disconnected']);
  expect(
    (
      await gateway.rest('POST', `/api/sessions/${id}/messages/send-text`, {
        body: { chatId: '628770001122@c.us', text: 'x' },
      })
    ).status,
  ).toBe(409);
  await gateway.rest('POST', `/api/sessions/${id}/start`);

  await waitForStatus(gateway, id, 'ready');
  const killed = await gateway.rest('POST', `/api/sessions/${id}/force-kill`);
  expect([killed.status, (killed.body as { status: string }).status]).toEqual([200, 'disconnected']);
});

it('comes back after a restart of the gateway without a QR, and hands over what was sent meanwhile', async () => {
  const phone = '628111000007';
  const id = await linkSession(gateway, double, { name: 'restarted', phone });
  await gateway.stop({ keep: true });
  await double.control.inject({ to: phone, from: '628770001122', text: 'while you were away' });

  gateway = await startGateway({ env: env(), folder: gateway.folder });

  await waitForStatus(gateway, id, 'ready', 5_000);
  await waitFor('the message sent meanwhile', async () => {
    const { messages } = (await gateway.rest('GET', `/api/sessions/${id}/messages`)).body as {
      messages: { body: string }[];
    };
    return messages.some((message) => message.body === 'while you were away');
  });
});

it('is unlinked by deleting its folder: the next start shows a new QR', async () => {
  const id = await linkSession(gateway, double, { name: 'folder-deleted', phone: '628111000008' });
  const folder = join(gateway.folder, 'data/baileys', id);
  expect(existsSync(folder)).toBe(true);
  await gateway.rest('POST', `/api/sessions/${id}/stop`);

  rmSync(folder, { recursive: true });
  await gateway.rest('POST', `/api/sessions/${id}/start`);

  await waitForStatus(gateway, id, 'qr_ready');
});

it('deletes a session with its messages and its folder', async () => {
  const id = await linkSession(gateway, double, { name: 'deleted', phone: '628111000009' });

  const answer = await gateway.rest('DELETE', `/api/sessions/${id}`);

  expect([answer.status, answer.body]).toEqual([204, undefined]);
  expect((await gateway.rest('GET', `/api/sessions/${id}`)).status).toBe(404);
  expect(existsSync(join(gateway.folder, 'data/baileys', id))).toBe(false);
});

it('refuses a second start', async () => {
  const created = await gateway.rest('POST', '/api/sessions', { body: { name: 'twice' } });
  const { id } = created.body as { id: string };
  await gateway.rest('POST', `/api/sessions/${id}/start`);

  const second = await gateway.rest('POST', `/api/sessions/${id}/start`);

  expect(second.status).toBe(400);
  expect(second.body).toMatchObject({
    statusCode: 400,
    error: 'Bad Request',
    message: expect.stringContaining('already'),
  });
});
