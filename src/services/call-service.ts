import { NotFoundError } from '../domain/errors.js';
import { parseJid } from '../domain/jid.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Store } from '../store/store.js';

export interface CallServiceDeps {
  readonly store: Pick<Store, 'journal'>;
  readonly sessions: SessionRegistry;
}

export class CallService {
  constructor(private readonly deps: CallServiceDeps) {}

  /**
   * Turns down an incoming call.
   * @param callId as its event told it
   * @throws NotImplementedError, SessionNotConnectedError, EngineFailedError
   * @throws NotFoundError for a call that was not told of lately
   */
  async reject(sessionId: string, callId: string): Promise<void> {
    const { store, sessions } = this.deps;
    const { engine } = sessions.able(sessionId, 'REJECT_CALL');
    const caller = await store.journal.callerOf(sessionId, callId);
    if (caller === undefined) throw new NotFoundError('Call', callId);
    await engine.calls.reject(callId, parseJid(caller));
  }
}
