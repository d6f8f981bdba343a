import { InvalidJidError } from './errors.js';

declare const jidBrand: unique symbol;

/**
 * A WhatsApp address in the neutral form that every surface shows: `628123456789@c.us`, `120363123456789@g.us`,
 * `1234@lid`, `1234@newsletter`, `1234@broadcast`, `status@broadcast`. Never with a device suffix, never
 * `@s.whatsapp.net`: those are accepted as input and normalised.
 */
export type Jid = string & { readonly [jidBrand]: true };

export type ChatKind = 'individual' | 'group' | 'channel' | 'status' | 'broadcast' | 'unknown';

const ADDRESS = /^([0-9]{1,20}(?:-[0-9]{1,20})?|status)(?::[0-9]{1,5})?@([a-z.]{1,20})$/;
const INDIVIDUAL_DIGITS = /^[0-9]{5,15}$/;

/** @returns undefined for anything that is not a WhatsApp address; never throws. */
export function toJid(input: unknown): Jid | undefined {
  if (typeof input !== 'string' || input.length > 64) return undefined;
  const [, user, server] = ADDRESS.exec(input.trim()) ?? [];
  if (user === undefined || server === undefined) return undefined;
  if (user === 'status') return server === 'broadcast' ? ('status@broadcast' as Jid) : undefined;
  switch (server) {
    case 'c.us':
    case 's.whatsapp.net':
      return INDIVIDUAL_DIGITS.test(user) ? (`${user}@c.us` as Jid) : undefined;
    case 'g.us':
    case 'lid':
    case 'newsletter':
    case 'broadcast':
      return `${user}@${server}` as Jid;
    default:
      return undefined;
  }
}

/** @throws InvalidJidError naming `field` */
export function parseJid(input: unknown, field = 'chatId'): Jid {
  const jid = toJid(input);
  if (jid === undefined) throw new InvalidJidError(field);
  return jid;
}

const serverOf = (jid: Jid): string => jid.slice(jid.indexOf('@') + 1);
export const userOf = (jid: Jid): string => jid.slice(0, jid.indexOf('@'));

export const isGroup = (jid: Jid): boolean => serverOf(jid) === 'g.us';
/** A privacy alias: its digits are not a phone number. */
export const isLid = (jid: Jid): boolean => serverOf(jid) === 'lid';

export function chatKindOf(jid: Jid): ChatKind {
  if (jid === 'status@broadcast') return 'status';
  switch (serverOf(jid)) {
    case 'c.us':
    case 'lid':
      return 'individual';
    case 'g.us':
      return 'group';
    case 'newsletter':
      return 'channel';
    case 'broadcast':
      return 'broadcast';
    default:
      return 'unknown';
  }
}

/** The phone number behind an address, or undefined where it has none (groups, LIDs, channels). */
export const phoneOf = (jid: Jid): string | undefined => (serverOf(jid) === 'c.us' ? userOf(jid) : undefined);

/** Says by which one address a person goes: the number's, for a privacy alias whose number is known. */
export type Canonical = (jid: Jid) => Jid;

/**
 * Two spellings of one person or chat: `628@c.us`, `628@s.whatsapp.net`, `628:4@c.us`, the bare number, and whatever
 * `canonical` knows to be the same.
 */
export function sameIdentity(jid: string, other: string, canonical: Canonical = (known) => known): boolean {
  const [left, right] = [jid, other].map((text) => toJid(text) ?? toJid(`${text.replace(/\D/g, '')}@c.us`));
  return left !== undefined && right !== undefined && (left === right || canonical(left) === canonical(right));
}
