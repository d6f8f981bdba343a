import type { Channel, ChannelMessage } from '../domain/channel.js';
import { NotFoundError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { ChannelOperations } from '../engine/operations.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { facetOf } from './facet.js';
import { pageOf } from './page.js';

const MESSAGES_PAGE = { max: 100, fallback: 50 };

/** A channel as one account sees it. */
export interface SessionChannel extends Channel {
  readonly sessionId: string;
}

/**
 * Channels are not stored: WhatsApp is asked.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses.
 */
export class ChannelService {
  constructor(private readonly deps: { readonly sessions: SessionRegistry }) {}

  /**
   * The channels the account follows.
   * @throws GatewayError SESSION_NOT_STARTED
   */
  async list(sessionId: string): Promise<SessionChannel[]> {
    this.deps.sessions.requireStarted(sessionId);
    const channels = await this.read(sessionId).list();
    return channels.map((channel) => ({ ...channel, sessionId }));
  }

  /** @throws NotFoundError */
  async get(sessionId: string, channelId: Jid): Promise<SessionChannel> {
    const channel = await this.read(sessionId).get(channelId);
    if (channel === undefined) throw new NotFoundError('Channel', channelId);
    return { ...channel, sessionId };
  }

  /** The newest posts of a channel, newest last. */
  async messages(sessionId: string, channelId: Jid, limit: number): Promise<ChannelMessage[]> {
    return this.read(sessionId).messages(channelId, pageOf({ limit }, MESSAGES_PAGE).take);
  }

  /** @param invite the code, or the link it is in */
  async follow(sessionId: string, invite: string): Promise<SessionChannel> {
    const channels = facetOf(this.deps.sessions, sessionId, 'channels', 'FOLLOW_CHANNELS');
    return { ...(await channels.follow(invite.slice(invite.lastIndexOf('/') + 1))), sessionId };
  }

  async unfollow(sessionId: string, channelId: Jid): Promise<void> {
    await facetOf(this.deps.sessions, sessionId, 'channels', 'FOLLOW_CHANNELS').unfollow(channelId);
  }

  private read(sessionId: string): ChannelOperations {
    return facetOf(this.deps.sessions, sessionId, 'channels', 'READ_CHANNELS');
  }
}
