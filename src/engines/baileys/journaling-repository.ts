import type { SignalKeyStoreWithTransaction, SocketConfig } from '@whiskeysockets/baileys';
import type { EngineStore } from '../../store/engine-store.js';
import { BoundedCache } from '../../runtime/bounded-cache.js';
import type { BaileysLibrary } from './library.js';
import { inRootContext } from './root-context.js';
import { JOURNAL, type StanzaJournal } from './stanza-journal.js';

type MakeRepository = SocketConfig['makeSignalRepository'];

/** Contacts whose two addresses are kept in memory, per link; the others are one read away. */
const ADDRESS_PAIRS_KEPT = 2000;

export interface JournalingDeps {
  readonly sessionId: string;
  readonly store: Pick<EngineStore, 'commits'>;
  /** What was journalled before; see `EngineStore.inbound`. */
  readonly inbound: (hash: string) => Promise<Uint8Array | undefined>;
  readonly library: BaileysLibrary;
  readonly journal: StanzaJournal;
  /** A stanza is in the journal with all its parts, and waits to be handed over. */
  readonly onJournalled: (stanzaId: string) => void;
  /** False once the socket closed or the store failed: keys are out of reach then, which says nothing about a message. */
  readonly isOpen: () => boolean;
}

/**
 * The library's signal repository with two differences.
 *
 * What is decrypted is written to the journal in the transaction of its ratchet step, and read from there when the
 * stanza comes again. So a message is either unread or on disk, whenever the process dies.
 *
 * Every step of a ratchet is a transaction of its own under a lock of its address, also where the library runs inside
 * a larger one: sending commits only after its frame was written, and two transactions at one address overwrite each
 * other's step. The outlet then holds the frame until the step is on disk.
 */
export function journalingRepository(deps: JournalingDeps): MakeRepository {
  const { sessionId, store, inbound, library, journal, onJournalled, isOpen } = deps;
  return (auth, logger, pnToLid) => {
    const repository = library.DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, logger, pnToLid);
    boundAddressPairs(repository.lidMapping);
    const keys = auth.keys as SignalKeyStoreWithTransaction;
    const inOwnTransaction = <T>(lock: string, work: () => Promise<T>): Promise<T> =>
      inRootContext(() => keys.transaction(work, `ratchet ${lock}`));
    /** The address that the library files the session of `jid` under. */
    const filedUnder = async (jid: string): Promise<string> =>
      library.isPnUser(jid) === true ? ((await repository.lidMapping.getLIDForPN(jid)) ?? jid) : jid;

    const once = async (lock: string, ciphertext: Uint8Array, decrypt: () => Promise<Uint8Array>) => {
      const hash = journal.hashOf(ciphertext);
      try {
        return await inOwnTransaction(lock, async () => {
          const known = await inbound(hash);
          const plain = known ?? (await decrypt());
          const entry = journal.entryFor(ciphertext, plain);
          if (known === undefined) {
            await keys.set({ [JOURNAL]: { [hash]: entry } } as never);
            if (entry.stanza !== null) onJournalled(entry.stanzaId);
          }
          return plain;
        });
      } catch (error) {
        noteUnreadable(ciphertext, error as Error);
        throw error;
      } finally {
        journal.done(ciphertext);
      }
    };

    /** On its way to the disk before the library tells the server, which then forgets the stanza. */
    const noteUnreadable = (ciphertext: Uint8Array, { message }: Error): void => {
      if (store.commits.failed || !isOpen()) return;
      const { attrs } = journal.nodeOf(ciphertext);
      store.commits.enqueue([
        {
          op: 'unreadable.put',
          sessionId,
          stanzaId: attrs.id ?? '',
          attrs: JSON.stringify(attrs),
          error: message,
          at: Date.now(),
        },
      ]);
    };

    return {
      ...repository,
      decryptMessage: async (step) =>
        once(await filedUnder(step.jid), step.ciphertext, () => repository.decryptMessage(step)),
      decryptGroupMessage: (step) => once(step.group, step.msg, () => repository.decryptGroupMessage(step)),
      encryptMessage: async (step) =>
        inOwnTransaction(await filedUnder(step.jid), () => repository.encryptMessage(step)),
      encryptGroupMessage: (step) => inOwnTransaction(step.group, () => repository.encryptGroupMessage(step)),
      getSenderKeyDistributionMessage: (step) =>
        inOwnTransaction(step.group, () => repository.getSenderKeyDistributionMessage(step)),
      processSenderKeyDistributionMessage: (step) =>
        inOwnTransaction(step.item.groupId ?? '', () => repository.processSenderKeyDistributionMessage(step)),
      injectE2ESession: async (step) =>
        inOwnTransaction(await filedUnder(step.jid), () => repository.injectE2ESession(step)),
    };
  };
}

/**
 * The library keeps every pair of addresses it ever saw, each with a three-day timer that holds on to the transaction
 * it was made in.
 */
function boundAddressPairs(lidMapping: object): void {
  if (!('mappingCache' in lidMapping)) throw new Error('Baileys has changed: its LID mapping has no `mappingCache`');
  lidMapping.mappingCache = new BoundedCache({ maxEntries: 2 * ADDRESS_PAIRS_KEPT });
}
