import { ACK } from '../../src/domain/ack.js';
import { EngineFailedError } from '../../src/domain/errors.js';
import type { Jid } from '../../src/domain/jid.js';
import { CAPABILITY_NAMES, type Capability } from '../../src/engine/capability.js';
import { ALICE, GROUP, observed, type Rig, type StoreOnDisk } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let store: StoreOnDisk;
let rig: Rig;
let sessionId: string;
rigForEach(async (made) => {
  ({ store, rig } = made);
  ({ id: sessionId } = await rig.createReady());
});

const to = () => ({ sessionId, chatId: ALICE });
const drafted = () =>
  rig.factory.engine.drafts.map(({ to, content, mentions, quoted }) => ({ to, content, mentions, quoted }));
const without = (...missing: Capability[]) => new Set(CAPABILITY_NAMES.filter((name) => !missing.includes(name)));
const received = async (overrides: Parameters<typeof observed>[0] = {}) => {
  rig.factory.engine.emit({ kind: 'message', message: observed(overrides) });
  const [message] = await rig.stored(sessionId);
  if (message === undefined) throw new Error('nothing was stored');
  return message;
};

describe('a text', () => {
  it('goes without a preview unless one is wanted', async () => {
    await rig.sends.sendText({ ...to(), text: 'see https://example.org' });
    await rig.sends.sendText({ ...to(), text: 'see https://example.org', linkPreview: true });

    expect(drafted().map(({ content }) => content)).toMatchObject([{ linkPreview: false }, { linkPreview: true }]);
  });

  it('tells whom it mentions and what it answers, to the engine, the row and the event', async () => {
    const question = await received();

    const answer = await rig.sends.sendText({
      ...to(),
      text: '@628770001122 yes',
      mentions: [ALICE],
      quotedMessageId: question.waMessageId,
    });

    const quotedMessage = { id: question.waMessageId, body: question.body };
    expect(drafted()).toMatchObject([
      { mentions: [ALICE], quoted: { stanzaId: '3EB07C', fromMe: false, author: ALICE, chatId: ALICE } },
    ]);
    expect(answer.metadata).toEqual({ mentionedIds: [ALICE], quotedMessage });
    expect((await rig.events(sessionId, 'message.sent'))[0]?.data).toMatchObject({
      mentionedIds: [ALICE],
      quotedMessage,
    });
  });

  it.each<[Capability, Partial<Parameters<Rig['sends']['sendText']>[0]>]>([
    ['LINK_PREVIEW', { linkPreview: true }],
    ['MENTIONS', { mentions: [ALICE] }],
    ['REPLY', { quotedMessageId: `false_${ALICE}_3EB07C` }],
  ])('is refused where the engine has no %s, only if that is asked for', async (missing, wanted) => {
    await received();
    rig.factory.capabilities = without(missing);
    const { id } = await rig.createReady();
    const send = (extra: object) => rig.sends.sendText({ sessionId: id, chatId: ALICE, text: 'x', ...extra });

    await expect(send(wanted)).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
    await expect(send({})).resolves.toMatchObject({ body: 'x' });
  });

  it.each([
    ['a message that is not stored', () => `false_${ALICE}_UNKNOWN`, ALICE],
    ['a message of another chat', () => `false_${ALICE}_3EB07C`, GROUP],
  ])('does not answer %s', async (_what, quoted, chatId) => {
    await received();

    await expect(rig.sends.sendText({ sessionId, chatId, text: 'x', quotedMessageId: quoted() })).rejects.toMatchObject(
      { code: 'NOT_FOUND' },
    );

    expect(rig.factory.engine.drafts).toEqual([]);
    expect(await rig.stored(sessionId)).toHaveLength(1);
  });
});

