import type { Jid } from '../../src/domain/jid.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { sessionRow } from '../support/rows.js';
import {
  ALICE,
  inbound,
  messageRow,
  openTestStore,
  outbound,
  removeStores,
  SESSION,
  type TestStore,
} from './store-fixture.js';
import { DATABASES } from './both-databases.js';

describe.each(DATABASES)('on %s', (database) => {
  const ALIAS = '99887766554433@lid';
  const GROUP = '120363044556677889@g.us';
  const OTHER = '00000000-0000-4000-8000-000000000000';

  let store: TestStore;
  beforeEach(async () => {
    store = await openTestStore({ database });
  });
  afterEach(removeStores);

  const contact = (id: string, patch: (WriteOp & { op: 'contact.put' })['patch'], sessionId = SESSION): WriteOp => ({
    op: 'contact.put',
    sessionId,
    id,
    patch,
  });
  const samePerson = (sessionId = SESSION): WriteOp => ({
    op: 'identity.put',
    sessionId,
    lid: ALIAS,
    pn: ALICE,
    at: 1_782_461_730_000,
  });
  /** A text from the alias, in its own chat unless told otherwise. */
  const fromAlias = (stanzaId: string, overrides: Parameters<typeof inbound>[1] = {}): WriteOp =>
    inbound(stanzaId, {
      waMessageId: `false_${ALIAS}_${stanzaId}`,
      chatId: ALIAS,
      author: ALIAS,
      from: ALIAS,
      ...overrides,
    });

  describe('what becomes known of a person', () => {
    it('is added to what was known', async () => {
      await store.commits.write([
        contact(ALICE, { name: 'Alice' }),
        contact(ALICE, { pushName: 'ali', isBusiness: true }),
        contact(ALICE, { isBlocked: true }),
        contact(ALICE, {}),
      ]);

      expect(await store.rows('Contact')).toEqual([
        { sessionId: SESSION, id: ALICE, name: 'Alice', pushName: 'ali', isBlocked: 1, isBusiness: 1 },
      ]);
    });

    it('may be that something is no longer so', async () => {
      await store.commits.write([
        contact(ALICE, { name: 'Alice', isBlocked: true }),
        contact(ALICE, { name: '', isBlocked: false }),
      ]);

      expect(await store.rows('Contact')).toMatchObject([{ name: '', isBlocked: 0 }]);
    });

    it('is written down under the number, where an alias is known to be one', async () => {
      await store.commits.write([samePerson(), contact(ALIAS, { pushName: 'ali' })]);

      expect(await store.rows('Contact')).toMatchObject([{ id: ALICE, pushName: 'ali' }]);
    });

    it('goes with its session', async () => {
      await store.commits.write([contact(ALICE, { name: 'Alice' }), { op: 'session.delete', sessionId: SESSION }]);

      expect(await store.rows('Contact')).toEqual([]);
    });
  });

  describe('an alias and a number that are one person', () => {
    it('is known to every session', async () => {
      await store.commits.write([samePerson()]);

      const { identities } = store;
      expect(identities.canonical(ALIAS as Jid)).toBe(ALICE);
      expect(identities.addressesOf(ALICE as Jid)).toEqual([ALICE, ALIAS]);
      expect(identities.addressesOf(ALIAS as Jid)).toEqual([ALICE, ALIAS]);
      expect(identities.addressesOf(GROUP as Jid)).toEqual([GROUP]);
    });

    it('gets the chat of the alias with its messages, and forgets the alias', async () => {
      await store.commits.write([
        fromAlias('A1', { body: 'first', sentAt: 1000 }),
        {
          ...outbound('A2', {
            waMessageId: `true_${ALIAS}_A2`,
            chatId: ALIAS,
            to: ALIAS,
            body: 'second',
            sentAt: 2000,
          }),
        },
      ]);

      await store.commits.write([samePerson()]);

      expect(await store.rows('Chat')).toMatchObject([
        { id: ALICE, name: 'Alice', unreadCount: 1, lastMessage: 'second', lastMessageAt: 2000 },
      ]);
      expect(await store.rows('Message')).toMatchObject([
        {
          chatId: ALICE,
          author: ALICE,
          from: ALICE,
          waMessageId: `false_${ALIAS}_A1`,
          metadata: `{"authorLid":"${ALIAS}"}`,
        },
        { chatId: ALICE, to: ALICE, waMessageId: `true_${ALIAS}_A2`, metadata: null },
      ]);
    });

    it('has one chat where there were two: unread summed, newest message and known name kept', async () => {
      await store.commits.write([
        { op: 'chat.put', sessionId: SESSION, id: ALICE, name: 'Alice Rossi', kind: 'individual', unreadCount: 2 },
        inbound('N1', { body: 'newest', sentAt: 9000 }),
        fromAlias('A1', { body: 'older', sentAt: 1000 }),
      ]);

      await store.commits.write([samePerson()]);

      const [chat, ...more] = await store.rows('Chat');
      expect(more).toEqual([]);
      expect(chat).toMatchObject({ id: ALICE, unreadCount: 4, lastMessage: 'newest', lastMessageAt: 9000 });
      expect((await store.rows<{ chatId: string }>('Message')).map(({ chatId }) => chatId)).toEqual([ALICE, ALICE]);
    });

    it('takes the newest message from the alias if that is where it is', async () => {
      await store.commits.write([
        { op: 'chat.put', sessionId: SESSION, id: ALICE, name: 'Alice', kind: 'individual', unreadCount: null },
        fromAlias('A1', { body: 'only', sentAt: 1000 }),
      ]);

      await store.commits.write([samePerson()]);

      expect(await store.rows('Chat')).toMatchObject([{ lastMessage: 'only', lastMessageAt: 1000, unreadCount: 1 }]);
    });

    it('is not told twice what came under the alias and comes again under the number', async () => {
      await store.commits.write([fromAlias('A1', { body: 'once' })]);

      await store.commits.write([samePerson(), inbound('A1', { body: 'once' })]);

      expect(await store.rows('Message')).toMatchObject([{ chatId: ALICE, waMessageId: `false_${ALIAS}_A1` }]);
      expect(await store.rows('Chat')).toMatchObject([{ unreadCount: 1 }]);
      expect(await store.journal.read(0, 10)).toHaveLength(1);
    });

    it('wrote what the alias wrote in groups', async () => {
      const row = messageRow({
        waMessageId: `false_${GROUP}_G1_${ALIAS}`,
        chatId: GROUP,
        from: GROUP,
        author: ALIAS,
        metadata: '{"mentionedIds":["1@lid"]}',
      });
      await store.commits.write([
        { op: 'message.insert', row, chat: { name: '', kind: 'group', unread: 1 }, event: null },
      ]);

      await store.commits.write([samePerson()]);

      expect(await store.rows('Message')).toMatchObject([
        {
          chatId: GROUP,
          from: GROUP,
          author: ALICE,
          metadata: JSON.stringify({ mentionedIds: ['1@lid'], authorLid: ALIAS }),
        },
      ]);
    });

    it('is one contact', async () => {
      await store.commits.write([
        contact(ALIAS, { name: 'from the alias', pushName: 'ali', isBlocked: true }),
        contact(ALICE, { name: 'Alice', isBusiness: true }),
      ]);

      await store.commits.write([samePerson()]);

      expect(await store.rows('Contact')).toEqual([
        { sessionId: SESSION, id: ALICE, name: 'Alice', pushName: 'ali', isBlocked: 1, isBusiness: 1 },
      ]);
    });

    it('stays two chats in a session that has not found out itself', async () => {
      await store.commits.write([
        { op: 'session.insert', row: sessionRow(OTHER) },
        fromAlias('A1', { sessionId: OTHER }),
        samePerson(),
      ]);
      expect(await store.rows('Chat')).toMatchObject([{ sessionId: OTHER, id: ALIAS }]);

      await store.commits.write([samePerson(OTHER)]);

      expect(await store.rows('Chat')).toMatchObject([{ sessionId: OTHER, id: ALICE }]);
    });

    it('may change its number', async () => {
      const NEW = '628770009999@c.us';
      await store.commits.write([samePerson(), { op: 'identity.put', sessionId: SESSION, lid: ALIAS, pn: NEW, at: 2 }]);

      expect(await store.rows('Identity')).toEqual([{ lid: ALIAS, pn: NEW, seenAt: 2 }]);
    });
  });

  it('removes a chat with its messages, but nothing from the journal', async () => {
    await store.commits.write([inbound('A1', {}, { deliveries: [{ id: 'dlv_1', webhookId: 'hook-1' }] })]);

    await store.commits.write([{ op: 'chat.delete', sessionId: SESSION, id: ALICE }]);

    expect(await store.rows('Chat')).toEqual([]);
    expect(await store.rows('Message')).toEqual([]);
    expect(await store.journal.read(0, 10)).toMatchObject([
      { type: 'message.received', data: { id: 'A1' }, message: null },
    ]);
    expect(await store.rows('Delivery')).toMatchObject([{ id: 'dlv_1', state: 'PENDING' }]);
  });
});
