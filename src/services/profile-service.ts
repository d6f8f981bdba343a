import type { MediaIntake, MediaSource } from '../media/media-intake.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Store } from '../store/store.js';

export interface ProfileServiceDeps {
  readonly store: Pick<Store, 'commits'>;
  readonly sessions: SessionRegistry;
  readonly media: Pick<MediaIntake, 'take' | 'remove'>;
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

  /**
   * The file is kept only until WhatsApp took it.
   * @throws ValidationError, GatewayError PAYLOAD_TOO_LARGE or URL_NOT_ALLOWED for a file that cannot be taken
   */
  async setPicture(sessionId: string, source: MediaSource): Promise<void> {
    const { media, sessions } = this.deps;
    sessions.able(sessionId, 'SET_PROFILE_PICTURE');
    const { sent, stored } = await media.take(sessionId, 'image', source);
    try {
      await sessions.able(sessionId, 'SET_PROFILE_PICTURE').engine.profile.setPicture(sent);
    } finally {
      if (stored.file !== undefined) await media.remove(stored.file);
    }
  }
}
