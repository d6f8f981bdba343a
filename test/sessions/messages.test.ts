import { ACK } from '../../src/domain/ack.js';
import type { Jid } from '../../src/domain/jid.js';
import { alongsideOps } from '../../src/store/engine-store.js';
import { ALICE, GROUP, ME, observed, type Rig, type StoreOnDisk } from './rig.js';
import { rigForEach } from './rig-for-each.js';
import { webhookRow } from '../support/rows.js';

const SECOND = 1_782_461_729;

let store: StoreOnDisk;
let rig: Rig;
let id: string;
const beginAnew = rigForEach(async (made) => {
  ({ store, rig } = made);
  ({ id } = await rig.createReady());
});

const say = (text = 'Yes, 20 minutes.') => rig.sends.sendText({ sessionId: id, chatId: ALICE, text });
const dataOf = async (type: Parameters<Rig['events']>[1]) => (await rig.events(id, type)).map(({ data }) => data);
const chat = async (chatId: Jid) => {
  await store.commits.settled();
  return store.data.chat.findUniqueOrThrow({ where: { sessionId_id: { sessionId: id, id: chatId } } });
};

describe('a message that comes in', () => {
  it('from a person is stored and announced as documented', async () => {
    rig.factory.engine.emit({ kind: 'message', message: observed() });

    const [message] = await rig.stored(id);
    expect(message).toMatchObject({
      waMessageId: `false_${ALICE}_3EB07C`,
      chatId: ALICE,
      author: ALICE,
      authorName: 'Rina',
      from: ALICE,
      to: ME,
      body: 'Is the truck on its way?',
      type: 'text',
      direction: 'incoming',
      ack: ACK.DEVICE,
      sentAt: new Date(SECOND * 1000),
      metadata: null,
    });
    expect((await rig.events(id, 'message.received'))[0]?.message?.id).toBe(message?.id);
    expect(JSON.stringify((await dataOf('message.received'))[0])).toBe(
      `{"id":"false_${ALICE}_3EB07C","from":"${ALICE}","to":"${ME}","chatId":"${ALICE}",` +
        `"body":"Is the truck on its way?","type":"text","timestamp":${SECOND},"fromMe":false,"isGroup":false,` +
        '"hasMedia":false,"contact":{"pushName":"Rina"}}',
    );
  });

  it('from a group comes from the group, with the person as its author', async () => {
    rig.factory.engine.emit({ kind: 'message', message: observed({ chatId: GROUP }) });

    const [message] = await rig.stored(id);
    expect(message).toMatchObject({
      waMessageId: `false_${GROUP}_3EB07C_${ALICE}`,
      chatId: GROUP,
      author: ALICE,
      from: GROUP,
      to: ME,
    });
    expect(JSON.stringify((await dataOf('message.received'))[0])).toBe(
      `{"id":"false_${GROUP}_3EB07C_${ALICE}","from":"${GROUP}","to":"${ME}","chatId":"${GROUP}","author":"${ALICE}",` +
        `"body":"Is the truck on its way?","type":"text","timestamp":${SECOND},"fromMe":false,"isGroup":true,` +
        '"hasMedia":false,"contact":{"pushName":"Rina"}}',
    );
  });

  it('tells mentions, the quoted message, media and a sender behind a privacy alias', async () => {
    const lid = '1234567@lid' as Jid;
    rig.factory.engine.emit({
      kind: 'message',
      message: observed({
        chatId: GROUP,
        author: lid,
        authorLid: lid,
        hasMedia: true,
        type: 'image',
        mentionedIds: [ALICE],
        quoted: { stanzaId: '3EB0Q1', author: ME, body: 'earlier' },
      }),
    });

    const [message] = await rig.stored(id);
    const quotedMessage = { id: `true_${GROUP}_3EB0Q1`, body: 'earlier' };
    expect(message?.metadata).toEqual({ hasMedia: true, authorLid: lid, mentionedIds: [ALICE], quotedMessage });
    expect((await dataOf('message.received'))[0]).toMatchObject({
      author: lid,
      isLidSender: true,
      hasMedia: true,
      mentionedIds: [ALICE],
      quotedMessage,
    });
    expect((await dataOf('message.received'))[0]).not.toHaveProperty('senderPhone');
  });

  it("tells the sender's number where that is wanted, null where WhatsApp hides it", async () => {
    await beginAnew({ resolveLidToPhone: true });

    rig.factory.engine.emit({ kind: 'message', message: observed() });
    rig.factory.engine.emit({
      kind: 'message',
      message: observed({ stanzaId: '3EB0L', chatId: GROUP, author: '12345@lid' as Jid }),
    });
    await store.commits.settled();

    expect(await dataOf('message.received')).toMatchObject([{ senderPhone: '628770001122' }, { senderPhone: null }]);
  });

  it('is stored and announced once, however often it comes', async () => {
    for (let time = 0; time < 3; time += 1) rig.factory.engine.emit({ kind: 'message', message: observed() });

    expect(await rig.stored(id)).toHaveLength(1);
    expect(await dataOf('message.received')).toHaveLength(1);
    expect((await chat(ALICE)).unreadCount).toBe(1);
  });

  it('makes its chat, named after the person, and counts as unread', async () => {
    rig.factory.engine.emit({ kind: 'message', message: observed() });
    rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: '3EB07D', body: 'Hello?' }) });
    rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: '3EB07E', chatId: GROUP }) });
    rig.factory.engine.emit({ kind: 'chat', chatId: GROUP, name: 'Depot', unreadCount: 7 });

    expect(await chat(ALICE)).toMatchObject({
      name: 'Rina',
      kind: 'individual',
      unreadCount: 2,
      lastMessage: 'Hello?',
      lastMessageAt: new Date(SECOND * 1000),
    });
    expect(await chat(GROUP)).toMatchObject({ name: 'Depot', kind: 'group', unreadCount: 7 });
  });

  it('is on disk together with what the engine wants written with it', async () => {
    const alongside = store.engine.handedOver(id, '3EB07C');
    const enqueued: unknown[] = [];
    const forget = store.commits.onEnqueue((ops) => void enqueued.push(ops));

    rig.factory.engine.emit({ kind: 'message', message: observed(), alongside });
    forget();

    expect(enqueued).toHaveLength(1);
    expect(enqueued[0]).toEqual(expect.arrayContaining([...alongsideOps(alongside)]));
  });

  it('that is a story is neither stored nor announced; the engine is done with it all the same', async () => {
    const alongside = store.engine.handedOver(id, '3EB07C');
    const enqueued: unknown[] = [];
    const forget = store.commits.onEnqueue((ops) => void enqueued.push(...ops));

    rig.factory.engine.emit({ kind: 'message', message: observed({ chatId: 'status@broadcast' as Jid }), alongside });
    forget();

    expect(await rig.stored(id)).toEqual([]);
    expect(enqueued).toEqual(alongsideOps(alongside));
  });

  it('says that the session is active, once a minute at most', async () => {
    const connected = await rig.row(id);
    const enqueued: string[] = [];
    const forget = store.commits.onEnqueue((ops) => void enqueued.push(...ops.map(({ op }) => op)));

    rig.factory.engine.emit({ kind: 'message', message: observed() });
    rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: '3EB07D' }) });
    forget();

    expect(enqueued.filter((op) => op === 'session.patch')).toHaveLength(1);
    const { lastActiveAt } = await rig.row(id);
    expect(lastActiveAt?.getTime()).toBeGreaterThanOrEqual(connected.lastActiveAt?.getTime() ?? Infinity);
  });
});

