import { chats } from './chats.js';
import { isMe, me, MsgKey, wid } from './ids.js';
import { findLinks, messages, Msg, quotedMsgOf, resolveMedia } from './messages.js';
import { Collection, Model, serialized } from './model.js';
import { request } from './server.js';
import { Cmd } from './state.js';

const plain = (msg) => JSON.parse(JSON.stringify(msg.serialize()));

/** What the double is told of a message that leaves. */
export const sendingOf = (chat, msg) => ({
  id: msg.id.id,
  key: serialized(msg.id),
  chat: serialized(chat.id),
  participant: msg.id.participant && serialized(msg.id.participant),
  msg: plain(msg),
});

/** @returns [added to the chat, taken by the server]: two promises, as the real one */
function addAndSendMsgToChat(chat, attributes) {
  const msg = new Msg(attributes);
  if (msg.id.participant) msg.author = msg.id.participant;
  if (msg.directPath) resolveMedia(msg);
  const added = addTo(chat, msg);
  msg.taken = added.then(() => send(chat, msg));
  return [added, msg.taken];
}

async function addTo(chat, msg) {
  chat.msgs.put(msg);
  chat.t = msg.t;
  messages.add(msg);
  return msg;
}

async function send(chat, msg) {
  try {
    const { t, ack } = await request('send', sendingOf(chat, msg));
    msg.t = t;
    if (ack > msg.ack) msg.set({ ack });
    return { messageSendResult: 'OK', t };
  } catch {
    msg.set({ ack: -1 });
    return { messageSendResult: 'ERROR_NETWORK', count: 1 };
  }
}

Object.assign(Cmd, {
  sendRevokeMsgs: async (_chat, { list }) => {
    for (const msg of list) {
      await request('revoke', { id: serialized(msg.id) });
      msg.set({ type: 'revoked', body: undefined });
    }
  },
  sendDeleteMsgs: async (chat, { list }) => {
    for (const msg of list) {
      await request('deleteMessage', { id: serialized(msg.id) });
      chat.msgs.remove(msg.id);
      messages.remove(msg.id);
    }
  },
  sendStarMsgs: (_chat, list) => star(list, true),
  sendUnstarMsgs: (_chat, list) => star(list, false),
});

async function star(list, on) {
  for (const msg of list) {
    await request('star', { id: serialized(msg.id), on });
    msg.set({ star: on });
  }
}

/** Emoji by emoji, who gave it; `undefined` when nobody did. */
async function reactionsTo(id) {
  const given = await request('reactions', { id: serialized(id) });
  const byEmoji = Map.groupBy(given, ({ emoji }) => emoji);
  const reactions = new Collection(Model);
  for (const [emoji, senders] of byEmoji) {
    reactions.put(
      new Model({
        id: emoji,
        aggregateEmoji: emoji,
        hasReactionByMe: senders.some(({ from }) => isMe(from)),
        senders: senders.map(({ from, at }) => senderOf(id, from, emoji, at)),
      }),
    );
  }
  return { reactions };
}

const senderOf = (id, from, reactionText, timestamp) => ({
  msgKey: serialized(id),
  parentMsgKey: serialized(id),
  senderUserJid: from,
  reactionText,
  timestamp,
  read: true,
  orphan: 0,
});

export const reactions = new Collection(Model, reactionsTo);

/** Votes by the key of their poll. */
const votes = new Map();
const pins = new Map();

