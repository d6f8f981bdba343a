import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys';
import type { KeyHandle, KeyRow } from '../../store/engine-store.js';
import type { WriteOp } from '../../store/write-op.js';
import type { PhoneBook } from './address-book.js';
import type { BaileysLibrary } from './library.js';
import { JOURNAL, type JournalEntry, journalOp } from './stanza-journal.js';

/** Types whose values hold no bytes: they need none of the library's careful, slow reviving. */
const PLAIN: ReadonlySet<string> = new Set<keyof SignalDataTypeMap>([
  'session',
  'lid-mapping',
  'device-list',
  'sender-key-memory',
]);

/**
 * The library's key store on ours. `set` returns before the disk has the rows: what must not leave before them waits
 * in the outlet. Everything of one `set`, journal entries included, is one transaction.
 * @param phones learns what the library finds out about addresses
 */
export function signalKeyStore(
  sessionId: string,
  keys: KeyHandle,
  library: BaileysLibrary,
  phones: PhoneBook,
): SignalKeyStore {
  const { encode, decode } = keyCodec(library);
  return {
    get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
      const found: Record<string, SignalDataTypeMap[T]> = {};
      for (const [id, text] of Object.entries(await keys.get(type, ids))) {
        if (text !== undefined) found[id] = decode(type, text) as SignalDataTypeMap[T];
      }
      return found;
    },
    set: async (data: SignalDataSet) => {
      const rows: KeyRow[] = [];
      const journal: WriteOp[] = [];
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values as Record<string, unknown>)) {
          if (type === JOURNAL) journal.push(journalOp(sessionId, id, value as JournalEntry));
          else rows.push({ type, id, value: value === null || value === undefined ? null : encode(type, value) });
        }
      }
      keys.set(rows, journal);
      phones.note(rows);
    },
  };
}

function keyCodec({ BufferJSON, proto }: BaileysLibrary) {
  const encode = (type: string, value: unknown): string => {
    if (PLAIN.has(type)) return JSON.stringify(value);
    // Baileys writes skipped sender keys in a form that it does not read back; through its own replacer it does.
    const plain = type === 'sender-key' ? (JSON.parse(Buffer.from(value as Uint8Array).toString()) as unknown) : value;
    return JSON.stringify(plain, BufferJSON.replacer);
  };
  const decode = (type: string, text: string): unknown => {
    if (PLAIN.has(type)) return JSON.parse(text) as unknown;
    if (type === 'sender-key') return Buffer.from(text);
    const value = JSON.parse(text, BufferJSON.reviver) as unknown;
    return type === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value as object) : value;
  };
  return { encode, decode };
}
