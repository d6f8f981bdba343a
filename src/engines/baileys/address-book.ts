import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import { toJid } from '../../domain/jid.js';
import type { EngineStore, KeyRow } from '../../store/engine-store.js';
import type { Addresses } from './jid.js';

/** The library's rows about two addresses of one contact, one for each direction. */
const TYPE = 'lid-mapping';
const BY_ALIAS = '_reverse';

/**
 * Which phone number is behind which alias, in memory: whoever asks is in the middle of putting messages in order and
 * cannot wait. It is read where the library stores it, and follows what the library stores.
 */
export class PhoneBook {
  readonly #phones = new Map<string, string>();

  /** What is on disk of a session. */
  static async load(store: Pick<EngineStore, 'keysOfType'>, sessionId: string): Promise<PhoneBook> {
    const phones = new PhoneBook();
    for (const [id, value] of await store.keysOfType(sessionId, TYPE)) phones.#note(id, value);
    return phones;
  }

  /** Looks for what is new in rows that are being stored. */
  note(rows: readonly KeyRow[]): void {
    for (const { type, id, value } of rows) if (type === TYPE) this.#note(id, value);
  }

  /** @returns the digits of the phone number behind a LID, if known */
  behind(lidUser: string): string | undefined {
    return this.#phones.get(lidUser);
  }

  #note(id: string, value: string | null): void {
    if (!id.endsWith(BY_ALIAS)) return;
    const lidUser = id.slice(0, -BY_ALIAS.length);
    if (value === null) this.#phones.delete(lidUser);
    else this.#phones.set(lidUser, JSON.parse(value) as string);
  }
}

/**
 * Who the session is and whom it knows.
 * @throws Error if the credentials are of nobody yet
 */
export function addressBook(creds: AuthenticationCreds, phones: PhoneBook): Addresses {
  return {
    get self() {
      const pn = toJid(creds.me?.id);
      if (pn === undefined) throw new Error('The session is not linked');
      const lid = toJid(creds.me?.lid);
      return lid === undefined ? { pn } : { pn, lid };
    },
    phoneBehind: (lidUser) => phones.behind(lidUser),
  };
}
