import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchPageDouble, type LaunchedPageDouble } from '../../doubles/whatsapp-page/launch.js';
import { testBrowser } from '../../support/browser.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { readQr } from '../../support/qr.js';
import { resumingSubscriber } from '../../support/subscriber.js';
import { waitFor } from '../../support/wait.js';
import { browserOf, markProcesses, processesOf } from './processes.js';

const PHONE = '628123456789';
const ANA = '5511988887777';
const BOB = '5511977776666';
const BACK_WITHIN_MS = 30_000;

let double: LaunchedPageDouble;
let mark: string;
let gateway: TestGateway;
let env: Record<string, string>;
let session: string;

interface Session {
  readonly id: string;
  readonly status: string;
}
const get = async <T>(path: string): Promise<T> => (await gateway.rest('GET', path)).body as T;
const post = async <T>(path: string, body?: object): Promise<T> =>
  (await gateway.rest('POST', path, { body })).body as T;
const becomes = (status: string): Promise<unknown> =>
  waitFor(status, async () => (await get<Session>(session)).status === status, BACK_WITHIN_MS);
const browser = (): Promise<{ readonly pid: number }> => waitFor('a browser', () => browserOf(mark));
const noBrowser = (): Promise<unknown> =>
  waitFor('the end of every browser', () => !processesOf(mark).some(({ command }) => /chrom|headless/.test(command)));

beforeAll(async () => {
  double = await launchPageDouble();
  mark = mkdtempSync(join(tmpdir(), 'wwebjs-gateway-'));
  markProcesses(mark);
  const { executablePath, args } = await testBrowser();
  env = {
    ENGINE_TYPE: '',
    OPENWA_TEST_RIG: mark,
    PUPPETEER_EXECUTABLE_PATH: executablePath,
    PUPPETEER_ARGS: JSON.stringify([...args, ...double.chromiumArgs]),
  };
  gateway = await startGateway({ env });
});
afterAll(async () => {
  await gateway.stop();
  await double.stop();
  rmSync(mark, { recursive: true });
});

test('the documented default engine: from the QR code to messages both ways', async () => {
  const config = { reconnectBaseDelay: 1000 };
  const { id } = await post<Session>('/api/sessions', { name: 'depot-nine', config });
  session = `/api/sessions/${id}`;
  await post(`${session}/start`);
  await becomes('qr_ready');
  const { qrCode } = await get<{ qrCode: string }>(`${session}/qr`);
  await double.client.scan({ qr: readQr(qrCode), phone: PHONE, name: 'Depot Nine' });
  await becomes('ready');
  expect(await get(session)).toMatchObject({ phone: PHONE, pushName: 'Depot Nine' });

  const sent = await post<{ messageId: string }>(`${session}/messages/send-text`, {
    chatId: `${ANA}@c.us`,
    text: 'from the gateway',
  });
  const { id: stanzaId } = await double.client.waitSent(PHONE, { body: 'from the gateway' });
  expect(sent.messageId).toBe(`true_${ANA}@c.us_${stanzaId}`);
  await double.client.inject({ to: PHONE, from: ANA, text: 'to the gateway' });
  const stored = await waitFor('the message', async () => {
    const { messages } = await get<{ messages: { body: string; status: string }[] }>(`${session}/messages`);
    return messages.length === 2 && messages.some(({ status }) => status === 'sent') ? messages : undefined;
  });
  expect(stored.map(({ body }) => body).sort()).toEqual(['from the gateway', 'to the gateway']);
});

