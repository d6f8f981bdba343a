import { EngineFailedError, GatewayError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { Capability } from '../engine/port.js';
import type { OutgoingContent } from '../engine/operations.js';
import type { Logger } from '../runtime/logger.js';
import type { ConnectedSession, SessionRegistry } from '../sessions/session-registry.js';
import type { Store } from '../store/store.js';
import type { Bound, Journal, OutgoingMessage, StoredOutgoing } from './journal.js';
import { toMessageRef } from './message-ref.js';
import { toObserved, type Accompaniment, type Shown } from './outgoing-message.js';
import { storedChat } from './stored-chat.js';
import { storedMessage } from './stored-message.js';

export interface DispatcherDeps {
  readonly store: Pick<Store, 'pages' | 'identities' | 'commits'>;
  readonly sessions: Pick<SessionRegistry, 'able'>;
  readonly journal: Journal;
  readonly logger: Logger;
}

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

/**
 * The way of every message that goes out: checked, stored as pending under the id that WhatsApp will know it by, handed
 * to the engine, announced. The id is on disk before the engine hears of the message.
 */
export class Dispatcher {
  constructor(private readonly deps: DispatcherDeps) {}

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
   * Stores a message as pending. Resolves when that is on disk.
   * @throws UnavailableError if the store is down, and what `bound` throws: nothing was stored
   */
  async record({ session, chatId, ...extras }: Draft, shown: Shown, bound?: Bound): Promise<StoredOutgoing> {
    const { store, journal } = this.deps;
    const { sessionId, own, engine } = session;
    const observed = toObserved(own, chatId, engine.newStanzaId(), shown, extras);
    const outgoing = journal.outgoing(sessionId, own, observed, bound);
    await store.commits.settled(outgoing.mark);
    return outgoing;
  }

  /** Gives a stored message to the engine. @throws GatewayError if the engine refused: it is stored as failed then */
  async handOver(
    { session, chatId: to, ...extras }: Draft,
    content: OutgoingContent,
    outgoing: OutgoingMessage,
  ): Promise<void> {
    this.deps.journal.handingOver(outgoing);
    try {
      await session.engine.messages.send({ to, stanzaId: outgoing.row.stanzaId, content, ...extras });
    } catch (error) {
      const refusal =
        error instanceof GatewayError
          ? error
          : new EngineFailedError('The engine could not send the message', { cause: error });
      await this.refused(outgoing, refusal);
      throw refusal;
    }
    await this.accepted(outgoing);
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
