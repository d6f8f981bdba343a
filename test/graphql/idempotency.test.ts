import { setTimeout as pause } from 'node:timers/promises';
import { ACK } from '../../src/domain/ack.js';
import { EngineFailedError, UncertainSendError } from '../../src/domain/errors.js';
import { schema } from '../../schema/index.js';
import { ALICE, observed } from '../sessions/rig.js';
import { waitFor } from '../support/wait.js';
import { caller, startFixture, type Fixture } from './fixture.js';

let gateway: Fixture;
let sessionId: string;
let received: string;
let template: string;
let keys = 0;

beforeAll(async () => {
  gateway = await startFixture();
});
beforeEach(async () => {
  ({ id: sessionId } = await gateway.rig.createReady());
  ({ id: template } = await gateway.services.templates.create(sessionId, { name: 'greeting', body: 'hello' }));
  engine().emit({ kind: 'message', message: observed() });
  received = (await gateway.rig.stored(sessionId))[0]!.waMessageId;
});
afterAll(() => gateway.stop());

const engine = () => gateway.rig.factory.engine;
const newKey = (): string => `key-${(keys += 1)}`;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const FILM = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypmp42'), Buffer.alloc(64)]).toString('base64');
const MESSAGE = '{ message { waMessageId sentAt } }';
const POSTED = '{ statusId postedAt expiresAt }';

interface Case {
  readonly type?: string;
  readonly input: Record<string, unknown>;
  readonly answer: string;
  /** How often the engine was asked to do it. */
  readonly done?: () => number;
}
const messages = (): number => engine().drafts.length;
const asked = (operation: string) => (): number => engine().asked.filter(([name]) => name === operation).length;

/** Everything that makes something leave. */
const CASES = (): Readonly<Record<string, Case>> => ({
  sendText: { input: { chatId: ALICE, text: 'hello' }, answer: MESSAGE },
  sendImage: { input: { chatId: ALICE, base64: PIXEL, mimetype: 'image/png' }, answer: MESSAGE },
  sendVideo: { input: { chatId: ALICE, base64: 'AAAA', mimetype: 'video/mp4' }, answer: MESSAGE },
  sendAudio: { input: { chatId: ALICE, base64: 'AAAA', mimetype: 'audio/ogg' }, answer: MESSAGE },
  sendVoice: { input: { chatId: ALICE, base64: 'AAAA', mimetype: 'audio/ogg' }, answer: MESSAGE },
  sendDocument: { input: { chatId: ALICE, base64: 'AAAA', mimetype: 'application/zip' }, answer: MESSAGE },
  sendSticker: { input: { chatId: ALICE, base64: 'AAAA', mimetype: 'image/webp' }, answer: MESSAGE },
  sendLocation: { input: { chatId: ALICE, latitude: -6.2, longitude: 106.8 }, answer: MESSAGE },
  sendContact: { input: { chatId: ALICE, contactName: 'Rina', contactNumber: '628770001122' }, answer: MESSAGE },
  sendPoll: { input: { chatId: ALICE, question: 'When?', options: ['today', 'tomorrow'] }, answer: MESSAGE },
  replyToMessage: { input: { chatId: ALICE, quotedMessageId: received, text: 'yes' }, answer: MESSAGE },
  forwardMessage: { input: { toChatId: ALICE, messageId: received }, answer: MESSAGE },
  sendTemplate: { input: { chatId: ALICE, templateId: template }, answer: MESSAGE },
  sendProduct: { input: { chatId: ALICE, productId: '7' }, answer: MESSAGE },
  sendCatalog: { input: { chatId: ALICE }, answer: MESSAGE },
  reactToMessage: {
    input: { messageId: received, emoji: '👍' },
    answer: MESSAGE,
    done: () => engine().acts.length,
  },
  postTextStatus: { input: { text: 'Open' }, answer: POSTED, done: asked('statuses.post') },
  postImageStatus: {
    input: { image: { base64: PIXEL, mimetype: 'image/png' } },
    answer: POSTED,
    done: asked('statuses.post'),
  },
  postVideoStatus: {
    input: { video: { base64: FILM, mimetype: 'video/mp4' } },
    answer: POSTED,
    done: asked('statuses.post'),
  },
  sendBulk: {
    input: { messages: [{ chatId: ALICE, type: 'TEXT', content: { text: 'news' } }] },
    answer: '{ id batchId totalMessages estimatedCompletionTime createdAt }',
  },
  scheduleMessage: {
    input: {
      chatId: ALICE,
      content: { text: { text: 'later' } },
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    },
    answer: '{ id sendAt createdAt }',
    done: () => 1,
  },
});

