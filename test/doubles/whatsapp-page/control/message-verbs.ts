import { type Verbs } from '../../process/verb-server.js';
import {
  type CallRequest,
  type Injected,
  type InjectMediaRequest,
  type InjectRequest,
  type Sent,
} from '../control-api.js';
import { messageOf, type PageMessage } from '../network/chat.js';
import { isLid, randomHex, webId } from '../network/ids.js';
import { fits } from '../network/recorded.js';
import { type PageDouble } from '../page-double.js';
import { keepReaction } from '../phone/reactions.js';
import { write, writeMedia } from '../phone/writing.js';

interface OnMessage {
  phone: string;
  key: string;
}
type Match<Entry> = { phone: string; match?: Partial<Entry>; withinMs?: number };

const WITHIN_MS = 10_000;

const named = ({ id, key }: PageMessage): Injected => ({ id, key });

/** Messages that reach the account, what becomes of them, and what it sends. */
export const messageVerbs = (double: PageDouble): Verbs => ({
  inject: (body: InjectRequest) => named(write(double, body)),
  'inject-media': (body: InjectMediaRequest) => named(writeMedia(double, body)),
  react: ({ phone, key, from, emoji }: OnMessage & { from: string; emoji: string }) => {
    const account = double.needAccount(phone);
    const message = account.needMessage(key);
    keepReaction(message, from, emoji);
    const { remote, extra } = message;
    account.change(key, {}, { t: 'reaction', emoji, from: webId(from), remote, hasReaction: extra.hasReaction });
    return {};
  },
  vote: ({ phone, key, from, options }: OnMessage & { from: string; options: string[] }) => {
    const account = double.needAccount(phone);
    account.change(key, {}, { t: 'vote', options, from: webId(from), remote: account.needMessage(key).remote });
    return {};
  },
  revoke: ({ phone, key }: OnMessage) => {
    double.needAccount(phone).change(key, { type: 'revoked', body: undefined }, { t: 'revoke' });
    return {};
  },
  forget: ({ phone, key }: OnMessage) => {
    const account = double.needAccount(phone);
    account.change(key, {}, { t: 'forget' });
    account.forget(key);
    return {};
  },
  edit: ({ phone, key, text }: OnMessage & { text: string }) => {
    double.needAccount(phone).change(key, { body: text }, { t: 'edit', body: text });
    return {};
  },
  ack: ({ phone, key, ack }: OnMessage & { ack: number }) => {
    double.needAccount(phone).change(key, { ack }, { t: 'ack', ack });
    return {};
  },
  decrypt: ({ phone, key, text }: OnMessage & { text: string }) => {
    double.needAccount(phone).change(key, { type: 'chat', body: text }, { t: 'decrypt', type: 'chat', body: text });
    return {};
  },
  call: ({ from, to, video = false, group = false }: CallRequest) => {
    const id = randomHex(8);
    const kind = { isVideo: video, isGroup: group, canHandleLocally: false, webClientShouldHandle: true };
    const call = {
      id,
      peerJid: webId(from),
      offerTime: Math.floor(Date.now() / 1000),
      outgoing: false,
      participants: [],
    };
    double.needAccount(to).push({ t: 'call', call: { ...call, ...kind } });
    return { callId: id };
  },
  post: ({ channel: id, text }: { channel: string; text: string }) => {
    const channel = double.channels.get(id);
    if (!channel) throw new Error(`there is no channel ${id}`);
    const message = messageOf({ chat: id, from: id, body: text }, id);
    channel.messages.push(message);
    for (const account of double.accounts.values()) {
      if (account.subscriptions.has(id)) account.push({ t: 'post', msg: message });
    }
    return named(message);
  },
  sent: ({ phone, match = {} }: Match<Sent>) => {
    const { sent } = double.needAccount(phone);
    return { total: sent.total, messages: sent.all.filter(fits(addressed(match))) };
  },
  'wait-sent': ({ phone, match = {}, withinMs = WITHIN_MS }: Match<Sent>) =>
    double
      .needAccount(phone)
      .sent.waitFor(`sent message like ${JSON.stringify(match)}`, fits(addressed(match)), withinMs),
  'sent-media': ({ phone, id }: { phone: string; id: string }) => {
    const found = double.needAccount(phone).sent.all.find((sent) => sent.id === id);
    const file = found?.media && double.media.get(found.media.path);
    if (!file) throw new Error(`no file was sent under ${id}`);
    return { data: file.data.toString('base64'), mimetype: file.mimetype };
  },
  requests: ({ phone, match = {} }: Match<Record<string, unknown>>) => ({
    requests: double.needAccount(phone).requests.all.filter(fits(match)),
  }),
  'wait-request': ({ phone, match = {}, withinMs = WITHIN_MS }: Match<Record<string, unknown>>) =>
    double.needAccount(phone).requests.waitFor(`request like ${JSON.stringify(match)}`, fits(match), withinMs),
  'forget-records': ({ phone }: { phone: string }) => {
    const { sent, requests } = double.needAccount(phone);
    sent.clear();
    requests.clear();
    return {};
  },
});

/** A test may name the chat by its number alone. */
const addressed = (match: Partial<Sent>): Partial<Sent> =>
  match.chat === undefined || isLid(match.chat) ? match : { ...match, chat: webId(match.chat) };
