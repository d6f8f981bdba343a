import { GatewayError, NotFoundError, ValidationError, type InputIssue } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { MediaKind, MessageMedia } from '../domain/media.js';
import { SCHEDULE_LIMITS, type ScheduledContent, type ScheduledParts } from '../domain/scheduled.js';
import type { MediaIntake, MediaSource } from '../media/media-intake.js';
import { newRowId } from '../runtime/ids.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { WriteRefusedError } from '../store/commit-queue.js';
import type { ScheduledMessage, Store } from '../store/store.js';
import type { ScheduledRow } from '../store/write-op.js';
import type { Recipient } from './dispatcher.js';
import { shownAsForwarded, shownOf } from './outgoing-message.js';
import {
  capabilityFor,
  capabilitiesFor,
  contactContent,
  locationContent,
  pollContent,
  textContent,
  type ContactParts,
  type LocationParts,
  type PollParts,
  type TextParts,
} from './plain-content.js';
import { endOp, type ScheduledSender } from './scheduled-sender.js';
import type { Scheduler } from './scheduler.js';
import { storedMessage } from './stored-message.js';
import type { Submission } from './submission.js';
import type { FilledTemplate, TemplateService } from './template-service.js';

const PRUNED_AT_ONCE = 1000;

export interface ScheduleServiceDeps {
  readonly store: Pick<Store, 'pages' | 'identities' | 'commits' | 'scheduled'>;
  readonly sessions: Pick<SessionRegistry, 'statusOf' | 'requireCapabilities'>;
  readonly sender: ScheduledSender;
  readonly scheduler: Pick<Scheduler, 'wake'>;
  readonly templates: Pick<TemplateService, 'fill'>;
  readonly media: Pick<MediaIntake, 'take' | 'abandon'>;
  /** The request that a message is scheduled with. */
  readonly submission?: Submission;
}

/** What is to be sent, as callers describe it. `kind` is also the name of the field it came in. */
export type NewContent =
  | ({ readonly kind: 'text' } & TextParts)
  | ({ readonly kind: MediaKind; readonly caption?: string | null | undefined } & MediaSource)
  | ({ readonly kind: 'location' } & LocationParts)
  | ({ readonly kind: 'contact' } & ContactParts)
  | ({ readonly kind: 'poll' } & PollParts)
  | { readonly kind: 'forward'; readonly messageId: string; readonly fromChatId?: Jid | null | undefined }
  | ({ readonly kind: 'template' } & FilledTemplate);

export interface NewSchedule extends Recipient {
  readonly content: NewContent;
  /** A moment of the wall clock. */
  readonly sendAt: Date;
  /** Not sent any more from then on; default an hour later. */
  readonly expiresAt?: Date | null | undefined;
}

type Shown = Pick<ScheduledRow, 'type' | 'body'>;
interface Taken extends Shown {
  readonly content: ScheduledContent;
  readonly media?: MessageMedia;
}

/** Messages that are to be sent later. Everything that can be refused is refused when they are scheduled. */
export class ScheduleService {
  constructor(private readonly deps: ScheduleServiceDeps) {}

  /** The same, for what is scheduled at a request. */
  under(submission: Submission): ScheduleService {
    return new ScheduleService({ ...this.deps, submission });
  }

  /**
   * The session need not be connected. A file is taken in now: what stands behind an address later does not matter.
   * @throws ValidationError, SessionNotFoundError, NotImplementedError, NotFoundError for a message that is answered or
   * forwarded and not stored, or a template, UnavailableError, and what taking a file in throws
   */
  async schedule({ content, sendAt, expiresAt, ...to }: NewSchedule): Promise<ScheduledMessage> {
    const { store, scheduler, submission } = this.deps;
    const before = submission?.doubted === undefined ? undefined : await store.scheduled.byId(submission.doubted);
    if (before !== undefined) return before;
    const moments = momentsOf(sendAt, expiresAt ?? undefined, Date.now());
    const accompaniment = await this.accompaniment(to);
    await this.requireRoom(to.sessionId);
    const taken = await named(`content.${content.kind}`, () => this.take(to.sessionId, content));
    const row: ScheduledRow = {
      id: newRowId(),
      sessionId: to.sessionId,
      chatId: to.chatId,
      type: taken.type,
      body: taken.body,
      content: JSON.stringify({ content: taken.content, ...accompaniment } satisfies ScheduledParts),
      media: taken.media === undefined ? null : JSON.stringify(taken.media),
      createdAt: Date.now(),
      ...moments,
    };
    try {
      await store.commits.write([
        ...(submission?.recorded(row.id) ?? []),
        { op: 'scheduled.insert', row, limit: SCHEDULE_LIMITS.waiting },
      ]);
      const scheduled = await this.get(row.sessionId, row.id);
      scheduler.wake();
      return scheduled;
    } catch (error) {
      await this.deps.media.abandon(taken.media?.file, error);
      throw error instanceof WriteRefusedError ? noRoom() : error;
    }
  }

  /** @throws NotFoundError for an id of another session too; SessionNotFoundError */
  async get(sessionId: string, id: string): Promise<ScheduledMessage> {
    const row = await this.deps.store.scheduled.byId(id);
    if (row?.sessionId === sessionId) return row;
    this.deps.sessions.statusOf(sessionId);
    throw new NotFoundError('Scheduled message', id);
  }

  /** @throws SessionNotFoundError */
  requireSession(sessionId: string): void {
    this.deps.sessions.statusOf(sessionId);
  }

