import { ACK } from '../../src/domain/ack.js';
import { EventStream } from '../../src/events/event-stream.js';
import { AckWait } from '../../src/services/ack-wait.js';
import type { Message } from '../../src/store/store.js';
import { ALICE, observed } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';
import { waitFor } from '../support/wait.js';

let gateway: Fixture;
let sessionId: string;
let template: string;
let received: string;

beforeAll(async () => {
  gateway = await startFixture();
  ({ id: sessionId } = await gateway.rig.createReady({ name: 'shop' }));
  ({ id: template } = await gateway.services.templates.create(sessionId, { name: 'greeting', body: 'hello' }));
  gateway.rig.factory.engine.emit({ kind: 'message', message: observed() });
  received = (await gateway.rig.stored(sessionId))[0]!.waMessageId;
});
afterAll(() => gateway.stop());

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** For every mutation that sends, its input besides the session. */
const SENDS = (): Record<string, Record<string, unknown>> => ({
  sendText: { chatId: ALICE, text: 'hello' },
  sendImage: { chatId: ALICE, base64: PIXEL, mimetype: 'image/png' },
  sendVideo: { chatId: ALICE, base64: 'AAAA', mimetype: 'video/mp4' },
  sendAudio: { chatId: ALICE, base64: 'AAAA', mimetype: 'audio/ogg' },
  sendVoice: { chatId: ALICE, base64: 'AAAA', mimetype: 'audio/ogg; codecs=opus' },
  sendDocument: { chatId: ALICE, base64: 'AAAA', mimetype: 'application/zip' },
  sendSticker: { chatId: ALICE, base64: 'AAAA', mimetype: 'image/webp' },
  sendLocation: { chatId: ALICE, latitude: -6.2, longitude: 106.8 },
  sendContact: { chatId: ALICE, contactName: 'Rina', contactNumber: '+62 877-0001-122' },
  sendPoll: { chatId: ALICE, question: 'When?', options: ['today', 'tomorrow'] },
  replyToMessage: { chatId: ALICE, quotedMessageId: received, text: 'yes' },
  forwardMessage: { toChatId: ALICE, messageId: received },
  sendTemplate: { chatId: ALICE, templateId: template },
});
const NAMES = Object.keys(SENDS());

