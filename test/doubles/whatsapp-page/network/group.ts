import { nowS, randomHex } from './ids.js';

export interface Participant {
  id: string;
  isAdmin: boolean;
  isSuperAdmin: boolean;
}

export interface Group {
  subject: string;
  description?: string | undefined;
  descriptionId?: string | undefined;
  owner: string;
  /** Seconds since 1970. */
  creation: number;
  participants: Participant[];
  /** Only admins may write. */
  announce: boolean;
  /** Only admins may change the group's info. */
  restrict: boolean;
  /** Only admins may add members. */
  adminsAdd: boolean;
  /** Members are addressed by number or by privacy alias. */
  addressing: 'pn' | 'lid';
  inviteCode: string;
  /** Who asked to be let in. */
  requests: { id: string; t: number }[];
}

export type GroupFacts = Partial<Omit<Group, 'participants' | 'subject' | 'owner'>>;

export const participant = (id: string, rank: 'member' | 'admin' | 'owner' = 'member'): Participant => ({
  id,
  isAdmin: rank !== 'member',
  isSuperAdmin: rank === 'owner',
});

/** @param members without the owner */
export const newGroup = (subject: string, owner: string, members: string[], facts: GroupFacts = {}): Group => ({
  announce: false,
  restrict: false,
  adminsAdd: false,
  addressing: 'pn',
  creation: nowS(),
  inviteCode: newInviteCode(),
  requests: [],
  ...facts,
  subject,
  owner,
  participants: [participant(owner, 'owner'), ...members.filter((id) => id !== owner).map((id) => participant(id))],
});

export const newGroupId = (): string => `120363${String(Math.floor(Math.random() * 1e12)).padStart(12, '0')}@g.us`;
export const newInviteCode = (): string => randomHex(11);

export type MemberChange = 'add' | 'remove' | 'promote' | 'demote' | 'leave' | 'invite';

/** @returns the ids that really changed something */
export function changeMembers(group: Group, change: MemberChange, ids: string[]): string[] {
  const isMember = (id: string) => group.participants.some((member) => member.id === id);
  if (change === 'add' || change === 'invite') {
    const added = ids.filter((id) => !isMember(id));
    group.participants.push(...added.map((id) => participant(id)));
    return added;
  }
  const touched = ids.filter(isMember);
  if (change === 'remove' || change === 'leave') {
    group.participants = group.participants.filter((member) => !touched.includes(member.id));
    return touched;
  }
  for (const member of group.participants) if (touched.includes(member.id)) member.isAdmin = change === 'promote';
  return touched;
}
