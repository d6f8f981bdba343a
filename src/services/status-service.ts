import {
  EngineFailedError,
  GatewayError,
  NotFoundError,
  SendUnknownError,
  UncertainSendError,
  ValidationError,
} from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import { toMessageId } from '../domain/message.js';
import { STATUS_CHAT, STATUS_SHOWN_MS, type StatusStyle, type StatusUpdate } from '../domain/status-update.js';
import type { OutgoingContent } from '../engine/operations.js';
import { notImplemented } from '../engine/unsupported.js';
import type { MediaIntake, MediaSource } from '../media/media-intake.js';
import { type MediaStore, OverCapError } from '../media/media-store.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Store } from '../store/store.js';
import { facetOf } from './facet.js';
import type { Submission } from './submission.js';

const FILE_WITHIN_MS = 60_000;

export interface StatusServiceDeps {
  readonly store: Pick<Store, 'contacts' | 'identities' | 'commits'>;
  readonly sessions: SessionRegistry;
  readonly media: Pick<MediaIntake, 'take' | 'remove'>;
  readonly files: Pick<MediaStore, 'write' | 'remove' | 'pathOf' | 'maxBytes'>;
  /** The request that an update is posted at. */
  readonly submission?: Submission;
}

/** A status update, and in whose session it is shown. */
export interface ShownStatus extends StatusUpdate {
  readonly sessionId: string;
}

/** The file of a status update, on disk until it was handed out. */
export interface StatusFileOnDisk {
  readonly path: string;
  readonly mimetype: string;
  /** To be called when it is not needed any more. */
  remove(): Promise<void>;
}

/** A status update that WhatsApp took. */
export interface StatusPost {
  readonly statusId: string;
  readonly postedAt: Date;
  readonly expiresAt: Date;
}

/**
 * Status updates: the account's are posted and taken back, its contacts' are read. None of them is a message that is
 * stored: the engine knows what WhatsApp shows.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses; SendUnknownError if nobody knows whether it left.
 */
export class StatusService {
  constructor(private readonly deps: StatusServiceDeps) {}

  /** The same, for what is posted at a request. */
  under(submission: Submission): StatusService {
    return new StatusService({ ...this.deps, submission });
  }

  /**
   * @param recipients who may see it; everybody in the account's address book if none are named
   * @param style of a text
   */
  async post(
    sessionId: string,
    content: OutgoingContent,
    recipients?: readonly Jid[] | null,
    style?: StatusStyle,
  ): Promise<StatusPost> {
    const { sessions, store } = this.deps;
    const statuses = facetOf(sessions, sessionId, 'statuses', 'POST_STATUS');
    const shownTo = recipients ?? (await store.contacts.addressBook(sessionId));
    const stanzaId = await this.recorded(sessionId);
    try {
      await statuses.post({ to: STATUS_CHAT, stanzaId, content }, [...new Set(shownTo)], style);
    } catch (error) {
      throw error instanceof UncertainSendError ? new SendUnknownError(undefined, { cause: error }) : error;
    }
    const postedAt = new Date();
    return {
      statusId: toMessageId(true, STATUS_CHAT, stanzaId),
      postedAt,
      expiresAt: new Date(postedAt.getTime() + STATUS_SHOWN_MS),
    };
  }

  /** @returns the id that the update goes out under, which is on disk with the request */
  private async recorded(sessionId: string): Promise<string> {
    const { sessions, store, submission } = this.deps;
    const { engine, resends } = sessions.connected(sessionId);
    const doubted = submission?.doubted;
    if (doubted !== undefined && resends) return doubted;
    if (doubted !== undefined && submission?.resendIfUnknown !== true) throw new SendUnknownError();
    const stanzaId = engine.newStanzaId();
    if (submission !== undefined) await store.commits.write(submission.recorded(stanzaId));
    return stanzaId;
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
  async list(sessionId: string, of?: Jid): Promise<ShownStatus[]> {
    const { sessions, store } = this.deps;
    const statuses = facetOf(sessions, sessionId, 'statuses', 'READ_STATUS');
    if (statuses.list === undefined) throw notImplemented('READ_STATUS', sessions.connected(sessionId).engineKind);
    const shown = await statuses.list();
    const whose = of === undefined ? undefined : store.identities.addressesOf(of);
    return shown.flatMap(({ contact, ...update }) =>
      whose?.includes(contact.id) === false
        ? []
        : [{ ...update, sessionId, contact: { ...contact, id: store.identities.canonical(contact.id) } }],
    );
  }

  /**
   * Fetches the file of a contact's status update from WhatsApp.
   * @param statusId as `list` told it
   * @throws NotFoundError, GatewayError PAYLOAD_TOO_LARGE above MEDIA_DOWNLOAD_MAX_BYTES
   */
  async file(sessionId: string, statusId: string): Promise<StatusFileOnDisk> {
    const { sessions, files } = this.deps;
    const statuses = facetOf(sessions, sessionId, 'statuses', 'READ_STATUS');
    const found = await statuses.file?.(statusId);
    if (found === undefined) throw new NotFoundError('Status', statusId);
    const { mimetype, content } = found;
    const { file } = await files
      .write(sessionId, mimetype, content, AbortSignal.timeout(FILE_WITHIN_MS))
      .catch((error: unknown) => {
        if (error instanceof OverCapError) {
          throw new GatewayError('PAYLOAD_TOO_LARGE', `Media exceeds the ${files.maxBytes} byte limit`);
        }
        throw new EngineFailedError('The file could not be fetched from WhatsApp', { cause: error });
      });
    return { path: files.pathOf(file), mimetype, remove: () => files.remove(file) };
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
