import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Store } from '../store/store.js';

export interface ProfileServiceDeps {
  readonly store: Pick<Store, 'commits'>;
  readonly sessions: SessionRegistry;
}

/**
 * What the account shows of itself.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses.
 */
export class ProfileService {
  constructor(private readonly deps: ProfileServiceDeps) {}

  /** The session goes by the new name as soon as WhatsApp took it. */
  async setName(sessionId: string, name: string): Promise<void> {
    const { store, sessions } = this.deps;
    await sessions.able(sessionId, 'SET_PROFILE_NAME').engine.profile.setName(name);
    await store.commits.write([
      { op: 'session.patch', sessionId, patch: { pushName: name }, at: Date.now(), events: [] },
    ]);
  }

  /** @param text empty: removes it */
  async setStatus(sessionId: string, text: string): Promise<void> {
    await this.deps.sessions.able(sessionId, 'SET_PROFILE_STATUS').engine.profile.setStatus(text);
  }
}
