import { once } from 'node:events';
import { startPageWorld } from '../contract/page/world.js';
import { startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { readQr } from '../support/qr.js';
import { startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import type { Target } from './contract/caller.js';
import type { Provisions } from './contract/provisions.js';
import { shownDocument } from './contract/shown-document.js';

const PHONE = '628111000100';
const FRIEND = '628770001122';
const FRIEND_JID = `${FRIEND}@c.us`;
const BROWSER_ACCOUNT = { phone: '628111000200', name: 'Depot Ten' };
const MEDIA_MAX_BYTES = 4096;
const METRICS_TOKEN = 'metrics-token-of-a-test';

/** What the cases leave in the audit log. */
const DEEDS = [
  'api_key_created',
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
];

export interface ContractWorld {
  readonly gateway: TestGateway;
  /** Everything a case can need. */
  readonly provisions: Provisions;
  stop(): Promise<void>;
}

type Stops = (() => Promise<unknown>)[];

/** The built gateway with both engines behind it, in pretend WhatsApps, and a second gateway at its limits. */
export async function startContractWorld(): Promise<ContractWorld> {
  const stops: Stops = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.reverse()) await each();
  };
  const double = await startDouble({ historyChats: 0 });
  stops.push(() => double.stop());
  const receiver = await startReceiver();
  stops.push(() => receiver.close());
  const page = await startPageWorld();
  stops.push(() => page.stop());
  const baileysEnv = { BAILEYS_SOCKET_URL: double.url, NODE_EXTRA_CA_CERTS: double.certFile };
  const limits = { MEDIA_DOWNLOAD_MAX_BYTES: String(MEDIA_MAX_BYTES), METRICS_TOKEN };
  const gateway = await startGateway({ env: { ...baileysEnv, ...page.env, ...limits } });
  stops.push(() => gateway.stop());

  await double.control.person({ phone: FRIEND, name: 'Rina' });
  const sessionId = await linkSession(gateway, double, { name: 'depot-nine', phone: PHONE });
  const browserId = await linkBrowserSession(gateway, page);
  const spare = await startSpare(baileysEnv, stops);
  const document = await shownDocument(gateway.url);
  if (document === undefined) throw new Error('the gateway shows no OpenAPI document');
  const provisions: Provisions = {
    linked: { sessionId, phone: PHONE },
    recipient: { sessionId, chatId: FRIEND_JID, number: FRIEND },
    baileys: {
      sessionId,
      phone: PHONE,
      friend: { number: FRIEND, chatId: FRIEND_JID },
      control: double.control,
    },
    browser: { sessionId: browserId, friend: { chatId: FRIEND_JID }, page },
    receiver: { url: receiver.url },
    mediaLimit: { maxBytes: MEDIA_MAX_BYTES },
    metrics: { token: METRICS_TOKEN },
    withoutMetrics: spare,
    document,
    throwaway: { actions: DEEDS },
    spare,
  };
  return { gateway, provisions, stop };
}

async function linkBrowserSession(
  gateway: TestGateway,
  page: Awaited<ReturnType<typeof startPageWorld>>,
): Promise<string> {
  const { data } = await gateway.query<{ createSession: { id: string } }>(
    'mutation { createSession(input: { name: "depot-ten", engine: WHATSAPP_WEB_JS }) { id } }',
  );
  const id = data?.createSession.id ?? '';
  await gateway.rest('POST', `/api/sessions/${id}/start`);
  await waitForStatus(gateway, id, 'qr_ready');
  const qr = await gateway.rest('GET', `/api/sessions/${id}/qr`);
  await page.scan(readQr((qr.body as { qrCode: string }).qrCode), BROWSER_ACCOUNT);
  await waitForStatus(gateway, id, 'ready');
  page.watch(BROWSER_ACCOUNT);
  const contact = await page.contact({ phone: FRIEND, name: 'Rina' });
  await page.write({ text: 'Two pallets' }, { from: contact });
  await waitFor('the chat', async () => {
    const { body } = await gateway.rest('GET', `/api/sessions/${id}/chats`);
    return (body as { id: string }[]).some((chat) => chat.id === FRIEND_JID);
  });
  return id;
}

/** Three calls are its whole budget. Deliveries of its webhook stay open. */
async function startSpare(env: Record<string, string>, stops: Stops): Promise<Provisions['spare']> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const slow = await startReceiver({ answer: (_request, response) => void released.then(() => response.end()) });
  stops.push(() => slow.close());
  const spare = await startGateway({
    env: { ...env, RATE_LIMIT_SHORT_LIMIT: '3', RATE_LIMIT_SHORT_TTL: '3600000' },
  });
  stops.push(() => spare.stop());
  stops.push(() => Promise.resolve(release()));
  const made = await spare.rest('POST', '/api/sessions', { body: { name: 'spare' } });
  const { id } = made.body as { id: string };
  await spare.rest('POST', `/api/sessions/${id}/webhooks`, { body: { url: slow.url, events: ['*'] } });
  await spare.rest('POST', `/api/sessions/${id}/start`);
  await slow.received(1);
  const target: Target = { url: spare.url, key: spare.key };
  return {
    ...target,
    async end(ask) {
      const ended = once(spare.process, 'exit');
      spare.process.kill('SIGTERM');
      const answer = await waitFor('the end to begin', ask);
      release();
      await ended;
      return answer;
    },
  };
}
