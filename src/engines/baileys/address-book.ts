import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import { toJid } from '../../domain/jid.js';
import type { KeyHandle } from '../../store/engine-store.js';
import { BoundedCache } from './bounded-cache.js';
import type { Addresses } from './jid.js';

const PHONES_KEPT = 2000;

/**
 * Who the session is and whom it knows, read where the library stores it: rows `<lid>_reverse` of type `lid-mapping`.
 * @throws Error if the credentials are of nobody yet
 */
export function addressBook(creds: AuthenticationCreds, keys: KeyHandle): Addresses {
  const known = new BoundedCache({ maxEntries: PHONES_KEPT });
  return {
    get self() {
      const pn = toJid(creds.me?.id);
      if (pn === undefined) throw new Error('The session is not linked');
      const lid = toJid(creds.me?.lid);
      return lid === undefined ? { pn } : { pn, lid };
    },
    phoneBehind(lidUser) {
      const cached = known.get<string>(lidUser);
      if (cached !== undefined) return cached;
      const row = `${lidUser}_reverse`;
      const text = keys.get('lid-mapping', [row])[row];
      if (text === undefined) return undefined;
      const phone = JSON.parse(text) as string;
      known.set(lidUser, phone);
      return phone;
    },
  };
}