interface Sent {
  readonly message: { readonly waMessageId: string; readonly ack?: string };
}
const run = (name: string, args: string, input: Record<string, unknown>, answer: string, changes = {}) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return gateway.run<Record<string, Sent>>(
    `mutation ($input: ${type}!) { ${name}(input: $input, ${args}) ${answer} }`,
    { input: { sessionId, ...input } },
    changes,
  );
};
const sendText = (key: string, text = 'hello', changes = {}, more = '') =>
  run(
    'sendText',
    `idempotencyKey: "${key}" ${more}`,
    { chatId: ALICE, text },
    '{ message { waMessageId ack } }',
    changes,
  );
const idOf = ({ data }: { readonly data: Record<string, Sent> | null | undefined }) =>
  data?.sendText?.message.waMessageId;

it('is there for everything that makes something leave', () => {
  const fields = Object.values(schema.getMutationType()!.getFields());
  const keyed = fields.filter(({ args }) => args.some(({ name }) => name === 'idempotencyKey'));
  const sending = fields.filter(
    ({ name, type }) => String(type) === 'SendPayload!' || /^(send|post|schedule)/.test(name),
  );

  expect(keyed.map(({ name }) => name).sort()).toEqual(Object.keys(CASES()).sort());
  expect(keyed).toEqual(expect.arrayContaining(sending.filter(({ name }) => name !== 'sendTyping')));
});

it.each(Object.keys(CASES()))('%s is done once under a key, and answered twice', async (name) => {
  const { input, answer, done = messages } = CASES()[name]!;
  engine().answers['catalog.get'] = { id: 'c', name: 'Depot', url: 'https://wa.me/c/1' };
  engine().answers['catalog.product'] = { id: '7', name: 'Truck', price: 1, currency: 'IDR' };
  const submissions: Record<string, unknown>[] = [];
  const key = newKey();

  const first = await run(name, `idempotencyKey: "${key}"`, input, answer, { submissions });
  const second = await run(name, `idempotencyKey: "${key}"`, input, answer, { submissions });

  expect(first.errors).toEqual([]);
  expect(second).toEqual(first);
  await waitFor('that it was done', () => done() > 0);
  expect(done()).toBe(1);
  expect(submissions).toEqual([
    { path: name, key, replayed: false },
    { path: name, key, replayed: true },
  ]);
});

