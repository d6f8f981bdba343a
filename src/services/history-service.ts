import { toJid, type Jid } from '../domain/jid.js';
import type { ObservedMessage } from '../domain/message.js';
import { notImplemented } from '../engine/unsupported.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Message, Store } from '../store/store.js';
import { toMessageData } from './message-data.js';
import { pageOf, type Page } from './page.js';
import { storedMessage, type MessageName } from './stored-message.js';
import { storedChat } from './stored-chat.js';

const HISTORY_PAGE = { max: 100, fallback: 50 };
const MAX_LIVE = { shallow: 100, deep: 2000 };

export interface HistoryServiceDeps {
  readonly store: Pick<Store, 'pages' | 'identities'>;
  readonly sessions: SessionRegistry;
}

export interface HistoryQuery extends Page {
  readonly sessionId: string;
  /** Any address of the chat in any spelling: `628@c.us`, `628@s.whatsapp.net`, the bare number, an alias. */
  readonly chatId?: string;
  /** Any address of who it came from, in any spelling. */
  readonly from?: string;
}

/** A message that WhatsApp was asked for. */
export interface LiveMessage extends ObservedMessage {
  readonly waMessageId: string;
  readonly from: string;
  readonly to: string;
  readonly isGroup: boolean;
}

/** What is stored of the conversations, and what WhatsApp has of them. */
export class HistoryService {
  constructor(private readonly deps: HistoryServiceDeps) {}

  /**
   * Stored messages, newest first, and how many there are.
   * @throws SessionNotFoundError
   */
  async page({ sessionId, chatId, from, ...page }: HistoryQuery): Promise<{ messages: Message[]; total: number }> {
    const { store, sessions } = this.deps;
    sessions.statusOf(sessionId);
    const chat = addressOf(chatId);
    const sender = addressOf(from);
    if (chat === null || sender === null) return { messages: [], total: 0 };
    const under = async (address: Jid): Promise<string> => (await storedChat(store, sessionId, address))?.id ?? address;
    const { take: limit, skip: offset } = pageOf(page, HISTORY_PAGE);
    return store.pages.history({
      sessionId,
      ...(chat === undefined ? {} : { chatId: await under(chat) }),
      ...(sender === undefined ? {} : { from: await under(sender) }),
      limit,
      offset,
    });
  }

  /**
   * One stored message.
   * @throws SessionNotFoundError, NotFoundError
   */
  async message(name: MessageName): Promise<Message> {
    this.deps.sessions.statusOf(name.sessionId);
    return storedMessage(this.deps.store, name);
  }

  /**
   * The newest messages of a chat as WhatsApp has them, newest first. Nothing of it is stored.
   * @param how.limit at most 100, or 2000 where `deep`; no more are asked for
   * @throws NotImplementedError, SessionNotConnectedError, EngineFailedError
   */
  async live(
    sessionId: string,
    chatId: Jid,
    how: { readonly limit: number; readonly deep: boolean },
  ): Promise<LiveMessage[]> {
    const { engine, engineKind, own } = this.deps.sessions.able(sessionId, 'LIVE_HISTORY');
    if (engine.chats.history === undefined) throw notImplemented('LIVE_HISTORY', engineKind);
    const messages = await engine.chats.history(
      chatId,
      Math.min(how.limit, how.deep ? MAX_LIVE.deep : MAX_LIVE.shallow),
    );
    return messages
      .map((message) => {
        const { id: waMessageId, from, to, isGroup } = toMessageData(own, message, false);
        return { ...message, waMessageId, from, to, isGroup };
      })
      .reverse();
  }
}

/** @returns undefined for no filter, null for one that no address can match */
function addressOf(filter: string | undefined): Jid | null | undefined {
  if (filter === undefined || filter === '') return undefined;
  return toJid(filter) ?? toJid(`${filter.replace(/^\+/, '')}@c.us`) ?? null;
}