test('a send that waits: until WhatsApp has it, until it is delivered, and no longer than for a refusal', async () => {
  const send = (text: string, wait: string) =>
    gateway.query<{ sendText: { message: { ack: string } } }>(
      `mutation ($input: SendTextInput!) { sendText(input: $input, ${wait}) { message { ack } } }`,
      { input: { sessionId: session.split('/').at(-1), chatId: `${ANA}@c.us`, text } },
    );

  const atServer = await send('to the server', 'waitFor: SERVER');
  const delivering = send('to the phone', 'waitFor: DELIVERED, waitTimeoutMs: 20000');
  const { key } = await double.client.waitSent(PHONE, { body: 'to the phone' });
  await double.client.ack(PHONE, key, 2);
  const delivered = await delivering;
  await double.client.refuse(PHONE, 'send');
  const refused = await send('refused', 'waitFor: DELIVERED, waitTimeoutMs: 60000');

  expect(atServer.data?.sendText.message.ack).toBe('SERVER');
  expect(delivered.data?.sendText.message.ack).toBe('DEVICE');
  expect(refused.errors?.[0]?.extensions.code).toMatch(/^(MESSAGE_REFUSED|ENGINE_FAILED)$/);
}, 60_000);

test('a browser that is killed: the session says so, and is back by itself', async () => {
  process.kill((await browser()).pid, 'SIGKILL');
  await becomes('disconnected');
  await becomes('ready');
});

test('a gateway that is killed takes its browser along, and comes back without a QR code', async () => {
  await gateway.kill();
  await noBrowser();
  gateway = await startGateway({ env, folder: gateway.folder });
  expect(await get<Session>(session)).toMatchObject({ status: 'disconnected' });
  await post(`${session}/start`);
  await becomes('ready');
});

test('what came while the gateway was down is told at its return: once, in order, and how far its own messages came', async () => {
  const subscriber = resumingSubscriber();
  await subscriber.connect(gateway.url, gateway.key);
  await double.client.inject({ to: PHONE, from: ANA, text: 'before' });
  const heard = () => subscriber.events.flatMap(({ message }) => message?.body ?? []);
  await waitFor('a message', () => heard().includes('before'));
  const sent = await post<{ messageId: string }>(`${session}/messages/send-text`, {
    chatId: `${ANA}@c.us`,
    text: 'did you get it?',
  });
  const { key } = await double.client.waitSent(PHONE, { body: 'did you get it?' });

  await gateway.kill();
  await noBrowser();
  for (const text of ['first', 'second', 'third']) await double.client.inject({ to: PHONE, from: ANA, text });
  await double.client.inject({ to: PHONE, from: BOB, text: 'from somebody else' });
  await double.client.inject({ to: PHONE, fromMe: true, chat: BOB, text: 'typed on the phone' });
  await double.client.ack(PHONE, key, 3);
  gateway = await startGateway({ env, folder: gateway.folder });
  await subscriber.connect(gateway.url, gateway.key);
  await post(`${session}/start`);
  await becomes('ready');
  await waitFor('what was missed', () => ['third', 'from somebody else'].every((text) => heard().includes(text)));
  await double.client.inject({ to: PHONE, from: ANA, text: 'live again' });
  await waitFor('a live message', () => heard().includes('live again'));

  expect(heard().filter((text) => text !== 'from somebody else')).toEqual([
    'before',
    'first',
    'second',
    'third',
    'live again',
  ]);
  expect(heard().filter((text) => text === 'from somebody else')).toHaveLength(1);
  const { messages } = await get<{ messages: { body: string; waMessageId: string; status: string }[] }>(
    `${session}/messages?limit=100`,
  );
  expect(messages.filter(({ waMessageId }) => waMessageId === sent.messageId)).toMatchObject([{ status: 'read' }]);
  expect(messages.filter(({ body }) => body === 'typed on the phone')).toHaveLength(1);
  await subscriber.close();
}, 60_000);

test('unlinked on the phone: a new QR code, by itself', async () => {
  await double.client.unlink(PHONE);
  await becomes('qr_ready');
});

test('stopped while it starts: it is stopped, and nothing is left', async () => {
  await post(`${session}/stop`);
  const starting = post(`${session}/start`);
  await waitFor('a start', async () => (await get<Session>(session)).status === 'initializing');
  await post(`${session}/stop`);
  await starting;
  expect(await get<Session>(session)).toMatchObject({ status: 'disconnected' });
  await noBrowser();
});
