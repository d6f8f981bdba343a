import { EngineFailedError } from '../../src/domain/errors.js';
import type { Jid } from '../../src/domain/jid.js';
import { ALICE, observed } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

const ALIAS = '99887766554433@lid' as Jid;

let gateway: Fixture;
let sessionId: string;
const engine = () => gateway.rig.factory.engine;

/** One chat: two messages came in and were not read. */
beforeEach(async () => {
  gateway = await startFixture();
  sessionId = (await gateway.rig.createReady({ name: 'shop' })).id;
  engine().emit({ kind: 'message', message: observed({ stanzaId: 'A1', body: 'one' }) });
  engine().emit({ kind: 'message', message: observed({ stanzaId: 'A2', body: 'two' }) });
  engine().emit({ kind: 'identity', lid: ALIAS, pn: ALICE });
  await gateway.store.commits.settled();
});
afterEach(() => gateway.stop());

const command = (field: string, chatId: string = ALICE) => {
  const selection = field === 'deleteChat' ? '' : '{ chatId unreadCount }';
  return gateway.run(`mutation ($input: ChatInput!) { ${field}(input: $input) ${selection} }`, {
    input: { sessionId, chatId },
  });
};
const presence = (state: string, chatId: string = ALICE) =>
  gateway.run('mutation ($input: SetPresenceInput!) { setPresence(input: $input) }', {
    input: { sessionId, chatId, state },
  });
const chats = async () =>
  (await gateway.run(`{ chats(sessionId: "${sessionId}") { chatId unreadCount } }`)).data?.chats;
const refused = () => {
  throw new EngineFailedError('WhatsApp said no');
};

it('marks what came in as read, newest first', async () => {
  const { data, errors } = await command('markChatRead');

  expect(errors).toEqual([]);
  expect(data).toEqual({ markChatRead: { chatId: ALICE, unreadCount: 0 } });
  expect(engine().asked).toEqual([
    [
      'markRead',
      ALICE,
      [
        expect.objectContaining({
          stanzaId: 'A2',
          chatId: ALICE,
          author: ALICE,
          fromMe: false,
          type: 'text',
          body: 'two',
        }),
        expect.objectContaining({ stanzaId: 'A1' }),
      ],
    ],
  ]);
});

it('marks a chat by any address of the person', async () => {
  expect((await command('markChatRead', ALIAS)).data).toEqual({ markChatRead: { chatId: ALICE, unreadCount: 0 } });
});

it('has nothing to report for a chat that was read', async () => {
  await command('markChatRead');
  await command('markChatRead');

  expect(engine().asked.at(-1)).toEqual(['markRead', ALICE, []]);
});

it('marks a chat as unread', async () => {
  await command('markChatRead');

  const { data } = await command('markChatUnread');

  expect(data).toEqual({ markChatUnread: { chatId: ALICE, unreadCount: 1 } });
  expect(engine().asked.at(-1)).toEqual(['markUnread', ALICE, expect.objectContaining({ stanzaId: 'A2' })]);
});

it('does not lose count of what is unread', async () => {
  expect((await command('markChatUnread')).data).toEqual({ markChatUnread: { chatId: ALICE, unreadCount: 2 } });
});

it('deletes a chat with its messages', async () => {
  const { data } = await command('deleteChat');

  expect(data).toEqual({ deleteChat: ALICE });
  expect(engine().asked).toEqual([['deleteChat', ALICE, expect.objectContaining({ stanzaId: 'A2' })]]);
  expect(await chats()).toEqual([]);
  expect((await gateway.run(`{ messages(sessionId: "${sessionId}") { total } }`)).data).toEqual({
    messages: { total: 0 },
  });
});

it('forgets a chat that was deleted on the phone', async () => {
  engine().emit({ kind: 'chat-deleted', chatId: ALICE });
  await gateway.store.commits.settled();

  expect(await chats()).toEqual([]);
});

it.each(['markChatRead', 'markChatUnread', 'deleteChat'])('%s changes nothing if the engine refuses', async (field) => {
  Object.assign(engine().answers, { markRead: refused, markUnread: refused, deleteChat: refused });

  expect((await command(field)).errors).toMatchObject([{ code: 'ENGINE_FAILED', message: 'WhatsApp said no' }]);
  expect(await chats()).toEqual([{ chatId: ALICE, unreadCount: 2 }]);
});

it.each(['markChatRead', 'markChatUnread', 'deleteChat'])('%s needs a chat that is stored', async (field) => {
  expect((await command(field, '62811000@c.us')).errors).toMatchObject([
    { code: 'NOT_FOUND', message: 'Chat "62811000@c.us" not found' },
  ]);
  expect((await command(field, 'nonsense')).errors).toMatchObject([{ code: 'INVALID_JID' }]);
  expect(engine().asked).toEqual([]);
});

it.each(['markChatRead', 'markChatUnread', 'deleteChat'])(
  '%s is refused before an engine that cannot',
  async (field) => {
    gateway.rig.factory.capabilities = new Set();

    expect((await command(field)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
    expect(engine().asked).toEqual([]);
  },
);

it.each([
  ['TYPING', 'typing'],
  ['RECORDING', 'recording'],
  ['PAUSED', 'paused'],
])('shows %s, and whether anybody sees it is no failure', async (state, told) => {
  const { data, errors } = await presence(state);

  expect({ data, errors }).toEqual({ data: { setPresence: true }, errors: [] });
  expect(engine().asked).toEqual([['setPresence', ALICE, told]]);
});

it('shows nothing without a link, or where there is nothing to show', async () => {
  expect((await presence('DANCING')).errors).toMatchObject([
    { code: 'VALIDATION_FAILED', message: 'state must be one of the values of Presence' },
  ]);
  await gateway.services.sessions.stop(sessionId);
  expect((await presence('TYPING')).errors).toMatchObject([{ code: 'SESSION_NOT_CONNECTED' }]);
});
