import { EngineFailedError, NotFoundError } from '../domain/errors.js';
import type { Group, GroupSettings, ParticipantChange, ParticipantResult } from '../domain/group.js';
import type { Jid } from '../domain/jid.js';
import type { Capability } from '../engine/port.js';
import type { GroupOperations } from '../engine/operations.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Store } from '../store/store.js';
import { pageOf, type Page } from './page.js';

const MAX_PAGE = 1000;
const INVITE_LINK = 'https://chat.whatsapp.com/';

export interface GroupServiceDeps {
  readonly store: Pick<Store, 'identities' | 'commits'>;
  readonly sessions: SessionRegistry;
}

/** A group as one session is in it. */
export interface SessionGroup extends Group {
  readonly sessionId: string;
  /** Whether this account is one of its admins. */
  readonly isAdmin: boolean;
}

export interface GroupInvite {
  readonly code: string;
  readonly link: string;
}

/**
 * Groups are not stored: WhatsApp is asked, and what it answers is shown.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses; and, where one group is named, NotFoundError for
 * a group that does not exist or that the account is not in.
 */
export class GroupService {
  constructor(private readonly deps: GroupServiceDeps) {}

  /**
   * The groups the account is in, by name.
   * @throws GatewayError SESSION_NOT_STARTED
   */
  async list(sessionId: string, page: Page): Promise<SessionGroup[]> {
    const { sessions } = this.deps;
    sessions.requireStarted(sessionId);
    const { take, skip } = pageOf(page, { max: MAX_PAGE });
    const groups = await this.groups(sessionId, 'READ_GROUPS').list();
    const byName = [...groups].sort((a, b) => a.subject.localeCompare(b.subject) || a.id.localeCompare(b.id));
    return byName.slice(skip, skip + take).map((group) => this.ofSession(sessionId, group));
  }

  async get(sessionId: string, groupId: Jid): Promise<SessionGroup> {
    const group = await this.groups(sessionId, 'READ_GROUPS').get(groupId);
    if (group === undefined) throw new NotFoundError('Group', groupId);
    return this.ofSession(sessionId, group);
  }

  async create(sessionId: string, name: string, participants: readonly Jid[]): Promise<SessionGroup> {
    const group = await this.groups(sessionId, 'CREATE_GROUP').create(name, unique(participants));
    await this.rename(sessionId, group.id, group.subject);
    return this.ofSession(sessionId, group);
  }

  /** @returns what became of each participant; WhatsApp decides for each by itself */
  async changeParticipants(
    sessionId: string,
    groupId: Jid,
    change: ParticipantChange,
    participants: readonly Jid[],
  ): Promise<ParticipantResult[]> {
    return this.inGroup(sessionId, groupId, ['GROUP_PARTICIPANTS'], (groups) =>
      groups.changeParticipants(groupId, change, unique(participants)),
    );
  }

  async setSubject(sessionId: string, groupId: Jid, subject: string): Promise<void> {
    await this.inGroup(sessionId, groupId, ['GROUP_SUBJECT'], (groups) => groups.setSubject(groupId, subject));
    await this.rename(sessionId, groupId, subject);
  }

  /** @param description empty: removes it */
  async setDescription(sessionId: string, groupId: Jid, description: string): Promise<void> {
    await this.inGroup(sessionId, groupId, ['GROUP_DESCRIPTION'], (groups) =>
      groups.setDescription(groupId, description),
    );
  }

  async setSettings(sessionId: string, groupId: Jid, settings: GroupSettings): Promise<void> {
    const needed: Capability[] = ['GROUP_SETTINGS'];
    if (settings.ephemeralSeconds !== undefined) needed.push('GROUP_EPHEMERAL');
    await this.inGroup(sessionId, groupId, needed, (groups) => groups.setSettings(groupId, settings));
  }

  async invite(sessionId: string, groupId: Jid): Promise<GroupInvite> {
    return toInvite(await this.inGroup(sessionId, groupId, ['GROUP_INVITE'], (groups) => groups.inviteCode(groupId)));
  }

  /** @returns the new invite; the old one leads nowhere from now on */
  async revokeInvite(sessionId: string, groupId: Jid): Promise<GroupInvite> {
    return toInvite(
      await this.inGroup(sessionId, groupId, ['GROUP_INVITE'], (groups) => groups.revokeInviteCode(groupId)),
    );
  }

  /** @param invite the code, or the link it is in */
  async join(sessionId: string, invite: string): Promise<Jid> {
    return this.groups(sessionId, 'JOIN_GROUP').join(invite.slice(invite.lastIndexOf('/') + 1));
  }

  async leave(sessionId: string, groupId: Jid): Promise<void> {
    await this.inGroup(sessionId, groupId, ['LEAVE_GROUP'], (groups) => groups.leave(groupId));
  }

  private groups(sessionId: string, ...needed: Capability[]): GroupOperations {
    return this.deps.sessions.able(sessionId, ...needed).engine.groups;
  }

  /** Engines say that something failed, not why: what they cannot show either is not there. */
  private async inGroup<T>(
    sessionId: string,
    groupId: Jid,
    needed: Capability[],
    act: (groups: GroupOperations) => Promise<T>,
  ): Promise<T> {
    const groups = this.groups(sessionId, ...needed);
    try {
      return await act(groups);
    } catch (error) {
      if (!(error instanceof EngineFailedError)) throw error;
      const group = await groups.get(groupId).catch(() => error);
      throw group === undefined ? new NotFoundError('Group', groupId) : error;
    }
  }

  /** The chat of a group goes by its name. */
  private async rename(sessionId: string, id: Jid, name: string): Promise<void> {
    await this.deps.store.commits.write([{ op: 'chat.put', sessionId, id, name, kind: 'group', unreadCount: null }]);
  }

  private ofSession(sessionId: string, group: Group): SessionGroup {
    const { sessions, store } = this.deps;
    const own = store.identities.addressesOf(sessions.connected(sessionId).own);
    const isAdmin = group.participants.some(
      (participant) =>
        (participant.isAdmin || participant.isSuperAdmin) &&
        (own.includes(participant.id) || (participant.lid !== undefined && own.includes(participant.lid))),
    );
    return { ...group, sessionId, isAdmin };
  }
}

const unique = (participants: readonly Jid[]): Jid[] => [...new Set(participants)];
const toInvite = (code: string): GroupInvite => ({ code, link: `${INVITE_LINK}${code}` });
