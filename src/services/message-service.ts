import { setTimeout as pause } from 'node:timers/promises';
import { EngineFailedError, GatewayError } from '../domain/errors.js';
import { toJid, type Jid } from '../domain/jid.js';
import type { Logger } from '../runtime/logger.js';
import type { ConnectedSession, SessionRegistry } from '../sessions/session-registry.js';
import type { Message, Prisma, Store } from '../store/store.js';
import type { MessageRow } from '../store/write-op.js';
import type { Journal, OutgoingMessage } from './journal.js';
import { pageOf, type Page } from './page.js';
import { storedChat } from './stored-chat.js';
import { typingPauseMs } from './typing.js';

const HISTORY_PAGE = { max: 100, fallback: 50 };

export interface MessageServiceDeps {
  readonly store: Pick<Store, 'pages' | 'commits' | 'identities'>;
  readonly sessions: SessionRegistry;
  readonly journal: Journal;
  readonly config: { readonly simulateTyping: boolean; readonly simulateTypingMaxMs: number };
  readonly logger: Logger;
}

export interface SendText {
  readonly sessionId: string;
  readonly chatId: Jid;
  readonly text: string;
}

export interface HistoryQuery extends Page {
  readonly sessionId: string;
  /** Any address of the chat in any spelling: `628@c.us`, `628@s.whatsapp.net`, the bare number, an alias. */
  readonly chatId?: string;
  /** Any address of who it came from, in any spelling. */
  readonly from?: string;
}

export class MessageService {
  constructor(private readonly deps: MessageServiceDeps) {}

  /**
   * Stores a text, hands it to the engine and announces it. The answer means accepted, not delivered.
   * @throws SessionNotConnectedError unless the session is `ready`; nothing was stored or sent
   * @throws NotImplementedError if the engine cannot send texts
   * @throws UnavailableError if the store is down; nothing was sent
   * @throws EngineFailedError if the engine refused; the message is stored as failed
   */
  async sendText({ sessionId, chatId, text }: SendText): Promise<Message> {
    const { store, sessions, journal } = this.deps;
    await this.pretendToType(sessions.able(sessionId, 'SEND_TEXT'), chatId, text);
    const { own, engine } = sessions.able(sessionId, 'SEND_TEXT');
    const stanzaId = engine.newStanzaId();
    const outgoing = journal.outgoing({ sessionId, own, chatId, stanzaId, body: text, sentAt: new Date() });
    await store.commits.settled(outgoing.mark);
    journal.handingOver(outgoing);
    try {
      await engine.messages.send({ to: chatId, stanzaId, content: { kind: 'text', text, linkPreview: false } });
    } catch (error) {
      await this.refused(outgoing);
      if (error instanceof GatewayError) throw error;
      throw new EngineFailedError('The engine could not send the message', { cause: error });
    }
    await this.accepted(outgoing);
    return toMessage(outgoing.row);
  }

  /**
   * Stored messages, newest first, and how many there are.
   * @throws SessionNotFoundError
   */
  async history({ sessionId, chatId, from, ...page }: HistoryQuery): Promise<{ messages: Message[]; total: number }> {
    const { store, sessions } = this.deps;
    sessions.statusOf(sessionId);
    const chat = addressOf(chatId);
    const sender = addressOf(from);
    if (chat === null || sender === null) return { messages: [], total: 0 };
    const under = (address: Jid): string => storedChat(store, sessionId, address)?.id ?? address;
    const { take: limit, skip: offset } = pageOf(page, HISTORY_PAGE);
    return store.pages.history({
      sessionId,
      ...(chat === undefined ? {} : { chatId: under(chat) }),
      ...(sender === undefined ? {} : { from: under(sender) }),
      limit,
      offset,
    });
  }

  /** As a person would; a contact that cannot be shown it is written to all the same. */
  private async pretendToType({ engine, capabilities }: ConnectedSession, chatId: Jid, text: string): Promise<void> {
    const { simulateTyping, simulateTypingMaxMs } = this.deps.config;
    if (!simulateTyping || !capabilities.has('TYPING')) return;
    engine.chats.setPresence(chatId, 'typing').catch(() => undefined);
    await pause(typingPauseMs(text, simulateTypingMaxMs, Math.random()));
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

  private async refused(outgoing: OutgoingMessage): Promise<void> {
    const { store, journal, logger } = this.deps;
    try {
      await store.commits.settled(journal.refused(outgoing));
    } catch (error) {
      logger.error({ messageId: outgoing.row.id, err: error }, 'a refused message could not be marked as failed');
    }
  }
}

/** @returns undefined for no filter, null for one that no address can match */
function addressOf(filter: string | undefined): Jid | null | undefined {
  if (filter === undefined || filter === '') return undefined;
  return toJid(filter) ?? toJid(`${filter.replace(/^\+/, '')}@c.us`) ?? null;
}

const toMessage = ({ sentAt, createdAt, metadata, media, ...row }: MessageRow): Message => ({
  ...row,
  sentAt: new Date(sentAt),
  createdAt: new Date(createdAt),
  metadata: metadata === null ? null : (JSON.parse(metadata) as Prisma.JsonValue),
  media: media === null ? null : (JSON.parse(media) as Prisma.JsonValue),
  editedAt: null,
  starred: false,
});
