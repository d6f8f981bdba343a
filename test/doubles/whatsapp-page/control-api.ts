/**
 * The shapes that cross the control API. Phone numbers are digits; ids may also be written in full (`…@g.us`, `…@lid`).
 * Messages are named by their key, `true|false_<chat>_<id>[_<author>]`, as the library serialises it.
 */
export { type AddressBookEntry, type Label, type PageRequest, type Sent } from './network/account.js';
export { type Channel, type ChannelFacts, type ChannelRole } from './network/channel.js';
export { type Chat, type PageMessage } from './network/chat.js';
export { type PersonFacts } from './network/directory.js';
export { type Group, type GroupFacts, type MemberChange } from './network/group.js';
export { type PageDoubleOptions } from './options.js';

export interface PageState {
  pages: { id: string; qr: string | undefined; code: string | undefined; account: string | undefined }[];
  accounts: { id: string; lid: string; devices: number; pages: number; sent: number }[];
  /** Modules and members the library asked for that the page does not have; empty after a good run. */
  missing: string[];
  /** What went wrong inside the page script; empty after a good run. */
  pageErrors: { during: string; error: string }[];
}

export interface InjectRequest {
  /** The account under test. */
  to: string;
  /** Who writes: a number, or a LID for somebody addressed by one. Left out with `fromMe`. */
  from?: string;
  text?: string;
  /** The group's id; `status@broadcast` for a status update. */
  group?: string;
  id?: string;
  /** Seconds since 1970. */
  timestamp?: number;
  /** Typed on the account's own phone, in the chat given. */
  fromMe?: boolean;
  chat?: string;
  /** The sender's push name. */
  name?: string;
  /** The page's word for its kind: chat (the default), location, vcard, multi_vcard, poll_creation, ciphertext, … */
  type?: string;
  /** Key of the message it replies to. */
  quotes?: string;
  /** Numbers it mentions. */
  mentions?: string[];
  /** Further attributes of the page's message model (lat, lng, loc, vcardList, isForwarded, pollOptions, …). */
  extra?: Record<string, unknown>;
}

export interface InjectMediaRequest extends Omit<InjectRequest, 'text'> {
  /** The file, base64. */
  data: string;
  mimetype?: string;
  caption?: string;
  fileName?: string;
}

/** An id as WhatsApp gives it, and the key the page builds of it. */
export interface Injected {
  id: string;
  key: string;
}

export interface CallRequest {
  from: string;
  to: string;
  video?: boolean;
  group?: boolean;
}
