import { options } from './config.js';
import { serialized } from './model.js';

const WELL_FORMED = /^[^@\s]+@(c\.us|s\.whatsapp\.net|g\.us|lid|newsletter|broadcast|bot)$/;

/** An id of a chat or a person. */
class Wid {
  constructor(text) {
    const [left, server] = text.split('@');
    this.server = server === 's.whatsapp.net' ? 'c.us' : server;
    this.user = left.split(':')[0];
    this._serialized = `${this.user}@${this.server}`;
  }
  isUser() {
    return this.server === 'c.us' || this.server === 'lid';
  }
  isLid() {
    return this.server === 'lid';
  }
  isGroup() {
    return this.server === 'g.us';
  }
  isNewsletter() {
    return this.server === 'newsletter';
  }
  isBroadcast() {
    return this.server === 'broadcast';
  }
  isStatus() {
    return this._serialized === 'status@broadcast';
  }
  toJid() {
    return this.server === 'c.us' ? `${this.user}@s.whatsapp.net` : this._serialized;
  }
  toString() {
    return this._serialized;
  }
  equals(other) {
    return serialized(other) === this._serialized;
  }
}

/** @throws Error for what is no id, as the real page does */
export function wid(value) {
  if (value === undefined || value === null || value instanceof Wid) return value;
  const text = typeof value === 'object' ? value._serialized : value;
  if (typeof text !== 'string' || !WELL_FORMED.test(text)) throw new Error('wid error: invalid wid');
  return new Wid(text);
}

export const randomHex = (bytes) =>
  [...crypto.getRandomValues(new Uint8Array(bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();

/** Who the page speaks for: `{pn, lid, pushname, platform}` once it is linked. */
export const me = {};

export const isMe = (id) => me.pn !== undefined && [me.pn, me.lid].includes(serialized(id));

/**
 * A message's id. Its serialised form is called `_serialized` up to the middle of July 2026 and `$1` in later builds;
 * ids of chats and people kept the old name.
 */
export class MsgKey {
  constructor({ fromMe, from, to, remote, id, participant, selfDir }) {
    this.fromMe = fromMe ?? (isMe(from) && selfDir !== 'in');
    this.remote = wid(remote ?? (this.fromMe ? to : from));
    this.id = id;
    if (participant) this.participant = wid(participant);
    const parts = [this.fromMe, this.remote, id, this.participant].filter((part) => part !== undefined);
    this[options.msgKeyField] = parts.map(String).join('_');
  }

  toString() {
    return this[options.msgKeyField];
  }

  static async newId() {
    return `3EB0${randomHex(9)}`;
  }

  static fromString(text) {
    const [fromMe, remote, id, participant] = text.split('_');
    return new MsgKey({ fromMe: fromMe === 'true', remote, id, participant });
  }
}
