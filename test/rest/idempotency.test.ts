import { ACK } from '../../src/domain/ack.js';
import { UncertainSendError } from '../../src/domain/errors.js';
import { ALICE } from '../sessions/rig.js';
import { waitFor } from '../support/wait.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const SEND = 'POST /api/sessions/{sessionId}/messages/send-text';
const LIST = 'GET /api/sessions/{sessionId}/messages';

let rest: RestFixture;
let sessionId: string;
let keys = 0;
const engine = () => rest.gateway.rig.factory.engine;
const newKey = (): string => `key-${(keys += 1)}`;

beforeAll(async () => {
  rest = await startRestFixture();
});
beforeEach(async () => {
  sessionId = (await rest.gateway.rig.createReady()).id;
});
afterAll(() => rest.stop());

const send = (headers: Record<string, string>, text = 'hello') =>
  rest.exchange(SEND, { sessionId }, { body: { chatId: ALICE, text }, headers });
const listed = async () =>
  (await rest.call<{ messages: { status: string; metadata: Record<string, unknown> | null }[] }>(LIST, { sessionId }))
    .body.messages;

it('answers a repeated request with the same status and body, and says so', async () => {
  const headers = { 'Idempotency-Key': newKey() };

  const first = await send(headers);
  const second = await send(headers);

  expect(first.status).toBe(201);
  expect(first.headers.get('idempotency-key')).toBe(headers['Idempotency-Key']);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect([second.status, second.body]).toEqual([first.status, first.body]);
  expect(second.headers.get('idempotency-key')).toBe(headers['Idempotency-Key']);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(engine().drafts).toHaveLength(1);
});

it('makes a key for a request without one', async () => {
  const first = await send({});

  const second = await send({ 'Idempotency-Key': first.headers.get('idempotency-key') ?? '' });

  expect(second.body).toEqual(first.body);
  expect(engine().drafts).toHaveLength(1);
});

it('answers 409 with Retry-After while the first is worked on, and 422 to another request', async () => {
  const headers = { 'Idempotency-Key': newKey() };
  let go: () => void = () => undefined;
  let isHeld = false;
  engine().beforeSend = () => {
    isHeld = true;
    return new Promise<void>((resolve) => (go = resolve));
  };

  const first = send(headers);
  await waitFor('the engine', () => isHeld);
  const meanwhile = await send(headers);
  const other = await send(headers, 'something else');
  go();
  await first;
  const after = await send(headers, 'something else');

  expect(meanwhile).toMatchObject({ status: 409, body: { error: 'Conflict' } });
  expect(meanwhile.headers.get('retry-after')).toBe('1');
  expect([other.status, after.status]).toEqual([422, 422]);
  expect(engine().drafts).toHaveLength(1);
});

it.each(['two words', 'x'.repeat(256)])('answers 400 to a key that is none: "%s"', async (key) => {
  const { status, body } = await send({ 'Idempotency-Key': key });

  expect(status).toBe(400);
  expect(String(body.message)).toMatch(/^Idempotency-Key must/);
  expect(engine().drafts).toEqual([]);
});

it('shares its keys with GraphQL', async () => {
  const key = newKey();
  const first = await send({ 'Idempotency-Key': key });

  const { data } = await rest.gateway.run<{ sendText: { message: { waMessageId: string } } }>(
    `mutation { sendText(idempotencyKey: "${key}", input: { sessionId: "${sessionId}", chatId: "${ALICE}", text: "hello" }) {
       message { waMessageId } } }`,
  );

  expect(data?.sendText.message.waMessageId).toBe(first.body.messageId);
});

it('answers 504 if nobody knows whether it left, and 201 once it is repeated', async () => {
  const headers = { 'Idempotency-Key': newKey() };
  engine().beforeSend = () => Promise.reject(new UncertainSendError('The link ended'));

  const first = await send(headers);
  const [unknown] = await listed();
  engine().beforeSend = () => undefined;
  const second = await send(headers);
  const [known] = await listed();

  expect(first.status).toBe(504);
  expect(first.body.message).toMatch(/^Whether it was sent is not known/);
  // The documented statuses have no word for it.
  expect(unknown).toMatchObject({ status: 'pending', metadata: { sendState: 'unknown' } });
  expect(second.status).toBe(201);
  expect(known).toMatchObject({ status: 'pending', metadata: null });
  expect(engine().drafts).toHaveLength(1);
});

it('sends anew where nobody knows and the engine takes no id twice, only if it is told to', async () => {
  const headers = { 'Idempotency-Key': newKey() };
  rest.gateway.rig.factory.resends = false;
  engine().beforeSend = () => Promise.reject(new UncertainSendError('The page did not answer'));
  await send(headers);
  engine().beforeSend = () => undefined;

  const repeated = await send(headers);
  const anew = await send({ ...headers, 'Idempotency-Resend-If-Unknown': 'true' });
  rest.gateway.rig.factory.resends = true;

  expect([repeated.status, anew.status]).toEqual([504, 201]);
  expect(engine().drafts).toHaveLength(1);
});

it('tells why WhatsApp refused a message', async () => {
  await send({});
  const { stanzaId } = engine().sent[0]!;
  engine().emit({ kind: 'ack', stanzaId, ack: ACK.ERROR, code: '463', reason: 'WhatsApp refused the message (463)' });
  await rest.gateway.store.commits.settled();

  const [message] = await listed();
  const { data } = await rest.gateway.run<{ messages: { messages: unknown[] } }>(
    `{ messages(sessionId: "${sessionId}") { messages { status failure { code message } } } }`,
  );

  const failure = { code: '463', message: 'WhatsApp refused the message (463)' };
  expect(message).toMatchObject({ status: 'failed', metadata: { failure } });
  expect(data?.messages.messages).toEqual([{ status: 'FAILED', failure }]);
});
