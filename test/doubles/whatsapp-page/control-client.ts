import { verbClient } from '../process/verb-client.js';
import {
  type CallRequest,
  type ChannelFacts,
  type Chat,
  type GroupFacts,
  type Injected,
  type InjectMediaRequest,
  type InjectRequest,
  type MemberChange,
  type PageDoubleOptions,
  type PageRequest,
  type PageState,
  type PersonFacts,
  type Sent,
} from './control-api.js';

export type * from './control-api.js';

/**
 * Everything a test can ask of the page double, typed. `phone` is always the account under test; an account exists from
 * its first mention in `account` or `scan`.
 */
export interface PageControl {
  readonly url: string;
  /** Any verb. @throws Error with the double's own words */
  readonly call: <T = Record<string, never>>(verb: string, body?: object) => Promise<T>;
  state(): Promise<PageState>;
  options(changes: Partial<PageDoubleOptions>): Promise<PageDoubleOptions>;

  /** Makes or changes an account. @param facts.platform android, iphone; smba and smbi are business apps */
  account(phone: string, facts?: PersonFacts & { platform?: string }): Promise<{ id: string; lid: string }>;
  /** Makes or changes somebody with a number. */
  person(phone: string, facts?: PersonFacts): Promise<{ pn: string; lid: string }>;
  /** Puts somebody into the account's address book. */
  contact(phone: string, entry: PersonFacts & { contact: string; name?: string; blocked?: boolean }): Promise<void>;
  chat(phone: string, chat: { id: string } & Partial<Omit<Chat, 'id' | 'messages' | 'group'>>): Promise<Chat>;
  /** @param group.owner the account itself unless told */
  group(
    phone: string,
    group: GroupFacts & { subject: string; members: string[]; owner?: string; id?: string },
  ): Promise<{ id: string; participants: string[] }>;
  label(phone: string, label: { id: string; name: string; color?: string }): Promise<void>;
  /** A channel anybody can find. @param channel.subscriber the account that follows it */
  channel(
    channel: ChannelFacts & { name: string; subscriber?: string; owner?: string },
  ): Promise<{ id: string; inviteCode: string }>;
  /** A post in a channel. */
  post(channelId: string, text: string): Promise<Injected>;

  /** The phone scans the QR text. @throws Error when that code is shown no more */
  scan(body: { qr: string; phone: string; name?: string }): Promise<{ id: string; lid: string }>;
  /** The user types the eight characters into the phone. */
  enterCode(body: { code: string; phone: string; name?: string }): Promise<{ id: string; lid: string }>;
  rotateQr(qr: string): Promise<void>;
  /** The page stops showing QR codes until it is asked to refresh. */
  idleQr(qr: string): Promise<void>;
  /** "Log out" pressed on the phone, for every linked device. */
  unlink(phone: string): Promise<{ pages: number }>;

  /** Somebody, or the own phone, writes. */
  inject(body: InjectRequest): Promise<Injected>;
  injectMedia(body: InjectMediaRequest): Promise<Injected>;
  react(phone: string, key: string, from: string, emoji: string): Promise<void>;
  vote(phone: string, key: string, from: string, options: string[]): Promise<void>;
  /** Deleted for everyone by who wrote it. */
  revoke(phone: string, key: string): Promise<void>;
  /** Deleted on the own phone, for the account only. */
  forget(phone: string, key: string): Promise<void>;
  edit(phone: string, key: string, text: string): Promise<void>;
  /** -1 error, 0 pending, 1 server, 2 device, 3 read, 4 played. */
  ack(phone: string, key: string, ack: number): Promise<void>;
  /** A message of type `ciphertext` becomes readable. */
  decrypt(phone: string, key: string, text: string): Promise<void>;
  ring(body: CallRequest): Promise<{ callId: string }>;
  /** Read on the own phone. */
  readOnPhone(phone: string, chat: string): Promise<void>;
  archiveOnPhone(phone: string, chat: string, on?: boolean): Promise<void>;
  deleteChatOnPhone(phone: string, chat: string): Promise<void>;

  /** Somebody (the account itself unless told) changes who is in a group. */
  members(phone: string, group: string, change: MemberChange, ids: string[], by?: string): Promise<void>;
  groupInfo(phone: string, group: string, info: { subject?: string; description?: string }, by?: string): Promise<void>;
  /** Somebody asks to be let into a group. */
  askToJoin(phone: string, group: string, who: string): Promise<void>;

