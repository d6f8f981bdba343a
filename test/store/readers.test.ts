import { ContactReader } from '../../src/store/contact-reader.js';
import { DeliveryLog } from '../../src/store/delivery-log.js';
import { DeliveryStore } from '../../src/store/delivery-store.js';
import { JournalReader } from '../../src/store/journal-reader.js';
import { MessageSearch } from '../../src/store/message-search.js';
import { MessageStats } from '../../src/store/message-stats.js';
import { PageReader } from '../../src/store/page-reader.js';
import { SessionReader } from '../../src/store/session-reader.js';
import { TemplateReader } from '../../src/store/template-reader.js';
import { WebhookReader } from '../../src/store/webhook-reader.js';
import { sessionRow, webhookRow } from '../support/rows.js';
import { DATABASES, openSql, type Row, type SqlFixture } from './both-databases.js';
import { ALICE, ME, messageRow, removeStores } from './store-fixture.js';

const AT = 1_782_461_730_123;
const DEPOT = 'depot';
const SHOP = 'shop';

describe.each(DATABASES)('on %s', (kind) => {
  let db: SqlFixture;
  beforeAll(async () => {
    db = await openSql(kind);
    for (const [index, id] of [DEPOT, SHOP].entries()) {
      const row = { ...sessionRow(id, { createdAt: AT + index }), updatedAt: AT + index };
      await db.insert('Session', { ...row, config: '{"b":1,"a":[2]}' } as Row);
    }
  });
  afterAll(async () => {
    await db.close();
    await removeStores();
  });

  describe('sessions', () => {
    it('are read with their moments and their configuration as it was written', async () => {
      const [found] = await new SessionReader(db.sql).byIds([DEPOT, 'nobody']);

      expect(found).toMatchObject({ id: DEPOT, createdAt: new Date(AT), connectedAt: null, config: { b: 1, a: [2] } });
      expect(Object.keys(found!.config as object)).toEqual(['b', 'a']);
    });

    it('are paged newest first, all or some of them', async () => {
      const reader = new SessionReader(db.sql);

      const all = await reader.page({ ids: null, limit: -1, offset: 0 });
      const second = await reader.page({ ids: null, limit: 1, offset: 1 });
      const some = await reader.page({ ids: [DEPOT], limit: 10, offset: 0 });

      expect([all, second, some].map((page) => page.map(({ id }) => id))).toEqual([[SHOP, DEPOT], [DEPOT], [DEPOT]]);
      expect(await reader.idOf(`name of ${SHOP}`)).toBe(SHOP);
      expect(await reader.countByStatus(null)).toEqual([{ status: 'created', count: 2 }]);
      expect(await reader.countByStatus([SHOP])).toEqual([{ status: 'created', count: 1 }]);
    });

    it('are not found by an id that no database can hold', async () => {
      const reader = new SessionReader(db.sql);

      expect(await reader.byIds(['de\0pot', '\ud83d'])).toEqual([]);
      expect(await reader.idOf('name of \0')).toBeUndefined();
    });
  });

  describe('messages and chats', () => {
    const chat = (sessionId: string, id: string, lastMessageAt: number | null): Row => ({
      ...{ sessionId, id, name: '', kind: 'individual', unreadCount: 0, lastMessageAt },
      lastMessage: lastMessageAt === null ? null : 'hello',
    });
    beforeAll(async () => {
      const chats = ['a@c.us', 'B@c.us', 'c@c.us'].map((id, index) => chat(DEPOT, id, index === 2 ? null : AT + index));
      await db.insert('Chat', ...chats, chat(DEPOT, 'd@c.us', null), chat(SHOP, 'a@c.us', AT));
      const messages = ['m1', 'm2', 'm3', 'm4', 'm5'].map((id, index) =>
        messageRow({
          ...{ id, waMessageId: `false_${id}`, sessionId: id === 'm5' ? SHOP : DEPOT, sentAt: AT - index },
          chatId: id === 'm4' ? 'B@c.us' : 'a@c.us',
          ...(id === 'm2' ? { direction: 'outgoing' as const, from: ME } : {}),
          metadata: id === 'm1' ? '{"reactions":{}}' : null,
        }),
      );
      for (const message of messages) await db.insert('Message', { ...message } as unknown as Row);
      await db.insert('Message', {
        ...(messageRow({ id: 'm0', waMessageId: 'true_m0', sessionId: SHOP, chatId: 'a@c.us' }) as unknown as Row),
        ...{ direction: 'outgoing', ack: -1, sentAt: AT - 100_000_000 },
      });
    });
    const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id).sort();

    it('are found by their documented id, whole', async () => {
      const message = await new PageReader(db.sql).message(DEPOT, 'false_m1');

      expect(message).toMatchObject({ id: 'm1', sentAt: new Date(AT), starred: false, editedAt: null, ack: 0 });
      expect(message?.metadata).toEqual({ reactions: {} });
    });

    it('are the newest of each of many parents', async () => {
      const pages = new PageReader(db.sql);
      const chats = [DEPOT, SHOP].map((sessionId) => ({ sessionId, chatId: 'a@c.us' }));

      expect(ids(await pages.messagesOfChats(chats, 2))).toEqual(['m0', 'm2', 'm3', 'm5']);
      expect(ids(await pages.messagesOfChats(chats, 2, 'm3'))).toEqual(['m0', 'm1', 'm2']);
      expect(ids(await pages.messagesOfSessions([DEPOT, SHOP], 1))).toEqual(['m4', 'm5']);
    });

    it('are paged by number, with the filters of the history', async () => {
      const pages = new PageReader(db.sql);

      const all = await pages.history({ sessionId: DEPOT, limit: 2, offset: 1 });
      const filtered = await pages.history({ sessionId: DEPOT, chatId: 'a@c.us', from: ALICE, limit: 10, offset: 0 });

      expect([all.messages.map(({ id }) => id), all.total]).toEqual([['m3', 'm2'], 4]);
      expect([filtered.messages.map(({ id }) => id), filtered.total]).toEqual([['m3', 'm1'], 2]);
    });

    it('lists chats by their newest message, ids by their bytes, silent ones last', async () => {
      const pages = new PageReader(db.sql);

      const page = await pages.chatPage({ sessionId: DEPOT, limit: 10, offset: 0 });
      const first = await pages.chatsOfSessions([DEPOT], 3);
      const behindOne = await pages.chatsOfSessions([DEPOT], 2, { at: AT + 1, id: 'B@c.us' });
      const behindSilent = await pages.chatsOfSessions([DEPOT], 2, { at: null, id: 'd@c.us' });

      expect(page.map(({ id }) => id)).toEqual(['B@c.us', 'a@c.us', 'd@c.us', 'c@c.us']);
      expect(ids(first)).toEqual(['B@c.us', 'a@c.us', 'd@c.us']);
      expect([ids(behindOne), ids(behindSilent)]).toEqual([['a@c.us', 'd@c.us'], ['c@c.us']]);
      expect((await pages.chatsByKeys([{ sessionId: SHOP, chatId: 'a@c.us' }]))[0]?.lastMessageAt).toEqual(
        new Date(AT),
      );
    });

    it('are counted in all, in a window, and by stretches of time', async () => {
      const stats = new MessageStats(db.sql);
      const dayMs = 86_400_000;

      const groups = await stats.groups([DEPOT, SHOP], AT - 1000, dayMs);

      expect(await stats.allTotals()).toEqual({ sent: 1, received: 4, failed: 1 });
      expect(await stats.totals([SHOP])).toEqual({ sent: 0, received: 1, failed: 1 });
      expect(await stats.since([SHOP], AT - 1000)).toEqual({ sent: 0, received: 1, failed: 0 });
      expect(groups).toHaveLength(3);
      expect(groups).toContainEqual({
        ...{ sessionId: DEPOT, bucket: Math.floor(AT / dayMs), type: 'text', direction: 'incoming', count: 3 },
      });
      expect(await stats.topChats([DEPOT], AT - 1000, 1)).toEqual([
        { sessionId: DEPOT, chatId: 'a@c.us', name: '', count: 3 },
      ]);
    });
  });

  describe('words', () => {
    const BODIES = [
      'The truck is at the café',
      'Trucks, two of them',
      'ЖАННА wrote: ÉCOLE-Nº 5',
      '',
      'The café is at the truck',
      'snake_case and a+b=c; 3.14',
      'ok \0 then',
    ];
    beforeAll(async () => {
      await db.insert('Chat', { sessionId: SHOP, id: 'words@c.us', name: '', kind: 'individual' });
      for (const [index, body] of BODIES.entries()) {
        const row = messageRow({
          id: `w${index}`,
          waMessageId: `false_w${index}`,
          sessionId: SHOP,
          sentAt: AT + index,
        });
        await db.insert('Message', {
          ...row,
          chatId: 'words@c.us',
          body: body.replace('\0', '\ufffd'),
        } as unknown as Row);
      }
      await db.run(`UPDATE "Message" SET "body" = 'now a lorry' WHERE "id" = 'w1'`);
    });
    const find = (words: readonly (readonly [text: string, isPrefix?: boolean])[], filter = {}) =>
      new MessageSearch(db.sql).find(
        {
          words: words.map(([text, isPrefix = false]) => ({ text, isPrefix })),
          ...{ sessionIds: null, chatId: null, from: null, direction: null, type: null, sentFrom: null, sentTo: null },
          ...filter,
        },
        { limit: 10, offset: 0 },
      );

    it.each([
      ['every word, in any order, newest first', [['café'], ['truck']], ['w4', 'w0']],
      ['without accents, in any case', [['CAFE']], ['w4', 'w0']],
      ['the beginning of a word', [['tru', true]], ['w4', 'w0']],
      ['the text as it was edited', [['lorry']], ['w1']],
      ['not the text before', [['trucks']], []],
      ['no part of a word', [['ruck']], []],
      ['other alphabets', [['жанна'], ['ecole']], ['w2']],
      ['words in a row', [['at-the-café']], ['w0']],
      ['words in a row, the last of which goes on', [['the.truck.i', true]], ['w0']],
      ['what signs part', [['snake'], ['case'], ['b'], ['14']], ['w5']],
      ['nothing by a word that nobody has', [['x'.repeat(3000)]], []],
      ['nothing by what means something in a query language', [["truck' | 'lorry"]], []],
    ] as const)('find %s', async (_what, words, ids) => {
      const { messages, total } = await find(words);

      expect([messages.map(({ id }) => id), total]).toEqual([ids, ids.length]);
    });

    it('are looked for within filters', async () => {
      const truck = [['truck']] as const;

      const found = await Promise.all([
        find(truck, { sessionIds: [DEPOT] }),
        find(truck, { sessionIds: [SHOP], chatId: 'words@c.us', from: ALICE, direction: 'incoming', type: 'text' }),
        find(truck, { sentFrom: AT + 1 }),
        find(truck, { sentTo: AT + 1 }),
      ]);

      expect(found.map(({ messages }) => messages.map(({ id }) => id))).toEqual([[], ['w4', 'w0'], ['w4'], ['w0']]);
    });
  });

  describe('contacts', () => {
    const PEOPLE: readonly (readonly [id: string, name: string, pushName: string])[] = [
      ['628770001122@c.us', 'Rina Wijaya', 'rin'],
      ['99887766@lid', '', 'ЖАННА'],
      ['7001@c.us', 'anna', ''],
      ['7002@c.us', 'Émile', ''],
    ];
    beforeAll(async () => {
      const people = PEOPLE.map(([id, name, pushName]) => ({ sessionId: DEPOT, id, name, pushName, isBusiness: 1 }));
      await db.insert('Contact', ...people);
      await db.insert('Identity', { lid: '99887766@lid', pn: '628130000009@c.us', seenAt: AT });
    });
    const page = async (search?: string): Promise<string[]> => {
      const found = await new ContactReader(db.sql).page({ sessionId: DEPOT, search, limit: 10, offset: 0 });
      return found.map(({ id }) => id);
    };

    it('are in the order of the bytes of their names', async () => {
      const contacts = new ContactReader(db.sql);

      const everyone = await page();

      expect(everyone).toEqual(['99887766@lid', '628770001122@c.us', '7001@c.us', '7002@c.us']);
      expect(await contacts.addressBook(DEPOT)).toEqual(everyone.slice(1));
      const behind = { name: 'Rina Wijaya', id: '628770001122@c.us' };
      expect((await contacts.ofSessions([DEPOT], 1, { behind })).map(({ id }) => id)).toEqual(['7001@c.us']);
    });

    it.each([
      ['part of the name', 'wija', ['628770001122@c.us']],
      ['in another case, spaces around it', '\t RINA ', ['628770001122@c.us']],
      ['part of the number as people write it', '+62 877-0001', ['628770001122@c.us']],
      ['the number behind an alias', '62813', ['99887766@lid']],
      ['the digits of an alias', '9988', []],
      ['what every address holds', 'c.us', []],
      ['the letters of every alphabet', 'жанна', ['99887766@lid']],
      ['letters with a sign', 'éMILE', ['7002@c.us']],
      ['a character that no database can hold', 'rin\0a', []],
      ['a pattern is no pattern', '%', []],
    ])('are found by %s', async (_what, search, found) => {
      expect(await page(search)).toEqual(found);
    });

    it('are found by either address of the person', async () => {
      const keys = ['628130000009@c.us', '99887766@lid', '1@c.us'].map((contactId) => ({
        sessionId: DEPOT,
        contactId,
      }));

      const found = await new ContactReader(db.sql).byKeys(keys);

      expect(found.map((contact) => contact?.id)).toEqual(['99887766@lid', '99887766@lid', undefined]);
      expect(found[0]).toMatchObject({
        lid: '99887766@lid',
        pn: '628130000009@c.us',
        isBlocked: false,
        isBusiness: true,
      });
    });
  });

  describe('the journal', () => {
    let reader: JournalReader;
    const event = (seq: number, overrides: Row = {}): Row => ({
      ...{ seq, id: `e${seq}`, sessionId: DEPOT, type: 'message.ack', occurredAt: AT, data: '{"z": 1, "a":2}' },
      ...overrides,
    });
    beforeAll(async () => {
      await db.insert('JournalState', { id: 1, epoch: 'epoch', oldestSeq: 1 });
      reader = await JournalReader.open(db.sql);
    });

    it('has its epoch, and no head before its first event', async () => {
      expect([reader.epoch, await reader.head(), await reader.oldest()]).toEqual(['epoch', 0, 1]);
    });

    it('is read in order, with the message an event is about', async () => {
      const call = { type: 'call.received', data: '{"callId":"C1","from":"1@c.us"}' };
      await db.insert('Event', event(1, { messageId: 'm1' }), event(2, call), event(3));

      const events = await reader.read(0, 2);

      expect(events).toMatchObject([
        { seq: 1, occurredAt: new Date(AT), message: { id: 'm1' } },
        { seq: 2, message: null },
      ]);
      expect(await reader.callerOf(DEPOT, 'C1')).toBe('1@c.us');
      expect(await reader.callerOf(DEPOT, 'C2')).toBeUndefined();
    });

    it('keeps its head when the newest events go', async () => {
      expect(await reader.head()).toBe(3);

      await db.run('DELETE FROM "Event" WHERE "seq" = 3');

      expect(await reader.head()).toBe(3);
    });
  });

  describe('templates, webhooks and deliveries', () => {
    beforeAll(async () => {
      const template = { sessionId: DEPOT, body: 'Hi', createdAt: AT, updatedAt: AT };
      await db.insert('Template', { id: 't1', name: 'one', ...template }, { id: 't2', name: 'two', ...template });
      const hook = (id: string, sessionId: string, active: number): Row =>
        ({ ...webhookRow(id, sessionId), headers: '{"x":"y"}', active, createdAt: AT, updatedAt: AT }) as Row;
      await db.insert('Webhook', hook('w1', DEPOT, 1), hook('w2', SHOP, 0));
      const delivery = (id: string, webhookId: string, eventSeq: number, nextAttemptAt: number | null): Row => ({
        ...{ id, webhookId, eventSeq, state: nextAttemptAt === null ? 'EXHAUSTED' : 'PENDING', attemptCount: 1 },
        ...{ nextAttemptAt, createdAt: AT },
      });
      await db.insert('Delivery', delivery('d1', 'w1', 1, AT + 5), delivery('d2', 'w1', 2, AT), {
        ...delivery('d3', 'w2', 2, null),
        finishedAt: AT,
      });
      await db.insert('Attempt', { deliveryId: 'd3', number: 1, startedAt: AT, durationMs: 7, statusCode: 500 });
    });

    it('are read as they are stored', async () => {
      const templates = new TemplateReader(db.sql);

      expect((await templates.ofSession(DEPOT)).map(({ id }) => id)).toEqual(['t2', 't1']);
      expect((await templates.byName(DEPOT, 'one'))?.createdAt).toEqual(new Date(AT));
      expect(await new WebhookReader(db.sql).ofSessions([DEPOT, SHOP])).toMatchObject([
        { id: 'w2', active: false, events: ['*'], headers: { x: 'y' }, filters: null, lastTriggeredAt: null },
        { id: 'w1', active: true },
      ]);
    });

    it('are due in the order of their waiting, with the bytes of their event', async () => {
      const store = new DeliveryStore({ sql: db.sql });

      const due = await store.due('w1', AT + 10, [], 10);
      const besides = await store.due('w1', AT + 10, [2], 10);

      expect(due.map(({ id }) => id)).toEqual(['d2', 'd1']);
      expect(due[1]).toMatchObject({
        data: '{"z": 1, "a":2}',
        nextAttemptAt: AT + 5,
        createdAt: new Date(AT),
        media: null,
      });
      expect(besides.map(({ id }) => id)).toEqual(['d1']);
      expect([await store.nextDue('w1', AT), await store.nextDue('w1', AT + 5)]).toEqual([AT + 5, undefined]);
      expect([await store.head(), await store.pendingWebhooks()]).toEqual([2, ['w1']]);
      expect((await store.after(1)).map(({ id }) => id)).toEqual(['d2']);
      expect((await store.inOrder('w1', [], 5)).map(({ id }) => id)).toEqual(['d1', 'd2']);
      expect(await store.isOrdered('w1')).toBe(false);
      expect(await store.target('w2')).toMatchObject({ active: false, headers: { x: 'y' }, secret: null });
    });

    it('are listed with what became of them', async () => {
      const log = new DeliveryLog(db.sql);

      expect((await log.ofWebhooks(['w1', 'w2'], 1)).map(({ id }) => id).sort()).toEqual(['d2', 'd3']);
      expect((await log.ofWebhooks(['w1'], 5, { before: 2 })).map(({ id }) => id)).toEqual(['d1']);
      expect((await log.failures({ sessionIds: null, limit: 5, offset: 0 })).map(({ id }) => id)).toEqual(['d3']);
      expect(await log.ofWebhooks(['w1', 'w2'], 5, { state: 'EXHAUSTED' })).toMatchObject([{ id: 'd3' }]);
      expect((await log.inState('w1', 'PENDING', 0, 1)).map(({ eventSeq }) => eventSeq)).toEqual([1]);
      expect([await log.byId('d3'), await log.byId('d\0')]).toMatchObject([{ webhookId: 'w2' }, undefined]);
      expect([await log.anyExpiring(0), await log.anyExpiring(AT * 2)]).toEqual([false, true]);
      expect(await log.failures({ sessionIds: [DEPOT], limit: 5, offset: 0 })).toEqual([]);
      expect(await log.attempts(['d3'])).toMatchObject([{ number: 1, startedAt: new Date(AT), statusCode: 500 }]);
      expect(await log.events([2, 9])).toEqual([{ seq: 2, id: 'e2', type: 'call.received' }]);
    });
  });
});