export const messageModules = {
  WAWebMsgKey: MsgKey,
  WALinkify: { findLinks, findLink: (text) => findLinks(text)[0] },
  WAWebLinkPreviewChatAction: { getLinkPreview: (link) => request('linkPreview', { url: link.href }) },
  WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
  WAWebSendMsgChatAction: { addAndSendMsgToChat },
  WAWebMsgReply: { canReplyMsg: () => true },
  WAWebQuotedMsgModelUtils: { getQuotedMsgObj: quotedMsgOf },
  WAWebSendReactionMsgAction: {
    sendReactionToMsg: async (msg, reaction) => {
      await request('react', { id: serialized(msg.id), reaction });
      msg.set({ hasReaction: reaction !== '' });
    },
  },
  WAWebSendMessageEditAction: {
    sendMessageEdit: async (msg, body, { mentionedJidList = [] } = {}) => {
      await request('edit', { id: serialized(msg.id), body, mentions: mentionedJidList.map(serialized) });
      msg.set({ body, latestEditSenderTimestampMs: Date.now() });
    },
  },
  WAWebMsgActionCapability: {
    canSenderRevokeMsg: (msg) => msg.id.fromMe,
    canAdminRevokeMsg: (msg) => msg.id.remote.isGroup() && chats.get(msg.id.remote)?.iAmAdmin() === true,
    canEditText: (msg) => msg.id.fromMe && msg.type === 'chat',
    canEditCaption: () => false,
    canStarMsg: () => true,
  },
  WAWebChatForwardMessage: {
    forwardMessages: async ({ chat, msgs }) => {
      for (const msg of msgs) await forward(chat, msg);
    },
  },
  WAWebApiMessageInfoStore: { queryMsgInfo: (key) => request('messageInfo', { id: serialized(key) }) },
  WAWebNonMessageDataRequestPlaceholderMessageResendUtils: {
    handlePlaceholderMsgsSeen: (msgs) => request('placeholderResend', { ids: msgs.map((msg) => serialized(msg.id)) }),
  },
  WAWebAddonReactionTableMode: { reactionTableMode: { bulkUpsert: () => {} } },
  WAWebAddonPollVoteTableMode: {
    pollVoteTableMode: {
      bulkUpsert: (added) => {
        for (const vote of added) keepVote(vote);
      },
    },
  },
  WAWebPollsVotesSchema: { getTable: () => ({ equals: async (_index, key) => [...(votes.get(key)?.values() ?? [])] }) },
  WAWebPollsSendVoteMsgAction: {
    sendVote: async (msg, chosen) => {
      const options = msg.pollOptions.filter(({ localId }) => chosen.has(localId)).map(({ name }) => name);
      await request('vote', { id: serialized(msg.id), options });
    },
  },
  WAWebPinMsgConstants: { getPinExpiryDuration: () => 604_800 },
  WAWebSendPinMessageAction: {
    sendPinInChatMsg: async (msg, action, durationS) => {
      const key = serialized(msg.id);
      await request('pinMessage', { id: key, on: action === 1, durationS });
      pins.set(key, { parentMsgKey: key, chatId: serialized(msg.id.remote), pinType: action });
      return { messageSendResult: 'OK' };
    },
  },
  WAWebPinInChatSchema: {
    getTable: () => ({ equals: async (_index, chatId) => [...pins.values()].filter((pin) => pin.chatId === chatId) }),
  },
  WAWebBackendJobsCommon: { mediaTypeFromProtobuf: () => {} },
  WAWebE2EProtoUtils: { typeAttributeFromProtobuf: () => {} },
  WAWebFrontendVcardUtils: { vcardFromContactModel: vcardOf },
  WAWebVcardParsingUtils: { parseVcard: (raw) => ({ raw }) },
  WAWebVcardGetNameFromParsed: { vcardGetNameFromParsed: ({ raw }) => raw.match(/FN:(.*)/)?.[1] },
};

function keepVote(vote) {
  const poll = serialized(vote.pollUpdateParentKey);
  const ofPoll = votes.get(poll) ?? new Map();
  ofPoll.set(serialized(vote.sender), { ...vote, parentMsgKey: poll });
  votes.set(poll, ofPoll);
}

function vcardOf(contact) {
  const { user } = contact.phoneNumber ?? contact.id;
  const name = contact.name ?? contact.pushname ?? user;
  return {
    displayName: name,
    vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${user}:+${user}\nEND:VCARD`,
  };
}

/** A copy under an id of its own. */
async function forward(chat, msg) {
  const from = chat.id.isLid() ? wid(me.lid) : wid(me.pn);
  const participant = chat.id.isGroup() ? from : undefined;
  const key = new MsgKey({ from, to: chat.id, id: await MsgKey.newId(), participant, selfDir: 'out' });
  const { type, body, caption, directPath, mimetype, filename, size, mediaKey } = msg;
  const content = { type, body, caption, ...(directPath && { directPath, mimetype, filename, size, mediaKey }) };
  const own = { id: key, ack: 0, from, to: chat.id, self: 'out', isNewMsg: true, t: Math.floor(Date.now() / 1000) };
  await Promise.all(addAndSendMsgToChat(chat, { ...content, ...own, isForwarded: true, forwardingScore: 1 }));
  await request('forward', { id: serialized(msg.id), chat: serialized(chat.id) });
}
