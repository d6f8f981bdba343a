import type { ChatOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';
import type { Outgoing } from '../outgoing.js';

export const chatOperations = (outgoing: Outgoing): ChatOperations => ({
  setPresence: (chatId, presence) => outgoing.setPresence(chatId, presence),
  markRead: unsupported('MARK_READ', 'baileys'),
  markUnread: unsupported('MARK_UNREAD', 'baileys'),
  deleteChat: unsupported('DELETE_CHAT', 'baileys'),
});
