import { type Account, RefusedError, type Sent } from '../network/account.js';
import { type PageMessage } from '../network/chat.js';
import { isGroupId, nowS } from '../network/ids.js';
import { type MediaStore } from '../network/media-store.js';
import { keepReaction, reactionsOf } from '../phone/reactions.js';
import { type PageDouble } from '../page-double.js';
import { type Answers } from './request.js';

interface Sending {
  id: string;
  key: string;
  chat: string;
  participant?: string;
  msg: Record<string, unknown> & { type: string; body?: string; caption?: string };
}
interface OnMessage {
  id: string;
}

const DELIVERED = 2;
const READ = 3;
/** How long the other account's page takes to confirm. */
const DELIVERED_AFTER_MS = 10;

export const messageAnswers: Answers = {
  send: ({ double, account }, sending: Sending) => {
    const sent = record(double.media, account, sending);
    remember(account, sending);
    passOn(double, account, sent);
    return { t: nowS(), ack: double.options.autoAck };
  },
  edit: ({ account }, { id, body }: OnMessage & { body: string }) => {
    Object.assign(account.message(id) ?? {}, { body });
  },
  revoke: ({ account }, { id }: OnMessage) => {
    Object.assign(account.message(id) ?? {}, { type: 'revoked', body: undefined });
  },
  deleteMessage: ({ account }, { id }: OnMessage) => account.forget(id),
  seen: ({ double, account }, { chat }: { chat: string }) => {
    Object.assign(account.chat(chat) ?? {}, { unread: 0 });
    const peer = double.accountOf(chat);
    for (const message of peer?.chat(account.id)?.messages ?? []) {
      if (message.fromMe && message.ack < READ) peer?.change(message.key, { ack: READ }, { t: 'ack', ack: READ });
    }
  },
  react: ({ account }, { id, reaction }: OnMessage & { reaction: string }) => {
    const message = account.message(id);
    if (message) keepReaction(message, account.id, reaction);
  },
  reactions: ({ account }, { id }: OnMessage) => {
    const message = account.message(id);
    return message ? reactionsOf(message) : [];
  },
  messageInfo: () => ({
    ...{ delivery: [], deliveryRemaining: 0 },
    ...{ read: [], readRemaining: 0 },
    ...{ played: [], playedRemaining: 0 },
  }),
  sendToChannel: ({ double, account }, sending: Sending) => {
    const channel = double.channels.get(sending.chat);
    if (!channel) throw new RefusedError(404, 'item-not-found');
    record(double.media, account, sending);
    const serverId = channel.messages.push(asMessage(account, sending));
    return { t: nowS(), serverId };
  },
  sendStatus: ({ double, account }, sending: Sending) => {
    record(double.media, account, sending);
    remember(account, sending);
  },
};

function record(media: MediaStore, account: Account, { id, key, chat, msg }: Sending): Sent {
  const { type, body, caption } = msg;
  const sent: Sent = { id, key, chat, type, body, caption, at: Date.now(), media: mediaOf(media, msg), message: msg };
  account.sent.add(sent);
  return sent;
}

function mediaOf(media: MediaStore, msg: Record<string, unknown>): Sent['media'] {
  const path = typeof msg.directPath === 'string' ? msg.directPath : undefined;
  const file = path === undefined ? undefined : media.get(path);
  if (!file || path === undefined) return undefined;
  const filename = typeof msg.filename === 'string' ? msg.filename : undefined;
  return { mimetype: file.mimetype, filename, bytes: file.data.length, path };
}

/** A page that is opened again finds what was sent before. */
function remember(account: Account, sending: Sending): void {
  const chat = account.chats.get(sending.chat) ?? account.putChat(sending.chat);
  const message = asMessage(account, sending);
  chat.messages.push(message);
  chat.t = message.t;
}

function asMessage(account: Account, { id, key, chat, participant, msg }: Sending): PageMessage {
  const { type, body, caption } = msg;
  const own = { from: account.id, to: chat, t: nowS(), ack: 1 };
  return { id, key, fromMe: true, remote: chat, participant, ...own, type, body, caption, extra: shown(msg) };
}

/** The model's attributes that another page may show again. */
const SHOWN = [
  'directPath',
  'mimetype',
  'filename',
  'size',
  'mediaKey',
  'lat',
  'lng',
  'loc',
  'pollName',
  'pollOptions',
];

const shown = (attributes: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => SHOWN.includes(name)));

/** The other side is an account of this double too: it gets the message, and its page confirms. */
function passOn(double: PageDouble, account: Account, sent: Sent): void {
  const peer = isGroupId(sent.chat) ? undefined : double.accountOf(sent.chat);
  if (!peer || peer === account) return;
  peer.deliver({
    chat: account.id,
    id: sent.id,
    type: sent.type,
    body: sent.body,
    caption: sent.caption,
    notifyName: account.pushname,
    extra: shown(sent.message),
  });
  if (peer.pages.size === 0) return;
  setTimeout(() => confirm(account, sent.key), DELIVERED_AFTER_MS);
}

function confirm(account: Account, key: string): void {
  if (account.message(key)) account.change(key, { ack: DELIVERED }, { t: 'ack', ack: DELIVERED });
}
