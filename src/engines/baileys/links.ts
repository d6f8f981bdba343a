import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import { EngineFailedError } from '../../domain/errors.js';
import { newId } from '../../runtime/ids.js';
import type { Logger } from '../../runtime/logger.js';
import type { EngineStore } from '../../store/engine-store.js';
import { AuthFolder } from './auth-folder.js';
import type { BaileysLibrary } from './library.js';

/** A session's credentials, and the id that ties them to the session's folder. */
export interface Link {
  readonly linkId: string;
  readonly creds: AuthenticationCreds;
}

/**
 * Whether a phone accepted the link. Credentials short of that are of no use to anybody: with a pairing code asked for,
 * the library would log in with them instead of registering, and be refused.
 */
export const isLinked = ({ account, me }: AuthenticationCreds): boolean => Boolean(account) && me?.id !== undefined;

/** The first login makes and uploads some 800 keys. Source: `INITIAL_PREKEY_COUNT` in Baileys. */
export const isFirstLogin = (creds: AuthenticationCreds): boolean => isLinked(creds) && creds.nextPreKeyId === 1;

const DAMAGED =
  'the stored link of this session is damaged. Restore the database from a backup, or remove the folder of this session ' +
  'below BAILEYS_AUTH_DIR and scan a new QR code; messages are kept either way';

/** The parts without which the library cannot say who it is. */
const PARTS = ['noiseKey', 'signedIdentityKey', 'signedPreKey'] as const;

function linkIn(text: string, { BufferJSON }: BaileysLibrary): Link | undefined {
  try {
    const link = JSON.parse(text, BufferJSON.reviver) as Partial<Link> | null;
    const isWhole = typeof link?.linkId === 'string' && PARTS.every((part) => typeof link.creds?.[part] === 'object');
    return isWhole ? (link as Link) : undefined;
  } catch {
    return undefined;
  }
}

export interface LinksDeps {
  readonly sessionId: string;
  readonly authDir: string;
  readonly store: EngineStore;
  readonly library: BaileysLibrary;
  readonly logger: Logger;
}

/** Where the link of one session is kept: credentials in the store, its marker in the session's folder. */
export class Links {
  private readonly folder: AuthFolder;

  constructor(private readonly deps: LinksDeps) {
    this.folder = new AuthFolder(deps.authDir, deps.sessionId);
  }

  /** What is in the store, whether or not it still counts; undefined also if it is damaged. */
  async stored(): Promise<Link | undefined> {
    const { library, sessionId, store } = this.deps;
    const text = await store.readCredentials(sessionId);
    return text === undefined ? undefined : linkIn(text, library);
  }

  /**
   * The link to connect with: the stored one, or a new one that a phone has to accept.
   * @throws EngineFailedError if the stored one is damaged; it is kept, since a backup may make it whole again
   */
  async load(): Promise<Link> {
    const { library, logger, sessionId, store } = this.deps;
    const stored = await this.stored();
    const marker = await this.folder.readLinkId();
    if ((await store.readCredentials(sessionId)) !== undefined) {
      if (stored === undefined && marker !== undefined) throw new EngineFailedError(DAMAGED);
      const isMarked = stored !== undefined && marker === stored.linkId;
      if (isMarked && isLinked(stored.creds)) return stored;
      if (!isMarked) {
        logger.warn({ sessionId, folder: this.folder.path }, 'the folder of this session is gone: it is unlinked now');
      }
      await store.forget(sessionId);
    }
    const fresh: Link = { linkId: newId(), creds: library.initAuthCreds() };
    await this.folder.create(fresh.linkId);
    return fresh;
  }

  save(link: Link): void {
    const { library, sessionId, store } = this.deps;
    store.saveCredentials(sessionId, JSON.stringify(link, library.BufferJSON.replacer));
  }
}
