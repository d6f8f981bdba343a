import { createHash } from 'node:crypto';
import { jidDecode, jidEncode } from '@whiskeysockets/baileys';

/** `pn`: the phone number is the address. `lid`: the privacy alias is. */
export type Addressing = 'pn' | 'lid';

export { jidDecode };

/** `:0` is never written: the phone itself has no device part. */
export const pnJid = (user: string, device?: number): string => jidEncode(user, 's.whatsapp.net', device);
export const lidJid = (user: string, device?: number): string => jidEncode(user, 'lid', device);
export const isGroupJid = (jid: string): boolean => jid.endsWith('@g.us');
export const isLidJid = (jid: string): boolean => jid.endsWith('@lid');

export const digits = (value: string): string => value.replace(/\D/g, '');

/** The same LID for the same number in every run, so that fixtures can name it. */
export const lidOf = (pn: string): string =>
  String(BigInt('0x' + createHash('sha256').update(`lid${pn}`).digest('hex').slice(0, 12)) + 100_000_000_000_000n);
