import { EngineFailedError, NotFoundError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { Presence } from '../engine/operations.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Chat, Message, Store } from '../store/store.js';
import { toMessageRef } from './message-ref.js';
import { pageOf, type Page } from './page.js';
import { storedChat } from './stored-chat.js';

const MAX_PAGE = 1000;
/** More receipts than this in one go would be noticed, and change nothing: who read the newest has read the others. */
const MAX_RECEIPTS = 100;

export interface ChatServiceDeps {
  readonly store: Pick<Store, 'pages' | 'identities' | 'commits'>;
  readonly sessions: SessionRegistry;
}

export class ChatService {
  constructor(private readonly deps: ChatServiceDeps) {}

  /**
   * Chats, the one with the newest message first.
   * @throws SessionNotFoundError
   * @throws GatewayError SESSION_NOT_STARTED
   */
  async list(sessionId: string, page: Page): Promise<Chat[]> {
    const { store, sessions } = this.deps;
    sessions.requireStarted(sessionId);
    const { take: limit, skip: offset } = pageOf(page, { max: MAX_PAGE });
    return store.pages.chatPage({ sessionId, limit, offset });
  }

  /** The stored chat with a person, under any of their addresses, or with a group or channel. */
  find(sessionId: string, chatId: Jid): Promise<Chat | undefined> {
    return storedChat(this.deps.store, sessionId, chatId);
  }

  /**
   * Tells the other side that its messages were read.
   * @throws NotImplementedError, SessionNotConnectedError, NotFoundError, EngineFailedError; nothing changed then
   */
  async markRead(sessionId: string, chatId: Jid): Promise<Chat> {
    const { engine } = this.deps.sessions.able(sessionId, 'MARK_READ');
    const chat = await this.require(sessionId, chatId);
    const unread = await this.newest(chat, Math.min(chat.unreadCount, MAX_RECEIPTS));
    const received = unread.filter(({ direction }) => direction === 'incoming');
    await engine.chats.markRead(chat.id as Jid, received.map(toMessageRef));
    return this.countUnread(chat, 0);
  }

  /**
   * Marks a chat as one that has to be looked at again; a chat without unread messages counts one then.
   * @throws NotImplementedError, SessionNotConnectedError, NotFoundError, EngineFailedError; nothing changed then
   */
  async markUnread(sessionId: string, chatId: Jid): Promise<Chat> {
    const { engine } = this.deps.sessions.able(sessionId, 'MARK_UNREAD');
    const chat = await this.require(sessionId, chatId);
    await engine.chats.markUnread(chat.id as Jid, (await this.newest(chat, 1)).map(toMessageRef)[0]);
    return this.countUnread(chat, Math.max(chat.unreadCount, 1));
  }

  /**
   * Deletes a chat on the account's devices and here, with its messages.
   * @returns the address under which it was stored
   * @throws NotImplementedError, SessionNotConnectedError, NotFoundError, EngineFailedError; nothing changed then
   */
  async delete(sessionId: string, chatId: Jid): Promise<Jid> {
    const { store, sessions } = this.deps;
    const { engine } = sessions.able(sessionId, 'DELETE_CHAT');
    const chat = await this.require(sessionId, chatId);
    const id = chat.id as Jid;
    await engine.chats.deleteChat(id, (await this.newest(chat, 1)).map(toMessageRef)[0]);
    await store.commits.write([{ op: 'chat.delete', sessionId, id }]);
    return id;
  }

  /**
   * Shows the other side that somebody types or records, or no longer does. As good as it gets: what WhatsApp makes of
   * it is not a failure.
   * @throws NotImplementedError, SessionNotConnectedError
   */
  async setPresence(sessionId: string, chatId: Jid, presence: Presence): Promise<void> {
    const { engine } = this.deps.sessions.able(sessionId, 'TYPING');
    try {
      await engine.chats.setPresence(chatId, presence);
    } catch (error) {
      if (!(error instanceof EngineFailedError)) throw error;
    }
  }

  private async require(sessionId: string, chatId: Jid): Promise<Chat> {
    const chat = await this.find(sessionId, chatId);
    if (chat === undefined) throw new NotFoundError('Chat', chatId);
    return chat;
  }

  /** Newest first. */
  private async newest({ sessionId, id }: Chat, count: number): Promise<Message[]> {
    if (count === 0) return [];
    const messages = await this.deps.store.pages.messagesOfChats([{ sessionId, chatId: id }], count);
    return messages.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  private async countUnread(chat: Chat, unreadCount: number): Promise<Chat> {
    const { sessionId, id, kind } = chat;
    const { commits } = this.deps.store;
    await commits.write([{ op: 'chat.put', sessionId, id, name: '', kind, unreadCount }]);
    return (await this.find(sessionId, id as Jid)) ?? { ...chat, unreadCount };
  }
}