describe('a message written on the phone', () => {
  const own = () => observed({ fromMe: true, author: ME, stanzaId: '3EB0PH', body: 'On my way' });

  it('is stored and announced as sent, and the chat is read', async () => {
    rig.factory.engine.emit({ kind: 'message', message: observed() });
    rig.factory.engine.emit({ kind: 'message', message: own() });

    const [message] = await rig.stored(id);
    expect(message).toMatchObject({ direction: 'outgoing', from: ME, to: ALICE, author: ME, ack: ACK.SERVER });
    expect(JSON.stringify((await dataOf('message.sent'))[0])).toBe(
      `{"id":"true_${ALICE}_3EB0PH","from":"${ME}","to":"${ALICE}","chatId":"${ALICE}","body":"On my way",` +
        `"type":"text","timestamp":${SECOND},"fromMe":true,"isGroup":false,"hasMedia":false}`,
    );
    expect((await chat(ALICE)).unreadCount).toBe(0);
  });
});

describe('what becomes of a message', () => {
  it('is told after the message itself, however fast the answer is', async () => {
    rig.factory.engine.beforeSend = () => {
      rig.factory.engine.emit({ kind: 'ack', stanzaId: '3EB0A1', ack: ACK.SERVER });
      rig.factory.engine.emit({ kind: 'ack', stanzaId: '3EB0A1', ack: ACK.DEVICE });
    };

    await say();

    expect((await rig.stored(id))[0]?.ack).toBe(ACK.DEVICE);
    expect((await rig.journalled(id)).slice(3)).toEqual(['message.sent', 'message.ack', 'message.ack']);
  });

  it('is stored and told as it moves forward, never backward', async () => {
    const { stanzaId } = await say();

    for (const ack of [ACK.SERVER, ACK.READ, ACK.DEVICE, ACK.READ, ACK.ERROR, ACK.PLAYED]) {
      rig.factory.engine.emit({ kind: 'ack', stanzaId, ack });
    }

    expect((await rig.stored(id))[0]?.ack).toBe(ACK.PLAYED);
    expect(await dataOf('message.ack')).toMatchObject([
      { status: 'sent', ack: 1 },
      { status: 'read', ack: 3 },
      { status: 'read', ack: 3 },
    ]);
    expect(await dataOf('message.failed')).toEqual([]);
  });

  it('is a failure when WhatsApp refuses it later', async () => {
    const { stanzaId } = await say();

    rig.factory.engine.emit({ kind: 'ack', stanzaId, ack: ACK.ERROR, reason: '463' });

    expect((await rig.stored(id))[0]?.ack).toBe(ACK.ERROR);
    expect(await dataOf('message.failed')).toHaveLength(1);
  });

  it('is emptied when it is deleted for everyone', async () => {
    rig.factory.engine.emit({ kind: 'message', message: observed() });
    rig.factory.engine.emit({
      kind: 'revoked',
      chatId: ALICE,
      stanzaId: '3EB07C',
      fromMe: false,
      author: ALICE,
      at: new Date(1_782_461_830_000),
    });

    expect((await rig.stored(id))[0]).toMatchObject({ body: '', type: 'revoked' });
    expect(JSON.stringify((await dataOf('message.revoked'))[0])).toBe(
      `{"id":"false_${ALICE}_3EB07C","chatId":"${ALICE}","from":"${ALICE}","to":"${ME}","type":"revoked","body":"",` +
        '"timestamp":1782461830}',
    );
  });

  it('holds the reactions to it, told as a map after each', async () => {
    const { stanzaId, waMessageId: messageId } = await say();
    const react = (emoji: string, sender: Jid) =>
      rig.factory.engine.emit({ kind: 'reaction', chatId: ALICE, stanzaId, emoji, sender });

    react('❤️', ALICE);
    react('👍', ME);
    react('', ALICE);

    expect((await rig.stored(id))[0]?.metadata).toEqual({
      reactions: { [ME]: '👍' },
      reactedAt: { [ME]: expect.any(Number) as number },
    });
    expect(await dataOf('message.reaction')).toEqual([
      { messageId, chatId: ALICE, reaction: '❤️', senderId: ALICE, reactions: { [ALICE]: '❤️' } },
      { messageId, chatId: ALICE, reaction: '👍', senderId: ME, reactions: { [ALICE]: '❤️', [ME]: '👍' } },
      { messageId, chatId: ALICE, reaction: '', senderId: ALICE, reactions: { [ME]: '👍' } },
    ]);
  });
});

it('plans a delivery for every webhook that wants the event, in the same transaction', async () => {
  await store.commits.write([
    { op: 'webhook.insert', row: webhookRow('all', id) },
    { op: 'webhook.insert', row: webhookRow('acks', id, { events: '["message.ack"]' }) },
  ]);
  (await store.webhooks.ofSessions([id])).forEach((webhook) => rig.planner.put(webhook));

  rig.factory.engine.emit({ kind: 'message', message: observed() });
  const { stanzaId } = await say();
  rig.factory.engine.emit({ kind: 'ack', stanzaId, ack: ACK.SERVER });
  await store.commits.settled();

  const deliveries = await store.data.delivery.findMany({
    orderBy: [{ eventSeq: 'asc' }, { webhookId: 'asc' }],
    include: { event: true },
  });
  expect(deliveries.map(({ webhookId, event }) => `${event.type} to ${webhookId}`)).toEqual([
    'message.received to all',
    'message.sent to all',
    'message.ack to acks',
    'message.ack to all',
  ]);
});