  /**
   * A second time nothing happens. From when this resolves the message will not be sent.
   * @throws NotFoundError, SessionNotFoundError, GatewayError CONFLICT for one that is over or on its way
   */
  async cancel(sessionId: string, id: string): Promise<ScheduledMessage> {
    const { sender, store } = this.deps;
    const row = await this.get(sessionId, id);
    if (row.status === 'cancelled') return row;
    if (row.status !== 'scheduled' || !sender.callOff(id)) throw tooLate(row);
    try {
      await store.commits.write([endOp(row, 'cancelled')]);
    } finally {
      sender.reconsider(id);
    }
    const after = await this.get(sessionId, id);
    // It was sent while its row was being read.
    if (after.status !== 'cancelled') throw tooLate(after);
    return after;
  }

  /** Removes some of what was over long ago. Called now and then. */
  async prune(): Promise<void> {
    const before = Date.now() - SCHEDULE_LIMITS.keptMs;
    await this.deps.store.commits.write([{ op: 'scheduled.prune', before, limit: PRUNED_AT_ONCE }]);
  }

  private async accompaniment({ sessionId, chatId, mentions, quotedMessageId }: Recipient) {
    const { store, sessions } = this.deps;
    const mentioned = mentions && mentions.length > 0 ? mentions : undefined;
    if (mentioned) sessions.requireCapabilities(sessionId, 'MENTIONS');
    if (quotedMessageId) {
      sessions.requireCapabilities(sessionId, 'REPLY');
      await storedMessage(store, { sessionId, messageId: quotedMessageId, chatId });
    }
    return { ...(mentioned ? { mentions: mentioned } : {}), ...(quotedMessageId ? { quotedMessageId } : {}) };
  }

  private async requireRoom(sessionId: string): Promise<void> {
    this.requireSession(sessionId);
    if ((await this.deps.store.scheduled.waiting(sessionId)) >= SCHEDULE_LIMITS.waiting) throw noRoom();
  }

  private async take(sessionId: string, input: NewContent): Promise<Taken> {
    switch (input.kind) {
      case 'text':
        return this.plain(sessionId, textContent(input));
      case 'template':
        return this.plain(sessionId, textContent({ text: await this.deps.templates.fill(sessionId, input) }));
      case 'location':
        return this.plain(sessionId, locationContent(input));
      case 'contact':
        return this.plain(sessionId, contactContent(input));
      case 'poll':
        return this.plain(sessionId, pollContent(input));
      case 'forward':
        return this.forward(sessionId, input);
      default:
        return this.file(sessionId, input);
    }
  }

  private plain(sessionId: string, content: Parameters<typeof shownOf>[0] & ScheduledContent): Taken {
    this.deps.sessions.requireCapabilities(sessionId, ...capabilitiesFor(content));
    const { type, body } = shownOf(content);
    return { content, type, body };
  }

  private async forward(
    sessionId: string,
    { messageId, fromChatId }: Extract<NewContent, { kind: 'forward' }>,
  ): Promise<Taken> {
    this.deps.sessions.requireCapabilities(sessionId, 'FORWARD');
    const original = await storedMessage(this.deps.store, { sessionId, messageId, chatId: fromChatId });
    if (original.type === 'revoked')
      throw new GatewayError('VALIDATION_FAILED', 'A deleted message cannot be forwarded');
    const { type, body } = shownAsForwarded(original);
    return { content: { kind: 'forward', messageId }, type, body };
  }

  private async file(
    sessionId: string,
    { kind, caption, ...source }: Extract<NewContent, { kind: MediaKind }>,
  ): Promise<Taken> {
    this.deps.sessions.requireCapabilities(sessionId, capabilityFor(kind));
    const { sent: file, stored: media } = await this.deps.media.take(sessionId, kind, source);
    const content = { kind, ...(caption ? { caption } : {}) };
    const { type, body } = shownOf({ ...content, file }, media);
    return { content, type, body, media };
  }
}

const tooLate = ({ status }: ScheduledMessage): GatewayError =>
  new GatewayError('CONFLICT', `It cannot be cancelled: it is ${status === 'scheduled' ? 'sending' : status}`);

function momentsOf(sendAt: Date, expiresAt: Date | undefined, now: number) {
  const { aheadMs, graceMs, maxGraceMs } = SCHEDULE_LIMITS;
  const at = sendAt.getTime();
  const until = expiresAt?.getTime() ?? at + graceMs;
  const issues: InputIssue[] = [];
  const refuse = (field: string, fault: string) => issues.push({ field, message: `${field} ${fault}` });
  if (at <= now) refuse('sendAt', 'must be in the future');
  if (at > now + aheadMs) refuse('sendAt', 'must be within 366 days');
  if (until <= at) refuse('expiresAt', 'must be later than sendAt');
  if (until > at + maxGraceMs) refuse('expiresAt', 'must be within 7 days of sendAt');
  if (issues.length > 0) throw new ValidationError(issues);
  return { sendAt: at, expiresAt: until };
}

const noRoom = (): ValidationError => {
  const message = `sessionId must not have more than ${SCHEDULE_LIMITS.waiting} messages that wait`;
  return new ValidationError([{ field: 'sessionId', message }]);
};

/** Names the fields of a part of the input as the caller wrote them. */
async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new ValidationError(
      error.issues.map(({ field, message }) => ({
        field: `${path}.${field}`,
        message: message.startsWith(field) ? `${path}.${message}` : message,
      })),
    );
  }
}
