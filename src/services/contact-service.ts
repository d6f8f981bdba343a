import type { Jid } from '../domain/jid.js';
import type { SessionRegistry } from '../sessions/session-registry.js';

export interface NumberCheck {
  /** As it was asked for. */
  readonly number: string;
  readonly exists: boolean;
  /** May differ from the digits asked for: WhatsApp normalises. */
  readonly whatsappId: Jid | null;
}

export class ContactService {
  constructor(private readonly deps: { readonly sessions: SessionRegistry }) {}

  /**
   * Asks WhatsApp whether a number has an account.
   * @param number digits with the country code first; a leading + is ignored
   * @throws GatewayError SESSION_NOT_STARTED, or SESSION_NOT_CONNECTED while the session is not `ready`
   * @throws NotImplementedError if the engine cannot ask
   */
  async checkNumber(sessionId: string, number: string): Promise<NumberCheck> {
    const { sessions } = this.deps;
    sessions.requireStarted(sessionId);
    const { engine } = sessions.able(sessionId, 'CHECK_NUMBER');
    const whatsappId = await engine.contacts.checkNumber(number.replace(/^\+/, ''));
    return { number, exists: whatsappId !== undefined, whatsappId: whatsappId ?? null };
  }
}
