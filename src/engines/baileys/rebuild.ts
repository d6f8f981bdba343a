import type { AuthenticationCreds, SignalRepositoryWithLIDStore, WAMessage } from '@whiskeysockets/baileys';
import type { BaileysLibrary } from './library.js';

type Logger = Parameters<BaileysLibrary['decryptMessageNode']>[4];

/** Stands for a repository that has nothing left to do: the plaintext is where the ciphertext was. */
const nothingToDecrypt = {
  lidMapping: { getLIDForPN: async () => null, getPNForLID: async () => null, storeLIDPNMappings: async () => {} },
  migrateSession: async () => ({ migrated: 0, skipped: 0, total: 0 }),
  processSenderKeyDistributionMessage: async () => {},
  decryptMessage: async ({ ciphertext }: { ciphertext: Uint8Array }) => ciphertext,
  decryptGroupMessage: async ({ msg }: { msg: Uint8Array }) => msg,
} as unknown as SignalRepositoryWithLIDStore;

/** A journalled stanza, as the message that the library would have emitted for it. */
export async function rebuild(
  stanza: Uint8Array,
  creds: AuthenticationCreds,
  library: BaileysLibrary,
  logger: Logger,
): Promise<WAMessage> {
  const { id = '', lid = '' } = creds.me ?? {};
  const node = await library.decodeBinaryNode(Buffer.from(stanza));
  const decryption = library.decryptMessageNode(node, id, lid, nothingToDecrypt, logger);
  await decryption.decrypt();
  library.cleanMessage(decryption.fullMessage, id, lid);
  return decryption.fullMessage;
}
