import { ACK } from '../../src/domain/ack.js';
import { EngineFailedError } from '../../src/domain/errors.js';
import type { Jid } from '../../src/domain/jid.js';
import { typingPauseMs } from '../../src/services/typing.js';
import { ALICE, ME, observed, type Rig, type StoreOnDisk } from './rig.js';
import { rigForEach } from './rig-for-each.js';

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

describe('sending a text', () => {
  it('stores it as pending before the engine gets it, and announces it afterwards', async () => {
    let before: unknown[] = [];
    rig.factory.engine.beforeSend = async () => {
      const stored = await store.data.message.findMany({ where: { sessionId: id } });
      before = [stored.map(({ ack }) => ack), (await dataOf('message.sent')).length];
    };

    const message = await say();

    expect(before).toEqual([[ACK.PENDING], 0]);
    expect(message).toMatchObject({
      waMessageId: `true_${ALICE}_3EB0A1`,
      direction: 'outgoing',
      ack: ACK.PENDING,
      from: ME,
      to: ALICE,
      body: 'Yes, 20 minutes.',
      metadata: null,
    });
    expect(rig.factory.engine.sent).toEqual([{ to: ALICE, text: 'Yes, 20 minutes.', stanzaId: '3EB0A1' }]);
    expect(await rig.stored(id)).toEqual([message]);
    expect(await dataOf('message.sent')).toEqual([
      {
        id: `true_${ALICE}_3EB0A1`,
        from: ME,
        to: ALICE,
        chatId: ALICE,
        body: 'Yes, 20 minutes.',
        type: 'text',
        timestamp: Math.floor(message.sentAt.getTime() / 1000),
        fromMe: true,
        isGroup: false,
        hasMedia: false,
      },
    ]);
  });

  it("is not announced twice when the engine echoes it, and what was unread in the chat isn't any more", async () => {
    rig.factory.engine.emit({ kind: 'message', message: observed() });
    const sent = await say();

    const { stanzaId, body } = sent;
    rig.factory.engine.emit({ kind: 'message', message: observed({ fromMe: true, author: ME, stanzaId, body }) });

    expect(await rig.stored(id)).toHaveLength(2);
    expect(await dataOf('message.sent')).toHaveLength(1);
    expect((await chat(ALICE)).unreadCount).toBe(0);
  });

  it('is refused unless the session is connected, and nothing is stored', async () => {
    const { id: idle } = await rig.create();
    const send = () => rig.sends.sendText({ sessionId: idle, chatId: ALICE, text: 'x' });

    await expect(send()).rejects.toMatchObject({
      code: 'SESSION_NOT_CONNECTED',
      message: 'Session is not connected',
    });
    await rig.sessions.start(idle);
    await expect(send()).rejects.toMatchObject({ code: 'SESSION_NOT_CONNECTED' });

    expect(await rig.stored(idle)).toEqual([]);
  });

  it('is not available where the engine cannot', async () => {
    rig.factory.capabilities = new Set();

    await expect(say()).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
  });

  it('that the engine refuses is stored as failed and told as ack and as failure', async () => {
    rig.factory.engine.beforeSend = () => {
      throw new EngineFailedError('No LID for user');
    };

    await expect(say()).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: 'No LID for user' });

    const messageId = `true_${ALICE}_3EB0A1`;
    expect((await rig.stored(id))[0]).toMatchObject({ ack: ACK.ERROR });
    expect(await dataOf('message.sent')).toEqual([]);
    expect(await dataOf('message.ack')).toEqual([{ id: messageId, messageId, status: 'failed', ack: -1 }]);
    const error = { code: 'ENGINE_FAILED', message: 'No LID for user' };
    expect(await dataOf('message.failed')).toEqual([{ id: messageId, messageId, status: 'failed', ack: -1, error }]);
  });

  it("keeps the text of a library's error inside", async () => {
    rig.factory.engine.beforeSend = () => {
      throw new Error('private key of 628123456789');
    };

    await expect(say()).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: 'The engine could not send the message',
    });
  });

  it('is not made until the row is on disk', async () => {
    const repair = await store.breakWrites();

    await expect(say()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await repair();

    expect(rig.factory.engine.sent).toEqual([]);
  });

  it('is a success once the engine took it, whatever becomes of the store', async () => {
    let repair: () => Promise<void> | void = () => undefined;
    rig.factory.engine.beforeSend = async () => {
      repair = await store.breakWrites();
    };

    const message = await say();
    await repair();

    expect(message.body).toBe('Yes, 20 minutes.');
    expect(rig.factory.engine.sent).toHaveLength(1);
  });

  it('shows typing first where that is wanted, and sends even if nobody sees it', async () => {
    await beginAnew({ simulateTyping: true });

    await say('hi');

    expect(rig.factory.engine.typed).toEqual([{ to: ALICE, typing: true }]);
    expect(rig.factory.engine.sent).toHaveLength(1);
  });

  it('pauses longer for longer texts, with jitter, and never longer than allowed', () => {
    expect(typingPauseMs('12345678', 5000, 0.5)).toBe(240);
    expect(typingPauseMs('12345678', 5000, 0)).toBe(180);
    expect(typingPauseMs('12345678', 5000, 0.999)).toBe(300);
    expect(typingPauseMs('x'.repeat(4096), 5000, 0.5)).toBe(5000);
    expect(typingPauseMs('x', 0, 0.5)).toBe(0);
  });
});