const typeOf = (mutation: string) => `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
const send = (mutation: string, wait: string) =>
  gateway.run<Record<string, { message: { id: string; waMessageId: string; ack: string } }>>(
    `mutation ($input: ${typeOf(mutation)}) { ${mutation}(input: $input, ${wait}) { message { id waMessageId ack } } }`,
    { input: { sessionId, ...SENDS()[mutation] } },
  );
/** WhatsApp says so as soon as it has the next message. */
const acksOnceItIsSent = (...acks: (-1 | 1 | 2 | 3)[]): void => {
  const { engine } = gateway.rig.factory;
  engine.beforeSend = () =>
    void setImmediate(() => {
      const { stanzaId } = engine.sent.at(-1)!;
      for (const ack of acks) engine.emit({ kind: 'ack', stanzaId, ack });
    });
};
afterEach(() => (gateway.rig.factory.engine.beforeSend = () => undefined));

it.each(NAMES)('%s answers once WhatsApp has the message', async (mutation) => {
  acksOnceItIsSent(ACK.SERVER);

  const { data, errors } = await send(mutation, 'waitFor: SERVER');

  expect(errors).toEqual([]);
  expect(data?.[mutation]?.message.ack).toBe('SERVER');
});

it.each(NAMES)('%s says so as soon as WhatsApp refuses the message, and which one it was', async (mutation) => {
  acksOnceItIsSent(ACK.ERROR);

  const { errors } = await send(mutation, 'waitFor: DELIVERED, waitTimeoutMs: 60000');

  const [stored] = await gateway.rig.stored(sessionId);
  expect(errors).toMatchObject([
    {
      code: 'MESSAGE_REFUSED',
      extensions: { messageId: stored?.id, waMessageId: stored?.waMessageId, retryable: false },
    },
  ]);
  expect(stored?.ack).toBe(ACK.ERROR);
});

it.each(NAMES)('%s answers ACK_TIMEOUT for a message that got less far, which was accepted', async (mutation) => {
  acksOnceItIsSent(ACK.SERVER);

  const { errors } = await send(mutation, 'waitFor: DELIVERED, waitTimeoutMs: 50');

  const [stored] = await gateway.rig.stored(sessionId);
  expect(errors).toMatchObject([
    { code: 'ACK_TIMEOUT', extensions: { messageId: stored?.id, waMessageId: stored?.waMessageId, retryable: false } },
  ]);
  expect(stored?.ack).toBe(ACK.SERVER);
});

it('answers with a further ack than the one that was waited for', async () => {
  acksOnceItIsSent(ACK.SERVER, ACK.DEVICE, ACK.READ);

  const { data } = await send('sendText', 'waitFor: DELIVERED');

  expect(['DEVICE', 'READ']).toContain(data?.sendText?.message.ack);
});

it('does not wait unless it is asked to', async () => {
  const { data, errors } = await send('sendText', 'waitTimeoutMs: 1');

  expect(errors).toEqual([]);
  expect(data?.sendText?.message.ack).toBe('PENDING');
});

it.each([0, -1, 60_001])('refuses to wait %s ms, before anything is stored', async (waitTimeoutMs) => {
  const before = await gateway.rig.stored(sessionId);

  const { errors } = await send('sendText', `waitFor: SERVER, waitTimeoutMs: ${waitTimeoutMs}`);

  expect(errors).toMatchObject([{ code: 'VALIDATION_FAILED', extensions: { issues: [{ field: 'waitTimeoutMs' }] } }]);
  expect(await gateway.rig.stored(sessionId)).toHaveLength(before.length);
});

describe('one wait', () => {
  let events: EventStream;
  let open: number;
  let waits: AckWait;
  let message: Message;

  beforeEach(async () => {
    const { store } = gateway;
    events = await EventStream.open({ reader: store.journal });
    open = 0;
    const counted: Pick<EventStream, 'subscribe'> = {
      subscribe: async (options) => {
        const subscription = await events.subscribe(options);
        open += 1;
        let ended = false;
        const end = subscription.return.bind(subscription);
        subscription.return = () => {
          if (!ended) open -= 1;
          ended = true;
          return end();
        };
        return subscription;
      },
    };
    waits = new AckWait({ store, events: counted });
    message = await gateway.services.sends.sendText({ sessionId, chatId: ALICE, text: 'hello' });
  });
  afterEach(() => events.close());

  const acked = async (ack: -1 | 1 | 2) => {
    gateway.rig.factory.engine.emit({ kind: 'ack', stanzaId: message.stanzaId, ack });
    await gateway.store.commits.settled();
  };
  const forDevice = (signal?: AbortSignal) => waits.reached(message.id, { ack: ACK.DEVICE, timeoutMs: 60_000, signal });

  it('is over at once for an ack that was there before it, whatever comes after', async () => {
    await acked(ACK.DEVICE);
    // Nobody tells this stream of any commit: only the row can answer.

    await expect(forDevice()).resolves.toMatchObject({ id: message.id, ack: ACK.DEVICE });
    expect(open).toBe(0);
  });

  it('is over at once for a refusal that was there before it', async () => {
    await acked(ACK.ERROR);

    await expect(forDevice()).rejects.toMatchObject({ code: 'MESSAGE_REFUSED' });
    expect(open).toBe(0);
  });

  it('goes on over acks of other messages, and ends with its own', async () => {
    const waiting = forDevice();
    const other = await gateway.services.sends.sendText({ sessionId, chatId: ALICE, text: 'another' });
    gateway.rig.factory.engine.emit({ kind: 'ack', stanzaId: other.stanzaId, ack: ACK.DEVICE });
    await acked(ACK.SERVER);
    await events.committed(await gateway.store.journal.head());
    await acked(ACK.DEVICE);
    await events.committed(await gateway.store.journal.head());

    await expect(waiting).resolves.toMatchObject({ id: message.id, ack: ACK.DEVICE });
    expect(open).toBe(0);
  });

  it('ends when the client is gone, and does not begin for one that is', async () => {
    const gone = new AbortController();
    const waiting = forDevice(gone.signal);
    await waitFor('the wait', () => open === 1);

    gone.abort();

    await expect(waiting).rejects.toMatchObject({ code: 'ACK_TIMEOUT' });
    await expect(forDevice(gone.signal)).rejects.toMatchObject({ code: 'ACK_TIMEOUT' });
    expect(open).toBe(0);
  });

  it('ends with the gateway, for those who come late as well', async () => {
    const waiting = Promise.allSettled(Array.from({ length: 100 }, () => forDevice()));
    await waitFor('all waits', () => open === 100);

    waits.close();

    expect(new Set((await waiting).map(({ status }) => status))).toEqual(new Set(['rejected']));
    await expect(forDevice()).rejects.toMatchObject({ code: 'ACK_TIMEOUT' });
    expect(open).toBe(0);
  });

  it('ends for a message that was deleted', async () => {
    gateway.rig.factory.engine.emit({ kind: 'chat-deleted', chatId: ALICE });
    await gateway.store.commits.settled();

    await expect(forDevice()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(open).toBe(0);
  });
});
