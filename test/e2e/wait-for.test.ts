import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { resumingSubscriber } from '../support/subscriber.js';
import { waitFor } from '../support/wait.js';

const PHONE = '628123456789';
const RINA = '628770001122';

let double: RunningDouble;
let gateway: TestGateway;
let sessionId: string;

beforeAll(async () => {
  double = await startDouble({ historyChats: 0 });
  gateway = await startGateway({ env: { BAILEYS_SOCKET_URL: double.url } });
  sessionId = await linkSession(gateway, double, { name: 'shop', phone: PHONE });
});
afterAll(async () => {
  await gateway.stop();
  await double.stop();
});
afterEach(async () => {
  await double.control.clearFaults();
  await double.control.person({ phone: RINA, offline: false });
});

const send = (text: string, wait: string) =>
  gateway.query<{ sendText: { message: { id: string; waMessageId: string; ack: string } } }>(
    `mutation ($input: SendTextInput!) { sendText(input: $input, ${wait}) { message { id waMessageId ack } } }`,
    { input: { sessionId, chatId: `${RINA}@c.us`, text } },
  );
const arrived = async (text: string) =>
  (await double.control.received({ phone: PHONE })).messages.filter((message) => message.text === text);

it('answers once WhatsApp has it', async () => {
  const { data } = await send('to the server', 'waitFor: SERVER');

  expect(data?.sendText.message.ack).not.toBe('PENDING');
});

it("answers once the recipient's phone has it, which may take a while", async () => {
  await double.control.person({ phone: RINA, offline: true });
  const sending = send('to the phone', 'waitFor: DELIVERED, waitTimeoutMs: 20000');
  const [message] = await waitFor('the message at the server', async () => {
    const messages = await arrived('to the phone');
    return messages.length > 0 ? messages : undefined;
  });

  await double.control.acknowledge({ phone: PHONE, from: RINA, id: message!.id, ack: 'delivered' });

  expect((await sending).data?.sendText.message).toMatchObject({ ack: 'DEVICE' });
});

it('answers ACK_TIMEOUT while the ack is held back, and the message still gets there', async () => {
  await double.control.fault({ phone: PHONE, tag: 'message', delayMs: 1500 });

  const { errors } = await send('held back', 'waitFor: SERVER, waitTimeoutMs: 100');

  const { code, retryable, waMessageId } = errors![0]!.extensions;
  expect({ code, retryable }).toEqual({ code: 'ACK_TIMEOUT', retryable: false });
  expect(waMessageId).toMatch(/^true_/);
  const [message] = await waitFor('the message', async () => {
    const messages = await arrived('held back');
    return messages.length > 0 ? messages : undefined;
  });
  expect(waMessageId).toContain(message!.id);
});

it('answers MESSAGE_REFUSED long before its time is up', async () => {
  await double.control.reject(PHONE, [479]);
  const started = Date.now();

  const { errors } = await send('refused', 'waitFor: DELIVERED, waitTimeoutMs: 60000');

  expect(errors?.[0]?.extensions).toMatchObject({ code: 'MESSAGE_REFUSED', retryable: false });
  expect(Date.now() - started).toBeLessThan(10_000);
});

it('answers those who wait when the gateway is told to stop', async () => {
  await double.control.fault({ phone: PHONE, tag: 'message', drop: true });
  const subscriber = resumingSubscriber();
  await subscriber.connect(gateway.url, gateway.key);
  const waiting = send('swallowed', 'waitFor: SERVER, waitTimeoutMs: 60000');
  await waitFor('the news that it is sent', () => subscriber.events.some(({ type }) => type === 'MessageSentEvent'));

  gateway.process.kill('SIGTERM');

  expect((await waiting).errors?.[0]?.extensions.code).toBe('ACK_TIMEOUT');
  await subscriber.close();
});