describe('a place, a card and a poll', () => {
  it('reach the engine as they are, and are stored with what stands for them as body', async () => {
    const place = await rig.sends.sendLocation({
      ...to(),
      latitude: -6.2,
      longitude: 106.8,
      description: 'Depot Nine',
      address: 'Jalan Satu 9',
    });
    const bare = await rig.sends.sendLocation({ ...to(), latitude: 0, longitude: 0 });
    const card = await rig.sends.sendContact({ ...to(), contactName: 'Rina\r\nX', contactNumber: '+62 877-0001-122' });
    const poll = await rig.sends.sendPoll({ ...to(), question: 'When?', options: ['today', 'tomorrow'] });

    expect(drafted().map(({ content }) => content)).toEqual([
      { kind: 'location', latitude: -6.2, longitude: 106.8, name: 'Depot Nine', address: 'Jalan Satu 9' },
      { kind: 'location', latitude: 0, longitude: 0 },
      { kind: 'contact', name: 'Rina X', number: '628770001122' },
      { kind: 'poll', question: 'When?', options: ['today', 'tomorrow'], multiple: false },
    ]);
    expect(place).toMatchObject({
      type: 'location',
      body: 'Depot Nine',
      metadata: {
        location: { latitude: -6.2, longitude: 106.8, description: 'Depot Nine', address: 'Jalan Satu 9' },
      },
    });
    expect(bare).toMatchObject({ type: 'location', body: '' });
    expect(card).toMatchObject({ type: 'contact', body: 'Rina X', metadata: null });
    expect(poll).toMatchObject({
      type: 'poll',
      body: 'When?',
      metadata: { poll: { options: ['today', 'tomorrow'], multiple: false } },
    });
    expect((await rig.events(sessionId, 'message.sent'))[0]?.data).toMatchObject({
      location: { latitude: -6.2, longitude: 106.8, description: 'Depot Nine', address: 'Jalan Satu 9' },
    });
  });

  it.each<[Capability, () => Promise<unknown>]>([
    ['SEND_LOCATION', () => rig.sends.sendLocation({ ...to(), latitude: 0, longitude: 0 })],
    ['SEND_CONTACT', () => rig.sends.sendContact({ ...to(), contactName: 'x', contactNumber: '628770001122' })],
    ['SEND_POLL', () => rig.sends.sendPoll({ ...to(), question: 'x', options: ['a', 'b'] })],
    ['FORWARD', () => rig.sends.forward({ sessionId, messageId: `false_${ALICE}_3EB07C`, toChatId: GROUP })],
  ])('are refused where the engine has no %s', async (missing, send) => {
    rig.factory.capabilities = without(missing);
    ({ id: sessionId } = await rig.createReady());
    await received();

    await expect(send()).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });

    expect(rig.factory.engine.drafts).toEqual([]);
    expect(await rig.stored(sessionId)).toHaveLength(1);
  });
});

