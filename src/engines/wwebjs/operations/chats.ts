import { EngineFailedError, NotFoundError } from '../../../domain/errors.js';
import type { ChatOperations, Presence } from '../../../engine/operations.js';
import { toMessage } from '../message.js';
import type { Outgoing } from '../outgoing.js';
import { deleteChat, setChatState } from '../page/commands.js';
import type { WireMessage } from '../wire.js';

/** As the library names them. */
const STATES: Readonly<Record<Presence, string>> = { typing: 'typing', recording: 'recording', paused: 'stop' };

export const chatOperations = ({ run, own, addresses }: Outgoing): ChatOperations => ({
  async setPresence(chatId, presence) {
    await run.evaluate('Showing who types', setChatState, [STATES[presence], chatId]);
  },

  async markRead(chatId) {
    const isDone = await run.call('Marking a chat as read', (client) => client.sendSeen(chatId));
    if (!isDone) throw new NotFoundError('Chat', chatId);
  },

  async markUnread(chatId) {
    await run.call('Marking a chat as unread', (client) => client.markChatUnread(chatId));
  },

  async deleteChat(chatId) {
    own.expectEcho('chat-removed', chatId);
    const isDone = await run.evaluate('Deleting a chat', deleteChat, [chatId]);
    if (!isDone) throw new EngineFailedError('Deleting a chat failed: WhatsApp Web does not have it');
  },

  async history(chatId, limit) {
    const messages = await run.call('Reading a chat', async (client) => {
      const chat = await client.getChatById(chatId);
      return chat.fetchMessages({ limit });
    });
    const known = addresses();
    return messages
      .flatMap((message) => toMessage(message.rawData as WireMessage, known) ?? [])
      .sort((one, other) => one.sentAt.getTime() - other.sentAt.getTime());
  },
});
