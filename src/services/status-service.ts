import { ValidationError } from '../domain/errors.js';
import { parseJid, type Jid } from '../domain/jid.js';
import { toMessageId } from '../domain/message.js';
import type { StatusUpdate } from '../domain/status-update.js';
import type { OutgoingContent } from '../engine/operations.js';
import { notImplemented } from '../engine/unsupported.js';
import type { MediaIntake, MediaSource } from '../media/media-intake.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Store } from '../store/store.js';
import { facetOf } from './facet.js';

const STATUS = parseJid('status@broadcast');
const SHOWN_FOR_MS = 24 * 3_600_000;

export interface StatusServiceDeps {
  readonly store: Pick<Store, 'contacts' | 'identities'>;
  readonly sessions: SessionRegistry;
  readonly media: Pick<MediaIntake, 'take' | 'remove'>;
}

/** A status update that WhatsApp took. */
export interface StatusPost {
  readonly statusId: string;
  readonly postedAt: Date;
  readonly expiresAt: Date;
}

/**
 * Status updates of the account: posted, taken back, never stored.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses.
 */
export class StatusService {
  constructor(private readonly deps: StatusServiceDeps) {}

  /** @param recipients who may see it; everybody in the account's address book if none are named */
  async post(sessionId: string, content: OutgoingContent, recipients?: readonly Jid[] | null): Promise<StatusPost> {
    const { sessions, store } = this.deps;
    const statuses = facetOf(sessions, sessionId, 'statuses', 'POST_STATUS');
    const stanzaId = sessions.connected(sessionId).engine.newStanzaId();
    const shownTo = recipients ?? (await store.contacts.addressBook(sessionId));
    await statuses.post({ to: STATUS, stanzaId, content }, [...new Set(shownTo)]);
    const postedAt = new Date();
    return {
      statusId: toMessageId(true, STATUS, stanzaId),
      postedAt,
      expiresAt: new Date(postedAt.getTime() + SHOWN_FOR_MS),
    };
  }

  /**
   * A picture or a video; its file is kept only until WhatsApp took it.
   * @param recipients as for `post`
   * @throws ValidationError, GatewayError PAYLOAD_TOO_LARGE or URL_NOT_ALLOWED for a file that cannot be taken
   */
  async postFile(
    sessionId: string,
    kind: 'image' | 'video',
    {
      source,
      caption,
      recipients,
    }: { source: MediaSource; caption?: string | null; recipients?: readonly Jid[] | null },
  ): Promise<StatusPost> {
    const { sessions, media } = this.deps;
    facetOf(sessions, sessionId, 'statuses', 'POST_STATUS');
    const { sent: file, stored } = await media.take(sessionId, kind, source).catch((error: unknown) => {
      throw error instanceof ValidationError ? below(kind, error) : error;
    });
    try {
      return await this.post(sessionId, { kind, file, ...(caption ? { caption } : {}) }, recipients);
    } finally {
      if (stored.file !== undefined) await media.remove(stored.file);
    }
  }

  /**
   * What WhatsApp shows now, newest first.
   * @param of only this person's
   */
  async list(sessionId: string, of?: Jid): Promise<StatusUpdate[]> {
    const { sessions, store } = this.deps;
    const statuses = facetOf(sessions, sessionId, 'statuses', 'READ_STATUS');
    if (statuses.list === undefined) throw notImplemented('READ_STATUS', sessions.connected(sessionId).engineKind);
    const shown = await statuses.list();
    const whose = of === undefined ? undefined : store.identities.addressesOf(of);
    return shown.filter(({ contact }) => whose?.includes(contact.id) ?? true);
  }

  /** @param statusId as `post` answered it */
  async remove(sessionId: string, statusId: string): Promise<void> {
    const statuses = facetOf(this.deps.sessions, sessionId, 'statuses', 'DELETE_STATUS');
    await statuses.remove(statusId.slice(statusId.lastIndexOf('_') + 1));
  }
}

/** What is wrong with a file, named as the caller wrote it. */
const below = (field: string, { issues }: ValidationError): ValidationError =>
  new ValidationError(
    issues.map((issue) => ({ field: `${field}.${issue.field}`, message: `${field}.${issue.message}` })),
  );
