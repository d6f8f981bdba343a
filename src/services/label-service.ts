import type { Label } from '../domain/channel.js';
import { NotFoundError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { facetOf } from './facet.js';

/** A label of one account. */
export interface SessionLabel extends Label {
  readonly sessionId: string;
}

/**
 * Labels of WhatsApp Business; they are not stored, WhatsApp is asked.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses.
 */
export class LabelService {
  constructor(private readonly deps: { readonly sessions: SessionRegistry }) {}

  /** @throws GatewayError SESSION_NOT_STARTED */
  async list(sessionId: string): Promise<SessionLabel[]> {
    this.deps.sessions.requireStarted(sessionId);
    const labels = await facetOf(this.deps.sessions, sessionId, 'labels', 'READ_LABELS').list();
    return labels.map((label) => ({ ...label, sessionId }));
  }

  /** @throws NotFoundError */
  async get(sessionId: string, labelId: string): Promise<SessionLabel> {
    const labels = await facetOf(this.deps.sessions, sessionId, 'labels', 'READ_LABELS').list();
    return { ...known(labels, labelId), sessionId };
  }

  async ofChat(sessionId: string, chatId: Jid): Promise<SessionLabel[]> {
    const labels = await facetOf(this.deps.sessions, sessionId, 'labels', 'READ_LABELS').ofChat(chatId);
    return labels.map((label) => ({ ...label, sessionId }));
  }

  /**
   * Puts a label on a chat, or takes it off.
   * @throws GatewayError BUSINESS_ONLY for an account that is none of WhatsApp Business
   * @throws NotFoundError for a label that the account does not have; nothing changed then
   */
  async set(sessionId: string, chatId: Jid, labelId: string, on: boolean): Promise<SessionLabel> {
    const operations = facetOf(this.deps.sessions, sessionId, 'labels', 'LABEL_CHATS');
    await operations.requireBusiness();
    const label = known(await operations.list(), labelId);
    await operations.set(chatId, labelId, on);
    return { ...label, sessionId };
  }
}

function known(labels: readonly Label[], labelId: string): Label {
  const label = labels.find(({ id }) => id === labelId);
  if (label === undefined) throw new NotFoundError('Label', labelId);
  return label;
}
