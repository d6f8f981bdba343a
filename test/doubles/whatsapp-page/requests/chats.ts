import { accepted, type Answers } from './request.js';

interface OnChat {
  id: string;
}

const UNREAD_BY_HAND = -1;

/** What a user does to a chat in the list, and labels. */
export const chatAnswers: Answers = {
  archive: ({ account }, { id, on }: OnChat & { on: boolean }) => {
    account.needChat(id).archive = on;
  },
  pin: ({ account }, { id, on }: OnChat & { on: boolean }) => {
    account.needChat(id).pin = on ? Date.now() : 0;
  },
  mute: ({ account }, { id, expiration }: OnChat & { expiration: number }) => {
    account.needChat(id).muteExpiration = expiration;
  },
  markUnread: ({ account }, { id }: OnChat) => {
    account.needChat(id).unread = UNREAD_BY_HAND;
  },
  clearChat: ({ account }, { id }: OnChat) => {
    account.needChat(id).messages = [];
  },
  deleteChat: ({ account }, { id }: OnChat) => {
    account.chats.delete(account.needChat(id).id);
  },
  labelChats: ({ account }, { actions, chats }: { actions: { id: string; type: string }[]; chats: string[] }) => {
    for (const id of chats) {
      const chat = account.needChat(id);
      const removed = actions.filter(({ type }) => type === 'remove').map((action) => action.id);
      const added = actions.filter(({ type }) => type === 'add').map((action) => action.id);
      chat.labels = [...new Set([...chat.labels.filter((label) => !removed.includes(label)), ...added])];
    }
    return { ok: true };
  },
  star: accepted,
  pinMessage: accepted,
  forward: accepted,
  vote: accepted,
  respondToEvent: accepted,
  historySync: accepted,
  placeholderResend: accepted,
  rejectCall: accepted,
  revokeStatus: ({ account }, { id }: OnChat) => account.forget(id),
  /** Pages of one host can be previewed: their title is the last part of the address. */
  linkPreview: (_asked, { url }: { url: string }) => {
    const title = /^https:\/\/preview\.example\/(\w+)$/.exec(url)?.[1];
    return title === undefined ? null : { data: { title, matchedText: url, canonicalUrl: url, description: '' } };
  },
  takeover: accepted,
  reconnect: accepted,
  frozen: accepted,
};
