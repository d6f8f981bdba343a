import type { ChatOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';
import type { Outgoing } from '../outgoing.js';
import { addressOf } from '../wire-address.js';

const PRESENCE = { typing: 'composing', recording: 'recording', paused: 'paused' } as const;

export const chatOperations = (outgoing: Outgoing): ChatOperations => ({
  setPresence: (chatId, presence) =>
    outgoing.ask('The typing state could not be set', async (connection) =>
      connection.socket.sendPresenceUpdate(PRESENCE[presence], await addressOf(connection, chatId)),
    ),
  markRead: unsupported('MARK_READ', 'baileys'),
  markUnread: unsupported('MARK_UNREAD', 'baileys'),
  deleteChat: unsupported('DELETE_CHAT', 'baileys'),
});
