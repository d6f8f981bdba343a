import type { RunningDouble } from './double.js';
import type { TestGateway } from './gateway.js';
import { readQr } from './qr.js';
import { waitFor } from './wait.js';

/** Makes a session and links it to the double as a user would: start, read the QR picture, scan it, wait for ready. */
export async function linkSession(
  gateway: TestGateway,
  double: RunningDouble,
  { name, phone, pushName = 'Depot Nine' }: { name: string; phone: string; pushName?: string },
): Promise<string> {
  const created = await gateway.rest('POST', '/api/sessions', { body: { name } });
  const { id } = created.body as { id: string };
  await gateway.rest('POST', `/api/sessions/${id}/start`);
  const qr = await waitFor('a QR picture', async () => {
    const answer = await gateway.rest('GET', `/api/sessions/${id}/qr`);
    return answer.status === 200 ? (answer.body as { qrCode: string }).qrCode : undefined;
  });
  await double.control.scan({ qr: readQr(qr), phone, name: pushName });
  await waitForStatus(gateway, id, 'ready');
  return id;
}

export async function waitForStatus(
  gateway: TestGateway,
  id: string,
  status: string,
  withinMs = 60_000,
): Promise<void> {
  await waitFor(
    `session ${status}`,
    async () => ((await gateway.rest('GET', `/api/sessions/${id}`)).body as { status: string }).status === status,
    withinMs,
  );
}
