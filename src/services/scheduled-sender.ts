import { ACK } from '../domain/ack.js';
import { EngineFailedError, GatewayError, SendUnknownError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { MessageMedia } from '../domain/media.js';
import type { ScheduledEnd, ScheduledErrorCode, ScheduledParts } from '../domain/scheduled.js';
import type { OutgoingContent } from '../engine/operations.js';
import type { MediaIntake } from '../media/media-intake.js';
import type { Logger } from '../runtime/logger.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Message, ScheduledMessage, Store } from '../store/store.js';
import type { WriteOp } from '../store/write-op.js';
import type { AckWait } from './ack-wait.js';
import type { Dispatcher, Draft } from './dispatcher.js';
import type { Bound, Journal } from './journal.js';
import { toMessageRef } from './message-ref.js';
import { shownAsForwarded, shownOf, type Shown } from './outgoing-message.js';
import { capabilitiesFor } from './plain-content.js';
import { storedMessage } from './stored-message.js';

/** How long a receipt may take that was waiting for the session, before a message in doubt counts as not sent. */
const RECEIPT_WITHIN_MS = 3000;

export interface ScheduledSenderDeps {
  readonly store: Pick<Store, 'pages' | 'identities' | 'commits'>;
  readonly sessions: Pick<SessionRegistry, 'connected'>;
  readonly dispatcher: Dispatcher;
  readonly journal: Journal;
  readonly ackWait: AckWait;
  readonly media: Pick<MediaIntake, 'fileOf' | 'copy' | 'abandon'>;
  readonly logger: Logger;
}

/** A schedule that was cancelled right before its message would have been stored. */
class CalledOffError extends Error {}

interface Prepared {
  readonly draft: Draft;
  readonly content: OutgoingContent;
  readonly shown: Shown;
}

/** @returns the operation that writes down how a schedule ended */
export const endOp = (
  { id, sessionId }: Pick<ScheduledMessage, 'id' | 'sessionId'>,
  status: ScheduledEnd,
  error: { readonly code: ScheduledErrorCode; readonly message: string } | null = null,
): WriteOp => ({ op: 'scheduled.end', sessionId, scheduledId: id, status, error, at: Date.now() });

/**
 * Sends what was scheduled, once. The message and the mark that this schedule became it are one transaction, committed
 * before the engine hears of the message; what became of it is written together with its announcement. A schedule that
 * a crash left in between is in doubt, and is settled by what WhatsApp says about its message.
 */
export class ScheduledSender {
  /** Schedules whose message is being stored or sent. */
  readonly #busy = new Set<string>();
  readonly #calledOff = new Set<string>();

  constructor(private readonly deps: ScheduledSenderDeps) {}

  /** Keeps a schedule from being sent, until `reconsider`. @returns false if its message is on its way already */
  callOff(id: string): boolean {
    if (this.#busy.has(id)) return false;
    this.#calledOff.add(id);
    return true;
  }
  reconsider(id: string): void {
    this.#calledOff.delete(id);
  }

  /**
   * Sends what a schedule holds, or writes down why that cannot be.
   * @throws GatewayError SESSION_NOT_CONNECTED, SESSION_NOT_FOUND or UNAVAILABLE: nothing has changed, try again later
   */
  async send(row: ScheduledMessage): Promise<void> {
    const { dispatcher, store } = this.deps;
    try {
      const prepared = await this.prepare(row, row.media as MessageMedia | null);
      const outgoing = await this.owningCopy(prepared, () =>
        dispatcher.record(prepared.draft, prepared.shown, this.boundTo(row)),
      );
      await this.handOver(() => dispatcher.handOver(prepared.draft, prepared.content, outgoing));
    } catch (error) {
      // It is about to be cancelled: that is on disk then.
      if (error instanceof CalledOffError) return await store.commits.settled();
      await this.failed(row, error);
    } finally {
      this.#busy.delete(row.id);
    }
  }

  /**
   * Finds out what became of a message that was stored and maybe sent by an earlier process. Receipts that waited for
   * the session tell that it was. Without one it is sent again under its own id, if the engine promises that whoever
   * has it already shows it once.
   * @throws GatewayError SESSION_NOT_CONNECTED, SESSION_NOT_FOUND or UNAVAILABLE: nothing has changed, try again later
   */
  async settle(row: ScheduledMessage, signal: AbortSignal): Promise<void> {
    const { store, sessions, journal, dispatcher } = this.deps;
    try {
      const { own, resends } = sessions.connected(row.sessionId);
      const message = await storedMessage(store, { sessionId: row.sessionId, messageId: row.messageId ?? '' });
      const left = await this.hasLeft(message, signal);
      if (left === undefined) return;
      const outgoing = journal.takenUp(own, message, this.boundTo(row));
      if (left) return await store.commits.settled(journal.sent(outgoing));
      if (!resends || row.expiresAt.getTime() <= Date.now()) return await this.inDoubt(row);
      const { draft, content } = await this.prepare(row, message.media as MessageMedia | null);
      const chatId = message.chatId as Jid;
      await this.handOver(() => dispatcher.handOver({ ...draft, chatId }, content, outgoing));
    } catch (error) {
      await this.failed(row, error);
    }
  }

  /** Nobody can tell any more whether it was sent, and it must not be sent again. */
  async inDoubt(row: ScheduledMessage): Promise<void> {
    const message = 'The gateway ended while the message was being sent; it may have been, or not';
    await this.deps.store.commits.write([endOp(row, 'failed', { code: 'SEND_UNKNOWN', message })]);
  }

  /** @returns undefined if that cannot be said, because the gateway is ending */
  private async hasLeft({ id }: Message, signal: AbortSignal): Promise<boolean | undefined> {
    try {
      await this.deps.ackWait.reached(id, { ack: ACK.SERVER, timeoutMs: RECEIPT_WITHIN_MS, signal });
      return true;
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'ACK_TIMEOUT') throw error;
      return signal.aborted ? undefined : false;
    }
  }

  private async prepare(row: ScheduledMessage, media: MessageMedia | null): Promise<Prepared> {
    const { dispatcher, store, media: files } = this.deps;
    const { sessionId, chatId } = row;
    const { content, mentions, quotedMessageId } = row.content as unknown as ScheduledParts;
    const to = { sessionId, chatId: chatId as Jid, mentions, quotedMessageId };
    const draft = await dispatcher.draft(to, capabilitiesFor(content));
    switch (content.kind) {
      case 'text':
      case 'location':
      case 'contact':
      case 'poll':
        return { draft, content, shown: shownOf(content) };
      case 'forward': {
        const original = await storedMessage(store, { sessionId, messageId: content.messageId });
        const copy = original.media === null ? undefined : (original.media as unknown as MessageMedia);
        const shown = shownAsForwarded(original, copy && (await files.copy(sessionId, copy)));
        return { draft, content: { kind: 'forward', original: toMessageRef(original) }, shown };
      }
      default: {
        if (media === null) throw new EngineFailedError('The file is not there any more');
        const withFile = { ...content, file: files.fileOf(media) };
        return { draft, content: withFile, shown: shownOf(withFile, media) };
      }
    }
  }

  /** A forward brings a copy of a file along: if its message does not come to be, the copy goes. */
  private async owningCopy<T>({ content, shown }: Prepared, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (content.kind === 'forward') await this.deps.media.abandon(shown.media?.file, error);
      throw error;
    }
  }

  private boundTo(row: ScheduledMessage): Bound {
    const { id: scheduledId, sessionId } = row;
    return {
      recorded: (messageId) => {
        if (this.#calledOff.has(scheduledId)) throw new CalledOffError();
        this.#busy.add(scheduledId);
        return [{ op: 'scheduled.sending', sessionId, scheduledId, messageId }];
      },
      sent: () => [endOp(row, 'sent')],
      // In doubt it stays as it is, and is settled.
      refused: (refusal) =>
        refusal instanceof SendUnknownError
          ? []
          : [endOp(row, 'failed', { code: refusal.code, message: refusal.message })],
    };
  }

  /** A refusal is on disk already, with the message. */
  private async handOver(work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => this.deps.logger.debug({ err: error }, 'a scheduled message was refused'));
  }

  /** @throws the error, if it is one that passes */
  private async failed(row: ScheduledMessage, error: unknown): Promise<void> {
    const { store, logger } = this.deps;
    const known = error instanceof GatewayError ? error : undefined;
    if (known !== undefined && LATER.has(known.code)) throw known;
    if (known === undefined || known.code === 'INTERNAL') {
      logger.error({ scheduledId: row.id, err: error }, 'a scheduled message could not be sent');
    }
    const { code, message } = known ?? { code: 'INTERNAL' as const, message: 'Internal server error' };
    await store.commits.write([endOp(row, 'failed', { code, message })]);
  }
}

const LATER: ReadonlySet<string> = new Set(['SESSION_NOT_CONNECTED', 'SESSION_NOT_FOUND', 'UNAVAILABLE']);
