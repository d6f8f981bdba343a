import { EngineFailedError, GatewayError, SendUnknownError, UncertainSendError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { Capability } from '../engine/port.js';
import type { OutgoingContent } from '../engine/operations.js';
import type { Logger } from '../runtime/logger.js';
import type { ConnectedSession, SessionRegistry } from '../sessions/session-registry.js';
import type { Message, Store } from '../store/store.js';
import type { Bound, Journal, OutgoingMessage } from './journal.js';
import { toMessageRef } from './message-ref.js';
import { toObserved, type Accompaniment, type Shown } from './outgoing-message.js';
import { storedChat } from './stored-chat.js';
import { storedMessage, toMessage } from './stored-message.js';
import type { Submission } from './submission.js';

export interface DispatcherDeps {
  readonly store: Pick<Store, 'pages' | 'identities' | 'commits'>;
  readonly sessions: Pick<SessionRegistry, 'able'>;
  readonly journal: Journal;
  readonly logger: Logger;
  /** How long an engine may take for a message; with a file ten times that. Default 120 s. */
  readonly answerWithinMs?: number;
  /** The request that messages are sent for, unless they are told to be bound to something else. */
  readonly submission?: Submission;
}

const ANSWER_WITHIN_MS = 120_000;
/** A file has to be uploaded first. */
const FILE_FACTOR = 10;

/** Where a message goes, and what may accompany it. */
export interface Recipient {
  readonly sessionId: string;
  readonly chatId: Jid;
  /** People the message mentions. */
  readonly mentions?: readonly Jid[] | null | undefined;
  /** Documented id of a message of this chat that is answered. */
  readonly quotedMessageId?: string | null | undefined;
}

/** A message that is checked and may be stored. */
export interface Draft extends Accompaniment {
  readonly session: ConnectedSession;
  readonly chatId: Jid;
}

/** A message that is on disk and may be given to the engine. */
export interface Recorded extends OutgoingMessage {
  readonly message: Message;
  /** It may have left already. */
  readonly isAgain?: boolean;
}

/**
 * The way of every message that goes out: checked, stored as pending under the id that WhatsApp will know it by, handed
 * to the engine, announced. The id is on disk before the engine hears of the message.
 */
export class Dispatcher {
  constructor(private readonly deps: DispatcherDeps) {}

  /** The same, for what is sent at a request. */
  under(submission: Submission): Dispatcher {
    return new Dispatcher({ ...this.deps, submission });
  }

  /**
   * Everything that can be refused before anything changes.
   * @throws SessionNotFoundError, NotImplementedError, SessionNotConnectedError, NotFoundError for an unknown quote
   */
  async draft(
    { sessionId, chatId, mentions, quotedMessageId }: Recipient,
    capabilities: readonly Capability[],
  ): Promise<Draft> {
    const { sessions, store } = this.deps;
    const mentioned = mentions && mentions.length > 0 ? mentions : undefined;
    const quotes = quotedMessageId !== undefined && quotedMessageId !== null;
    const session = sessions.able(
      sessionId,
      ...capabilities,
      ...(mentioned ? (['MENTIONS'] as const) : []),
      ...(quotes ? (['REPLY'] as const) : []),
    );
    return {
      session,
      // One chat a person: where it is stored, else under the number.
      chatId:
        ((await storedChat(store, sessionId, chatId))?.id as Jid | undefined) ?? store.identities.canonical(chatId),
      ...(mentioned ? { mentions: mentioned } : {}),
      ...(quotes
        ? { quoted: toMessageRef(await storedMessage(store, { sessionId, messageId: quotedMessageId, chatId })) }
        : {}),
    };
  }

  /**
   * Stores a message as pending. Resolves when that is on disk. One that was stored at the same request before, and may
   * have left, is taken up again instead.
   * @throws UnavailableError if the store is down, and what `bound` throws: nothing was stored; SendUnknownError if the
   * one from before must not be sent again
   */
  async record(draft: Draft, shown: Shown, bound?: Bound): Promise<Recorded> {
    const { store, journal, submission } = this.deps;
    const { session, chatId, ...extras } = draft;
    const { sessionId, own, engine } = session;
    const again =
      bound === undefined && submission !== undefined ? await this.again(draft, shown, submission) : undefined;
    if (again !== undefined) return again;
    const observed = toObserved(own, chatId, engine.newStanzaId(), shown, extras);
    const outgoing = journal.outgoing(sessionId, own, observed, bound ?? submission);
    await store.commits.settled(outgoing.mark);
    return { ...outgoing, message: toMessage(outgoing.row) };
  }

  /**
   * Gives a stored message to the engine.
   * @throws GatewayError if the engine refused: it is stored as failed then; SendUnknownError if it cannot tell whether the
   * message left, or does not answer: it is stored as unknown then
   */
  async handOver(
    { session, chatId: to, ...extras }: Draft,
    content: OutgoingContent,
    outgoing: OutgoingMessage & Pick<Recorded, 'isAgain'>,
  ): Promise<void> {
    this.deps.journal.handingOver(outgoing);
    try {
      const sending = session.engine.messages.send({ to, stanzaId: outgoing.row.stanzaId, content, ...extras });
      await this.answered(sending, 'file' in content ? FILE_FACTOR : 1);
    } catch (error) {
      const { id } = outgoing.row;
      const refusal =
        error instanceof UncertainSendError || outgoing.isAgain === true
          ? new SendUnknownError({ id, waMessageId: outgoing.data.id }, { cause: error })
          : error instanceof GatewayError
            ? error
            : new EngineFailedError('The engine could not send the message', { cause: error });
      await this.refused(outgoing, refusal);
      throw refusal;
    }
    await this.accepted(outgoing);
  }

  /** What the engine says after that is left to WhatsApp's acks. */
  private async answered(sending: Promise<void>, factor: number): Promise<void> {
    const { answerWithinMs = ANSWER_WITHIN_MS } = this.deps;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = (): void => reject(new UncertainSendError('The engine did not answer in time'));
      timer = setTimeout(fail, answerWithinMs * factor);
    });
    try {
      await Promise.race([sending, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async again({ session }: Draft, { media }: Shown, submission: Submission): Promise<Recorded | undefined> {
    const { store, journal } = this.deps;
    const { sessionId, own, resends } = session;
    if (submission.doubted === undefined) return undefined;
    const message = await store.pages.message(sessionId, submission.doubted);
    // Sent by another account, or deleted since.
    const isOurs = message?.author === own;
    if (message !== undefined && isOurs && resends) {
      // It has its own file.
      if (media?.file !== undefined) store.commits.enqueue([{ op: 'file.free', sessionId, file: media.file }]);
      return { ...journal.takenUp(own, message, submission), message, isAgain: true };
    }
    if (submission.resendIfUnknown) return undefined;
    throw new SendUnknownError(message);
  }

  /** The message has left: a store that fails now must not make it look as if it had not. */
  private async accepted(outgoing: OutgoingMessage): Promise<void> {
    const { store, journal, logger } = this.deps;
    try {
      await store.commits.settled(journal.sent(outgoing));
    } catch (error) {
      logger.error({ messageId: outgoing.row.id, err: error }, 'a sent message could not be announced');
    }
  }

  private async refused(outgoing: OutgoingMessage, refusal: GatewayError): Promise<void> {
    const { store, journal, logger } = this.deps;
    try {
      await store.commits.settled(journal.refused(outgoing, refusal));
    } catch (error) {
      logger.error({ messageId: outgoing.row.id, err: error }, 'a refused message could not be marked as failed');
    }
  }
}