describe('a forwarded message', () => {
  it('is a message of its own that shows what the original shows', async () => {
    const location = { latitude: 1, longitude: 2 };
    const original = await received({ type: 'location', body: 'here', location });

    const forwarded = await rig.sends.forward({ sessionId, messageId: original.waMessageId, toChatId: GROUP });

    expect(drafted()).toMatchObject([{ to: GROUP, content: { kind: 'forward', original: { stanzaId: '3EB07C' } } }]);
    expect(forwarded).toMatchObject({
      chatId: GROUP,
      direction: 'outgoing',
      type: 'location',
      body: 'here',
      metadata: { location },
      ack: ACK.PENDING,
    });
  });

  it('must be stored, in the chat that is named, and not deleted', async () => {
    const { waMessageId: messageId } = await received();
    const forward = (change: object) => rig.sends.forward({ sessionId, messageId, toChatId: GROUP, ...change });

    await expect(forward({ messageId: 'false_x_y' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(forward({ fromChatId: GROUP })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await rig.messages.delete({ sessionId, messageId, forEveryone: false });
    await expect(forward({})).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });

    expect(rig.factory.engine.drafts).toEqual([]);
  });
});

describe.each<[string, Capability, (messageId: string, chatId?: Jid) => Promise<unknown>]>([
  ['reacting', 'REACT', (messageId, chatId) => rig.messages.react({ sessionId, messageId, chatId, emoji: '👍' })],
  ['editing', 'EDIT', (messageId, chatId) => rig.messages.edit({ sessionId, messageId, chatId, text: 'y' })],
  [
    'deleting for everyone',
    'DELETE_FOR_EVERYONE',
    (messageId, chatId) => rig.messages.delete({ sessionId, messageId, chatId }),
  ],
  [
    'deleting for me',
    'DELETE_FOR_ME',
    (messageId, chatId) => rig.messages.delete({ sessionId, messageId, chatId, forEveryone: false }),
  ],
  ['starring', 'STAR', (messageId, chatId) => rig.messages.star({ sessionId, messageId, chatId, starred: true })],
])('%s', (_what, capability, act) => {
  it('needs the engine to be able to, a link, and a message that is stored in that chat', async () => {
    const { waMessageId } = await rig.sends.sendText({ ...to(), text: 'x' });

    await expect(act('true_x_UNKNOWN')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(act(waMessageId, GROUP)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    rig.factory.engine.end('lost');
    await expect(act(waMessageId)).rejects.toMatchObject({ code: 'SESSION_NOT_CONNECTED' });
    rig.factory.capabilities = without(capability);
    ({ id: sessionId } = await rig.createReady());
    await expect(act(waMessageId)).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
  });

  it('that WhatsApp refuses changes nothing', async () => {
    const { waMessageId } = await rig.sends.sendText({ ...to(), text: 'x' });
    const before = await rig.stored(sessionId);
    rig.factory.engine.beforeAct = () => {
      throw new EngineFailedError('too late');
    };

    await expect(act(waMessageId)).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: 'too late' });
    rig.factory.engine.beforeAct = () => {
      throw new Error('a private key');
    };
    await expect(act(waMessageId)).rejects.toMatchObject({ message: expect.not.stringContaining('key') as string });

    expect(await rig.stored(sessionId)).toEqual(before);
  });

  it('is a success once WhatsApp took it, whatever becomes of the store', async () => {
    const { waMessageId } = await rig.sends.sendText({ ...to(), text: 'x' });
    let repair: () => Promise<void> | void = () => undefined;
    rig.factory.engine.beforeAct = async () => {
      repair = await store.breakWrites();
    };

    await expect(act(waMessageId)).resolves.toMatchObject({ waMessageId });
    await repair();
  });
});

describe('what an engine reports', () => {
  it('from before the link is stored where it belongs in time, and nobody is told', async () => {
    const live = await received();
    const early = { stanzaId: 'EARLY', body: 'first contact', sentAt: new Date('2026-06-01T00:00:00Z') };

    rig.factory.engine.emit({ kind: 'message', message: observed(early), history: true });

    const stored = await rig.stored(sessionId);
    expect(stored.map(({ body }) => body)).toEqual([live.body, 'first contact']);
    expect(stored[1]?.createdAt).toEqual(early.sentAt);
    expect(await rig.events(sessionId, 'message.received')).toHaveLength(1);
    const chat = await store.data.chat.findUniqueOrThrow({ where: { sessionId_id: { sessionId, id: ALICE } } });
    expect(chat).toMatchObject({ unreadCount: 1, lastMessage: live.body });
  });

  it('of a call is an event', async () => {
    rig.factory.engine.emit({
      kind: 'call',
      callId: 'C4LL',
      from: ALICE,
      isVideo: true,
      isGroup: false,
      at: new Date('2026-06-26T08:15:29.400Z'),
    });
    await store.commits.settled();

    expect(await rig.events(sessionId, 'call.received')).toMatchObject([
      {
        data: { callId: 'C4LL', from: ALICE, isVideo: true, isGroup: false, timestamp: 1_782_461_729 },
        message: null,
      },
    ]);
  });
});
