import { isLid, type Jid, phoneOf, toJid, userOf } from '../../domain/jid.js';

/** Who this session is, and which phone numbers it knows behind privacy aliases. */
export interface Addresses {
  readonly self: { readonly pn: Jid; readonly lid?: Jid };
  /** @returns the digits of the phone number behind a LID, if known */
  phoneBehind(lidUser: string): string | undefined;
}

export type Wire = string | null | undefined;

/**
 * The neutral form of a wire address: the phone number where anybody knows it, the LID otherwise, never a device.
 * @param alt the other spelling of the same address, where the stanza carried one
 */
export function neutral(wire: Wire, alt: Wire, addresses: Addresses): Jid | undefined {
  const jid = toJid(wire);
  if (jid === undefined || !isLid(jid)) return jid;
  const other = toJid(alt);
  if (other !== undefined && phoneOf(other) !== undefined) return other;
  if (jid === addresses.self.lid) return addresses.self.pn;
  const phone = addresses.phoneBehind(userOf(jid));
  return phone === undefined ? jid : (toJid(`${phone}@c.us`) ?? jid);
}

/** The privacy alias among two spellings of one address. */
export function lidAmong(...spellings: readonly Wire[]): Jid | undefined {
  return spellings.map((spelling) => toJid(spelling)).find((jid) => jid !== undefined && isLid(jid));
}

export function isSelf(wire: Wire, { self }: Addresses): boolean {
  const jid = toJid(wire);
  return jid !== undefined && (jid === self.pn || jid === self.lid);
}

/** The spelling that the library wants: phone numbers live on `s.whatsapp.net` there. */
export const toWire = (jid: Jid): string => {
  const phone = phoneOf(jid);
  return phone === undefined ? jid : `${phone}@s.whatsapp.net`;
};
