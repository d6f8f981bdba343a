import { idOf, received, stored } from '../expected.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import type { Contact } from '../words.js';

const PRESENCE = 'mutation ($input: SetPresenceInput!) { setPresence(input: $input) }';
const chatOperation = (field: string): string =>
  `mutation ($input: ChatInput!) { chat: ${field}(input: $input) { chatId unreadCount } }`;
const DELETE = 'mutation ($input: ChatInput!) { chat: deleteChat(input: $input) }';
const CHATS =
  'query ($sessionId: ID!) { chats(sessionId: $sessionId) { chatId name isGroup unreadCount lastMessage } }';

/** Two messages from somebody, told and stored. */
async function written(stage: Stage, from: Contact) {
  const messages = [];
  for (const body of ['Is the truck there?', 'And the keys?']) {
    const stanzaId = await stage.world.write({ text: body }, { from });
    const message = { stanzaId, chatId: from.id, from, body };
    await stage.event('MESSAGE_RECEIVED', (data) => String(data.id).endsWith(stanzaId));
    messages.push(message);
  }
  return {
    messages,
    events: messages.map((message) => received(stage, message)),
    rows: messages.map((message) => stored(stage, message)),
  };
}

const LIVE = `query ($sessionId: ID!, $chatId: Jid!) {
  liveHistory(sessionId: $sessionId, chatId: $chatId) { waMessageId author fromMe type body hasMedia }
}`;

interface ListedChat {
  readonly chatId: string;
}
async function listed(stage: Stage, chatId: string): Promise<ListedChat | undefined> {
  const { chats } = await stage.ask<{ chats: readonly ListedChat[] }>(CHATS);
  return chats.find((chat) => chat.chatId === chatId);
}

export const CHATS_SCENARIOS: readonly Scenario[] = [
  {
    title: 'a chat that was written in is listed with its name, its newest message and what is unread',
    proves: [],
    async play(stage) {
      const rina = await stage.contact('Rina');

      const { events, rows } = await written(stage, rina);

      expect(await listed(stage, rina.id)).toEqual({
        chatId: rina.id,
        name: 'Rina',
        isGroup: false,
        unreadCount: 2,
        lastMessage: 'And the keys?',
      });
      return { seen: [], events, rows };
    },
  },
  {
    title: 'a chat is read from WhatsApp itself',
    proves: ['LIVE_HISTORY'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const { messages, events, rows } = await written(stage, rina);

      expect(await stage.ask(LIVE, { chatId: rina.id })).toEqual({
        liveHistory: messages
          .map((message) => ({
            waMessageId: idOf(message),
            author: rina.id,
            fromMe: false,
            type: 'TEXT',
            body: message.body,
            hasMedia: false,
          }))
          .reverse(),
      });
      return { seen: [], events, rows };
    },
  },
  {
    title: 'the other side sees typing, recording, and the end of it',
    proves: ['TYPING'],
    async play(stage) {
      const rina = await stage.contact('Rina');

      for (const state of ['TYPING', 'RECORDING', 'PAUSED']) {
        expect(await stage.ask(PRESENCE, { input: { chatId: rina.id, state } })).toEqual({ setPresence: true });
      }

      return {
        seen: [
          { saw: 'presence', chat: rina.id, presence: 'typing' },
          { saw: 'presence', chat: rina.id, presence: 'recording' },
          { saw: 'presence', chat: rina.id, presence: 'paused' },
        ],
        events: [],
        rows: [],
      };
    },
  },
  {
    title: 'a chat is read: the other side sees it, nothing is unread',
    proves: ['MARK_READ'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const { events, rows } = await written(stage, rina);

      const answer = await stage.ask(chatOperation('markChatRead'), { input: { chatId: rina.id } });

      expect(answer).toEqual({ chat: { chatId: rina.id, unreadCount: 0 } });
      return { seen: [{ saw: 'read', chat: rina.id }], events, rows };
    },
  },
  {
    title: 'a chat is marked as unread again',
    proves: ['MARK_UNREAD', 'MARK_READ'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const { events, rows } = await written(stage, rina);
      await stage.ask(chatOperation('markChatRead'), { input: { chatId: rina.id } });

      const answer = await stage.ask<{ chat: { unreadCount: number } }>(chatOperation('markChatUnread'), {
        input: { chatId: rina.id },
      });

      expect(answer.chat.unreadCount).toBeGreaterThan(0);
      return {
        seen: [
          { saw: 'read', chat: rina.id },
          { saw: 'marked unread', chat: rina.id },
        ],
        events,
        rows,
      };
    },
  },
  {
    title: 'a deleted chat is gone, with its messages',
    proves: ['DELETE_CHAT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const { events } = await written(stage, rina);

      expect(await stage.ask(DELETE, { input: { chatId: rina.id } })).toEqual({ chat: rina.id });

      expect(await listed(stage, rina.id)).toBeUndefined();
      return { seen: [{ saw: 'chat deleted', chat: rina.id }], events, rows: [] };
    },
  },
];
