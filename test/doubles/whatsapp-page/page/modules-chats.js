import { chats, findOrCreate } from './chats.js';
import { wid } from './ids.js';
import { messages } from './messages.js';
import { serialized } from './model.js';
import { request } from './server.js';
import { Cmd } from './state.js';

const UNREAD_BY_HAND = -1;

const setChatState = (state) => (id) => request('chatstate', { chat: serialized(id), state });
const setPresence = (state) => () => request('presence', { state });

Object.assign(Cmd, {
  archiveChat: async (chat, on) => {
    await request('archive', { id: serialized(chat.id), on });
    chat.set({ archive: on });
  },
  pinChat: async (chat, on) => {
    await request('pin', { id: serialized(chat.id), on });
    chat.set({ pin: on ? Date.now() : 0 });
  },
  markChatUnread: async (chat) => {
    await request('markUnread', { id: serialized(chat.id) });
    chat.set({ unreadCount: UNREAD_BY_HAND });
  },
});

export const chatModules = {
  WAWebWidFactory: {
    createWid: wid,
    createWidFromWidLike: wid,
    asUserWidOrThrow: (id) => {
      const user = wid(id);
      if (!user.isUser()) throw new Error('not a user wid');
      return user;
    },
  },
  WAWebWidToJid: { widToUserJid: (id) => wid(id).toJid(), widToGroupJid: (id) => wid(id).toJid() },
  WAWebJidToWid: { userJidToUserWid: wid, newsletterJidToWid: wid },
  WAWebChatGetters: {
    getIsNewsletter: (chat) => chat.id.isNewsletter(),
    getIsBroadcast: (chat) => chat.id.isBroadcast(),
  },
  WAWebFindChatAction: {
    findOrCreateLatestChat: async (id) => {
      const known = chats.get(id);
      return { chat: known ?? (await findOrCreate(wid(id))), created: !known };
    },
  },
  WAWebChatLoadMessages: { loadEarlierMsgs: async () => [] },
  WAWebUpdateUnreadChatAction: {
    sendSeen: async ({ chat }) => {
      chat.set({ unreadCount: 0 });
      await request('seen', { chat: serialized(chat.id) });
    },
  },
  WAWebPresenceChatAction: {
    sendPresenceAvailable: setPresence('available'),
    sendPresenceUnavailable: setPresence('unavailable'),
  },
  WAWebChatStateBridge: {
    sendChatStateComposing: setChatState('composing'),
    sendChatStateRecording: setChatState('recording'),
    sendChatStatePaused: setChatState('paused'),
  },
  WAWebDeleteChatAction: {
    sendDelete: async (chat) => {
      await request('deleteChat', { id: serialized(chat.id) });
      chats.remove(chat.id);
    },
  },
  WAWebChatClearBridge: {
    sendClear: async (chat) => {
      await request('clearChat', { id: serialized(chat.id) });
      for (const msg of chat.msgs.getModelsArray()) messages.models.delete(serialized(msg.id));
      chat.msgs.reset();
    },
  },
  WAWebSendNonMessageDataRequest: {
    sendPeerDataOperationRequest: (_kind, { chatId }) => request('historySync', { id: serialized(chatId) }),
  },
};