it('makes a key for a request that has none, under which it can be repeated', async () => {
  const submissions: { key: string }[] = [];
  const input = { chatId: ALICE, text: 'hello' };
  const first = await run('sendText', 'resendIfUnknown: false', input, MESSAGE, { submissions });

  const again = await sendText(submissions[0]!.key);

  expect(submissions[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  expect(idOf(again)).toBe(idOf(first));
  expect(engine().drafts).toHaveLength(1);
});

it('is done once when it is asked for a hundred times at once', async () => {
  const key = newKey();
  let go: () => void = () => undefined;
  engine().beforeSend = () => new Promise<void>((resolve) => (go = resolve));

  const first = sendText(key);
  await waitFor('the engine', () => engine().drafts.length === 0 && go.name !== 'go');
  const others = await Promise.all(Array.from({ length: 99 }, () => sendText(key)));
  go();
  const answer = await first;
  const later = await sendText(key);

  expect(others.map(({ errors }) => errors[0]?.code)).toEqual(Array(99).fill('IDEMPOTENCY_IN_PROGRESS'));
  expect(others[0]?.errors[0]?.extensions).toMatchObject({ retryAfterS: 1, retryable: true });
  expect(idOf(later)).toBe(idOf(answer));
  expect(engine().drafts).toHaveLength(1);
});

it('is refused for another request, while the first is worked on and after', async () => {
  const key = newKey();
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  engine().beforeSend = () => held;

  const first = sendText(key, 'one');
  const meanwhile = await sendText(key, 'two');
  go();
  await first;
  const after = await sendText(key, 'two');

  expect([meanwhile, after].map(({ errors }) => errors[0]?.code)).toEqual(Array(2).fill('IDEMPOTENCY_KEY_REUSED'));
  expect(engine().sent.map(({ text }) => text)).toEqual(['one']);
});

it('is of one API key, one operation and one session', async () => {
  const key = newKey();
  const other = await gateway.rig.createReady();
  const byOther = { caller: caller({ keyId: 'other' }) };

  const answers = [
    await sendText(key),
    await sendText(key, 'hello', byOther),
    await run('sendText', `idempotencyKey: "${key}"`, { sessionId: other.id, chatId: ALICE, text: 'hello' }, MESSAGE),
  ];
  const reply = await run('replyToMessage', `idempotencyKey: "${key}"`, CASES().replyToMessage!.input, MESSAGE);

  expect([...answers, reply].map(({ errors }) => errors)).toEqual([[], [], [], []]);
  expect(new Set([...answers.map(idOf), reply.data?.replyToMessage?.message.waMessageId]).size).toBeGreaterThan(2);
  const drafts = gateway.rig.factory.engines.flatMap((each) => each.drafts);
  expect(drafts.filter(({ content }) => content.kind === 'text').length).toBeGreaterThanOrEqual(4);
});

it.each(['', ' ', 'two words', 'a\\nb', 'ключ', 'x'.repeat(256)])(
  'is refused if no header could carry it: "%s"',
  async (key) => {
    const { errors } = await sendText(key);

    expect(errors[0]).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(errors[0]?.message).toContain('idempotencyKey');
    expect(engine().drafts).toEqual([]);
  },
);

it('does not keep what was refused before the engine was called', async () => {
  const key = newKey();
  await gateway.rig.sessions.stop(sessionId);
  const refused = await sendText(key);
  await gateway.rig.sessions.start(sessionId);
  engine().ready();

  const retried = await sendText(key, 'another text');

  expect(refused.errors[0]?.code).toBe('SESSION_NOT_CONNECTED');
  expect(retried.errors).toEqual([]);
  expect(engine().sent.map(({ text }) => text)).toEqual(['another text']);
});

it('answers what the engine refused as it did before', async () => {
  const key = newKey();
  engine().beforeSend = () => Promise.reject(new EngineFailedError('WhatsApp does not know this number'));
  const first = await sendText(key);
  engine().beforeSend = () => undefined;

  const second = await sendText(key);

  expect(first.errors[0]).toMatchObject({ code: 'ENGINE_FAILED', message: 'WhatsApp does not know this number' });
  expect(second).toEqual(first);
  expect(engine().drafts).toEqual([]);
});

it('tells the present state of the message, and waits for its ack when asked to', async () => {
  const key = newKey();
  await sendText(key);
  const { stanzaId } = engine().sent[0]!;

  const waiting = sendText(key, 'hello', {}, 'waitFor: DELIVERED');
  await pause(20);
  engine().emit({ kind: 'ack', stanzaId, ack: ACK.DEVICE });

  expect((await waiting).data?.sendText?.message.ack).toBe('DEVICE');
  expect((await sendText(key)).data?.sendText?.message.ack).toBe('DEVICE');
  expect(engine().drafts).toHaveLength(1);
});

describe('when the engine cannot tell whether it left', () => {
  const inDoubt = async (key: string) => {
    engine().beforeSend = () => Promise.reject(new UncertainSendError('The link ended'));
    const { errors } = await sendText(key);
    engine().beforeSend = () => undefined;
    return errors[0]!;
  };
  afterEach(() => (gateway.rig.factory.resends = true));

  it('is answered as unknown, never as sent or failed', async () => {
    const error = await inDoubt(newKey());
    const [message] = await gateway.rig.stored(sessionId);

    expect(error).toMatchObject({
      code: 'SEND_UNKNOWN',
      extensions: { messageId: message?.id, waMessageId: message?.waMessageId },
    });
    expect(message?.ack).toBe(ACK.PENDING);
  });

  it('leaves once more under the same id when it is repeated', async () => {
    const key = newKey();
    const error = await inDoubt(key);

    const { data, errors } = await sendText(key);
    const third = await sendText(key);

    expect(errors).toEqual([]);
    expect(data?.sendText?.message.waMessageId).toBe(error.extensions.waMessageId);
    expect(engine().sent.map(({ stanzaId }) => `true_${ALICE}_${stanzaId}`)).toEqual([error.extensions.waMessageId]);
    expect(third).toEqual({ data, errors });
    expect(await gateway.rig.stored(sessionId)).toHaveLength(2);
    expect(await gateway.rig.events(sessionId, 'message.sent')).toHaveLength(1);
  });

  it('is not sent again once WhatsApp told that it has it', async () => {
    const key = newKey();
    const { extensions } = await inDoubt(key);
    const stanzaId = String(extensions.waMessageId).split('_')[2]!;
    engine().emit({ kind: 'ack', stanzaId, ack: ACK.SERVER });
    await gateway.store.commits.settled();

    const { data, errors } = await sendText(key);

    expect(errors).toEqual([]);
    expect(data?.sendText?.message).toEqual({ waMessageId: extensions.waMessageId, ack: 'SERVER' });
    expect(engine().sent).toEqual([]);
    expect(await gateway.rig.events(sessionId, 'message.sent')).toHaveLength(1);
  });

  it('fails once WhatsApp told that it refused it', async () => {
    const key = newKey();
    const { extensions } = await inDoubt(key);
    const stanzaId = String(extensions.waMessageId).split('_')[2]!;
    engine().emit({ kind: 'ack', stanzaId, ack: ACK.ERROR });
    await gateway.store.commits.settled();

    const { errors } = await sendText(key);

    expect(errors[0]?.code).toBe('MESSAGE_REFUSED');
    expect(engine().sent).toEqual([]);
  });

  it('stays unknown on an engine that takes no id twice, unless it is asked to send anew', async () => {
    gateway.rig.factory.resends = false;
    const key = newKey();
    const { extensions } = await inDoubt(key);

    const repeated = await sendText(key);
    const anew = await sendText(key, 'hello', {}, 'resendIfUnknown: true');
    const third = await sendText(key);

    expect(repeated.errors[0]).toMatchObject({
      code: 'SEND_UNKNOWN',
      extensions: { waMessageId: extensions.waMessageId },
    });
    expect(anew.errors).toEqual([]);
    expect(idOf(anew)).not.toBe(extensions.waMessageId);
    expect(idOf(third)).toBe(idOf(anew));
    expect(engine().sent).toHaveLength(1);
  });

  it('waits for a session that is not connected when it is repeated', async () => {
    const key = newKey();
    const error = await inDoubt(key);
    await gateway.rig.sessions.stop(sessionId);

    const meanwhile = await sendText(key);
    await gateway.rig.sessions.start(sessionId);
    engine().ready();
    const later = await sendText(key);

    expect(meanwhile.errors[0]?.code).toBe('SESSION_NOT_CONNECTED');
    expect(idOf(later)).toBe(error.extensions.waMessageId);
  });

  it('does not call it failed when it could not be sent again', async () => {
    const key = newKey();
    await inDoubt(key);
    engine().beforeSend = () => Promise.reject(new EngineFailedError('no'));

    const { errors } = await sendText(key);

    expect(errors[0]?.code).toBe('SEND_UNKNOWN');
    expect((await gateway.rig.stored(sessionId))[0]?.ack).toBe(ACK.PENDING);
  });
});