  /** What left through the page, oldest first. */
  sent(phone: string, match?: Partial<Sent>): Promise<{ total: number; messages: Sent[] }>;
  /** The first sent message that fits, now or within `withinMs` (10 s). @throws Error when there is none */
  waitSent(phone: string, match?: Partial<Sent>, withinMs?: number): Promise<Sent>;
  /** The bytes of a sent file, base64. */
  sentMedia(phone: string, id: string): Promise<{ data: string; mimetype: string }>;
  /** What the page asked of WhatsApp: `send`, `react`, `edit`, `revoke`, `star`, `archive`, `block`, `members`, … */
  requests(phone: string, match?: Record<string, unknown>): Promise<PageRequest[]>;
  /** The first request that fits, now or within `withinMs` (10 s). @throws Error when there is none */
  waitRequest(
    phone: string,
    match: { op: string; [argument: string]: unknown },
    withinMs?: number,
  ): Promise<PageRequest>;
  /** Forgets what was sent and asked so far. */
  forgetRecords(phone: string): Promise<void>;

  /** The next requests of this kind fail: `send` gives ack -1, others throw ServerStatusCodeError in the page. */
  refuse(phone: string, op: string, times?: number): Promise<void>;
  /** Every answer to this kind takes that long; 0 ends it. */
  slow(phone: string, op: string, delayMs: number): Promise<void>;
  /** CONFLICT, TIMEOUT, UNPAIRED, OPENING, …: what the page's socket says. */
  socketState(phone: string, state: string): Promise<void>;
  /** The page's thread hangs, nothing in it answers meanwhile; resolves when it has begun to. */
  freeze(phone: string, forMs: number): Promise<void>;
  reload(phone: string): Promise<void>;
  /** Downloads of everything so far answer 404. */
  expireMedia(): Promise<void>;
  /** Connections to the page are refused. */
  down(on: boolean): Promise<void>;
  /** The page's server accepts and never answers. */
  silence(on: boolean): Promise<void>;
  /** Closes idle sockets; the client may be used again. */
  close(): void;
}

/** @param url the `control` address the double printed */
export function pageControl(url: string): PageControl {
  const { call, silent, close } = verbClient(url);
  return {
    url,
    call,
    state: () => call('state'),
    options: (changes) => call('options', changes),
    account: (phone, facts) => call('account', { phone, ...facts }),
    person: (phone, facts) => call('person', { phone, ...facts }),
    contact: (phone, entry) => silent('contact', { phone, ...entry }),
    chat: (phone, chat) => call('chat', { phone, ...chat }),
    group: (phone, group) => call('group', { phone, ...group }),
    label: (phone, label) => silent('label', { phone, ...label }),
    channel: (channel) => call('channel', channel),
    post: (channel, text) => call('post', { channel, text }),
    scan: (body) => call('scan', body),
    enterCode: (body) => call('enter-code', body),
    rotateQr: (qr) => silent('rotate-qr', { qr }),
    idleQr: (qr) => silent('idle-qr', { qr }),
    unlink: (phone) => call('unlink', { phone }),
    inject: (body) => call('inject', body),
    injectMedia: (body) => call('inject-media', body),
    react: (phone, key, from, emoji) => silent('react', { phone, key, from, emoji }),
    vote: (phone, key, from, options) => silent('vote', { phone, key, from, options }),
    revoke: (phone, key) => silent('revoke', { phone, key }),
    forget: (phone, key) => silent('forget', { phone, key }),
    edit: (phone, key, text) => silent('edit', { phone, key, text }),
    ack: (phone, key, ack) => silent('ack', { phone, key, ack }),
    decrypt: (phone, key, text) => silent('decrypt', { phone, key, text }),
    ring: (body) => call('call', body),
    readOnPhone: (phone, chat) => silent('read-on-phone', { phone, chat }),
    archiveOnPhone: (phone, chat, on = true) => silent('archive-on-phone', { phone, chat, on }),
    deleteChatOnPhone: (phone, chat) => silent('delete-chat-on-phone', { phone, chat }),
    members: (phone, group, change, ids, by) => silent('members', { phone, group, change, ids, by }),
    groupInfo: (phone, group, info, by) => silent('group-info', { phone, group, by, ...info }),
    askToJoin: (phone, group, who) => silent('ask-to-join', { phone, group, who }),
    sent: (phone, match) => call('sent', { phone, match }),
    waitSent: (phone, match, withinMs) => call('wait-sent', { phone, match, withinMs }),
    sentMedia: (phone, id) => call('sent-media', { phone, id }),
    requests: async (phone, match) => (await call<{ requests: PageRequest[] }>('requests', { phone, match })).requests,
    waitRequest: (phone, match, withinMs) => call('wait-request', { phone, match, withinMs }),
    forgetRecords: (phone) => silent('forget-records', { phone }),
    refuse: (phone, op, times) => silent('refuse', { phone, op, times }),
    slow: (phone, op, delayMs) => silent('slow', { phone, op, delayMs }),
    socketState: (phone, state) => silent('socket-state', { phone, state }),
    freeze: (phone, forMs) => silent('freeze', { phone, forMs }),
    reload: (phone) => silent('reload', { phone }),
    expireMedia: () => silent('expire-media'),
    down: (on) => silent('down', { on }),
    silence: (on) => silent('silence', { on }),
    close,
  };
}
