import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Chat, Store } from '../store/store.js';
import { pageOf, type Page } from './page.js';

const MAX_PAGE = 1000;

export interface ChatServiceDeps {
  readonly store: Pick<Store, 'pages'>;
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
}
