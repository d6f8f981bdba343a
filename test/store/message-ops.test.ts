import type { Chat } from '../../src/store/store.js';
import {
  ALICE,
  eventRow,
  eventStub,
  inbound,
  ME,
  openTestStore,
  outbound,
  removeStores,
  SESSION,
  type TestStore,
  WEBHOOK,
} from './store-fixture.js';
import type { Ack } from '../../src/domain/ack.js';
import type { MessageRow } from '../../src/store/write-op.js';
import { DATABASES } from './both-databases.js';

describe.each(DATABASES)('on %s', (database) => {
  let store: TestStore;
  beforeEach(async () => {
    store = await openTestStore({ database });
  });
  afterEach(removeStores);

  const chat = () => store.data.chat.findFirstOrThrow() as Promise<Chat>;
  const message = () => store.data.message.findFirstOrThrow();
  const events = async () => (await store.journal.read(0, 100)).map(({ type, data }) => ({ type, data }));

  describe('an inbound message', () => {
    it('is stored together with its chat, its event and a delivery that is due at once', async () => {
      const before = Date.now();

      await store.commits.write([inbound('A1', {}, { deliveries: [{ id: 'dlv_1', webhookId: WEBHOOK }] })]);

      expect(await store.data.message.findMany()).toMatchObject([
        { body: 'hello', stanzaId: 'A1', sentAt: new Date(1_782_461_730_000), metadata: null },
      ]);
      expect(await chat()).toMatchObject({
        id: ALICE,
        name: 'Alice',
        unreadCount: 1,
        lastMessage: 'hello',
        lastMessageAt: new Date(1_782_461_730_000),
      });
      expect(await store.journal.read(0, 10)).toMatchObject([
        {
          seq: 1,
          type: 'message.received',
          data: { id: 'A1' },
          message: { stanzaId: 'A1', sentAt: new Date(1_782_461_730_000) },
        },
      ]);
      const [delivery] = await store.data.delivery.findMany();
      expect(delivery).toMatchObject({
        id: 'dlv_1',
        webhookId: WEBHOOK,
        state: 'PENDING',
        attemptCount: 0,
      });
      expect(Number(delivery?.eventSeq)).toBe(1);
      expect(delivery?.nextAttemptAt?.getTime()).toBeGreaterThanOrEqual(before);
    });

    it('changes nothing at all when it comes a second time', async () => {
      await store.commits.write([inbound('A1')]);

      await store.commits.write([
        inbound('A1', { body: 'changed' }, { deliveries: [{ id: 'dlv_1', webhookId: WEBHOOK }] }),
      ]);

      expect(await store.rows('Message')).toMatchObject([{ body: 'hello' }]);
      expect(await chat()).toMatchObject({ unreadCount: 1, lastMessage: 'hello' });
      expect(await store.rows('Event')).toHaveLength(1);
      expect(await store.rows('Delivery')).toHaveLength(0);
    });

    it('keeps the newest message as the last one of the chat, and a known name', async () => {
      const late: Partial<MessageRow> = { body: 'older', sentAt: 1_782_461_000_000 };

      await store.commits.write([
        inbound('A1'),
        { ...inbound('A2', late), chat: { name: '', kind: 'individual', unread: 1 } },
      ]);

      expect(await chat()).toMatchObject({
        name: 'Alice',
        unreadCount: 2,
        lastMessage: 'hello',
        lastMessageAt: new Date(1_782_461_730_000),
      });
    });

    it('stands, with its event, when the webhook of a planned delivery is gone', async () => {
      await store.commits.write([{ op: 'webhook.delete', webhookId: WEBHOOK }]);

      await store.commits.write([inbound('A1', {}, { deliveries: [{ id: 'dlv_1', webhookId: WEBHOOK }] })]);

      expect(await store.rows('Message')).toHaveLength(1);
      expect(await store.rows('Event')).toHaveLength(1);
      expect(await store.rows('Delivery')).toHaveLength(0);
    });
  });

  describe('an outgoing message', () => {
    const ack = (value: Ack) => ({
      op: 'message.ack' as const,
      sessionId: SESSION,
      stanzaId: 'B1',
      ack: value,
      ackEvent: eventStub({ deliveries: [{ id: `dlv_ack_${value}`, webhookId: WEBHOOK }] }),
      failedEvent: eventStub({ type: 'message.failed' }),
    });
    const id = `true_${ALICE}_B1`;

    it('is announced once it was sent', async () => {
      const stored = outbound('B1');

      await store.commits.write([stored]);
      const before = await events();
      await store.commits.write([
        {
          op: 'message.sent',
          messageId: stored.row.id,
          event: eventRow({ type: 'message.sent', data: '{"id":"B1"}' }),
        },
      ]);

      expect(before).toEqual([]);
      expect(await store.journal.read(0, 10)).toMatchObject([
        { type: 'message.sent', data: { id: 'B1' }, message: { id: stored.row.id } },
      ]);
    });

    it('moves forward with each ack, and tells it in the documented numbers', async () => {
      await store.commits.write([outbound('B1')]);

      await store.commits.write([ack(1), ack(2), ack(3), ack(4)]);

      expect(await message()).toMatchObject({ ack: 4 });
      expect(await events()).toEqual([
        { type: 'message.ack', data: { id, messageId: id, status: 'sent', ack: 1 } },
        { type: 'message.ack', data: { id, messageId: id, status: 'delivered', ack: 2 } },
        { type: 'message.ack', data: { id, messageId: id, status: 'read', ack: 3 } },
        { type: 'message.ack', data: { id, messageId: id, status: 'read', ack: 3 } },
      ]);
      expect(await store.rows('Delivery')).toHaveLength(4);
    });

    it('never moves back, nor fails after it was confirmed', async () => {
      await store.commits.write([outbound('B1'), ack(3)]);

      await store.commits.write([ack(2), ack(3), ack(-1)]);

      expect(await message()).toMatchObject({ ack: 3 });
      expect(await events()).toHaveLength(1);
    });

    it('fails with an ack event and a failure event, and stays failed', async () => {
      await store.commits.write([outbound('B1')]);

      await store.commits.write([ack(-1), ack(1)]);

      expect(await message()).toMatchObject({ ack: -1 });
      expect(await events()).toEqual([
        { type: 'message.ack', data: { id, messageId: id, status: 'failed', ack: -1 } },
        { type: 'message.failed', data: { id, messageId: id, status: 'failed', ack: -1 } },
      ]);
    });

    it('ignores an ack for an inbound or an unknown message', async () => {
      await store.commits.write([inbound('B1')]);

      await store.commits.write([ack(2), { ...ack(2), stanzaId: 'unknown' }]);

      expect(await message()).toMatchObject({ ack: 0 });
      expect(await events()).toHaveLength(1);
    });
  });

  describe('a revoked message', () => {
    const revoke = (stanzaId: string, chatId: string = ALICE) => ({
      op: 'message.revoke' as const,
      sessionId: SESSION,
      chatId,
      stanzaId,
      event: eventRow({ type: 'message.revoked', data: JSON.stringify({ id: stanzaId }) }),
    });

    it('is emptied, also as the last message of its chat, and announced once', async () => {
      await store.commits.write([inbound('A1', { metadata: '{"quoted":"secret"}' })]);

      await store.commits.write([revoke('A1'), revoke('A1')]);

      expect(await message()).toMatchObject({ type: 'revoked', body: '', metadata: null });
      expect(await chat()).toMatchObject({ lastMessage: '' });
      expect((await events()).map(({ type }) => type)).toEqual(['message.received', 'message.revoked']);
    });

    it('leaves the last message of the chat alone when that is another one', async () => {
      await store.commits.write([inbound('A1'), inbound('A2', { body: 'newer', sentAt: 1_782_461_790_000 })]);

      await store.commits.write([revoke('A1')]);

      expect(await chat()).toMatchObject({ lastMessage: 'newer' });
    });

    it('is left alone by whoever knows its id from another chat', async () => {
      await store.commits.write([inbound('A1', { body: 'stays' })]);

      await store.commits.write([revoke('A1', '120363044556677889@g.us')]);

      expect(await message()).toMatchObject({ type: 'text', body: 'stays' });
    });

    it('is announced even if it was never stored', async () => {
      await store.commits.write([revoke('unknown')]);

      expect(await store.journal.read(0, 10)).toMatchObject([{ type: 'message.revoked', message: null }]);
    });
  });

  describe('a reaction', () => {
    const react = (emoji: string, senderId = ALICE) => ({
      op: 'message.react' as const,
      sessionId: SESSION,
      chatId: ALICE,
      stanzaId: 'B1',
      senderId,
      emoji,
      event: eventStub({ type: 'message.reaction' }),
    });

    it('is kept per sender beside the rest of the metadata, and announced with all reactions', async () => {
      await store.commits.write([outbound('B1', { metadata: '{"mentionedIds":["x"]}' })]);

      await store.commits.write([react('❤️'), react('👍', ME), react('', ALICE)]);

      expect(await message()).toMatchObject({ metadata: { mentionedIds: ['x'], reactions: { [ME]: '👍' } } });
      const messageId = `true_${ALICE}_B1`;
      expect((await events()).map(({ data }) => data)).toEqual([
        { messageId, chatId: ALICE, reaction: '❤️', senderId: ALICE, reactions: { [ALICE]: '❤️' } },
        { messageId, chatId: ALICE, reaction: '👍', senderId: ME, reactions: { [ALICE]: '❤️', [ME]: '👍' } },
        { messageId, chatId: ALICE, reaction: '', senderId: ALICE, reactions: { [ME]: '👍' } },
      ]);
    });

    it('is not announced when nothing changes or the message is not stored', async () => {
      await store.commits.write([outbound('B1'), react('❤️')]);

      await store.commits.write([react('❤️'), react('', ME), { ...react('👍'), stanzaId: 'unknown' }]);

      expect(await events()).toHaveLength(1);
    });
  });
});
