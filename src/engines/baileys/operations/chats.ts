import type { ChatOperations, MessageRef } from '../../../engine/operations.js';
import type { Connection } from '../connection.js';
import { keyOf } from '../message-key.js';
import type { Outgoing } from '../outgoing.js';
import { addressOf } from '../wire-address.js';

const PRESENCE = { typing: 'composing', recording: 'recording', paused: 'paused' } as const;

export const chatOperations = (outgoing: Outgoing): ChatOperations => ({
  setPresence: (chatId, presence) =>
    outgoing.ask('The typing state could not be set', async (connection) =>
      connection.socket.sendPresenceUpdate(PRESENCE[presence], await addressOf(connection, chatId)),
    ),

  markRead: (_chatId, unread) =>
    outgoing.ask('The chat could not be marked as read', async (connection) => {
      const keys = await Promise.all(unread.filter(({ fromMe }) => !fromMe).map((ref) => keyOf(connection, ref)));
      if (keys.length > 0) await connection.socket.readMessages(keys);
    }),

  markUnread: (chatId, last) =>
    outgoing.ask('The chat could not be marked as unread', async (connection) => {
      const change = { markRead: false, lastMessages: await lastMessages(connection, last) };
      await connection.socket.chatModify(change, await addressOf(connection, chatId));
    }),

  deleteChat: (chatId, last) =>
    outgoing.ask('The chat could not be deleted', async (connection) => {
      const change = { delete: true as const, lastMessages: await lastMessages(connection, last) };
      await connection.socket.chatModify(change, await addressOf(connection, chatId));
    }),
});

/** How far a change of a chat reaches, as the other devices are told. */
async function lastMessages(connection: Connection, last: MessageRef | undefined) {
  if (last === undefined) return [];
  return [{ key: await keyOf(connection, last), messageTimestamp: Math.floor(last.sentAt.getTime() / 1000) }];
}
