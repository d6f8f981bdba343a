import { builder } from '../builder.js';
import { Chat } from './rows.js';

const Presence = builder.enumType('Presence', {
  description: 'What the other side sees this account do.',
  values: {
    TYPING: { value: 'typing', description: 'Somebody types.' },
    RECORDING: { value: 'recording', description: 'Somebody records a voice note.' },
    PAUSED: { value: 'paused', description: 'No longer.' },
  } as const,
});

const ChatInput = builder.inputType('ChatInput', {
  description: 'A chat of a session.',
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Address of the chat.' }),
  }),
});

const SetPresenceInput = builder.inputType('SetPresenceInput', {
  description: 'What to show, and where.',
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Address of the chat that sees it.' }),
    state: t.field({ type: Presence, required: true, description: 'What it sees.' }),
  }),
});

builder.mutationFields((t) => {
  const input = () => t.arg({ type: ChatInput, required: true, description: 'Which chat.' });
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  const route = (name: string) =>
    ({
      method: 'POST',
      path: `/api/sessions/{id}/chats/${name}`,
      status: 200,
      tag: 'sessions',
      args: { 'input.sessionId': { from: 'path', name: 'id', uuid: true } },
      result: 'empty',
      beside: { success: true },
      errors: [404, 409],
    }) as const;
  return {
    markChatRead: t.field({
      type: Chat,
      description: 'Tells the other side that its messages were read. Fails with NOT_FOUND for a chat not stored.',
      access,
      rest: route('read'),
      args: { input: input() },
      resolve: (_root, { input: { sessionId, chatId } }, { services }) => services.chats.markRead(sessionId, chatId),
    }),
    markChatUnread: t.field({
      type: Chat,
      description: 'Marks a chat as one to be looked at again. Fails with NOT_FOUND for a chat not stored.',
      access,
      rest: route('unread'),
      args: { input: input() },
      resolve: (_root, { input: { sessionId, chatId } }, { services }) => services.chats.markUnread(sessionId, chatId),
    }),
    deleteChat: t.field({
      type: 'Jid',
      description: "Deletes a chat with its messages, here and on the account's devices. Answers its address.",
      access,
      rest: route('delete'),
      args: { input: input() },
      resolve: (_root, { input: { sessionId, chatId } }, { services }) => services.chats.delete(sessionId, chatId),
    }),
    setPresence: t.boolean({
      description:
        'Shows the chat that somebody types or records, or no longer does. What it does not show is no failure.',
      access,
      rest: route('typing'),
      args: { input: t.arg({ type: SetPresenceInput, required: true, description: 'What to show, and where.' }) },
      resolve: async (_root, { input: { sessionId, chatId, state } }, { services }) => {
        await services.chats.setPresence(sessionId, chatId, state);
        return true;
      },
    }),
  };
});
