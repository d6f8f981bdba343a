import { type Account, RefusedError, withoutMessages } from '../network/account.js';
import { type Chat } from '../network/chat.js';
import { changeMembers, type Group, type MemberChange, newGroup, newInviteCode } from '../network/group.js';
import { webId } from '../network/ids.js';
import { type PageDouble } from '../page-double.js';
import { notice, tellOfMembers } from '../phone/group-notices.js';
import { type Answers } from './request.js';

interface OnGroup {
  id: string;
}
interface NewGroup {
  title: string;
  participants: string[];
  opts: { announce: boolean; restrict: boolean; addressing: string };
}
type Property = 'announcement' | 'restrict' | 'member_add_mode';

/** What WhatsApp calls the line in the chat about it. */
const NOTICE_OF: Record<Property, string> = {
  announcement: 'announce',
  restrict: 'restrict',
  member_add_mode: 'member_add_mode',
};

const FORBIDDEN = 403;
const NOT_FOUND = 404;
const CONFLICT = 409;

export const groupAnswers: Answers = {
  createGroup: ({ double, account }, { title, participants, opts }: NewGroup) => {
    const addressing = opts.addressing === 'lid' ? double.options.groupAddressing : 'pn';
    const invited = participants.flatMap((id) => {
      const person = double.directory.lookup(id);
      if (!person) return [];
      return { wid: addressing === 'lid' ? person.lid : person.pn, error: person.inviteOnly ? FORBIDDEN : undefined };
    });
    const owner = addressing === 'lid' ? account.person.lid : account.id;
    const members = invited.filter(({ error }) => error === undefined).map(({ wid }) => wid);
    const { announce, restrict } = opts;
    const chat = account.addGroup(newGroup(title, owner, members, { announce, restrict, addressing }));
    return {
      chat: withoutMessages(chat),
      participants: [{ wid: owner, type: 'superadmin' }, ...invited.map(asMember)],
    };
  },
  group: ({ account }, { id }: OnGroup) => {
    const chat = account.chat(id);
    return chat?.group ? withoutMessages(chat) : null;
  },
  members: ({ double, account }, { id, op, ids }: OnGroup & { op: MemberChange; ids: string[] }) => {
    const chat = account.needGroup(id);
    const addresses = ids.map((member) => addressIn(double, chat.group, member));
    const inviteOnly = op === 'add' && ids.some((member) => double.directory.lookup(member)?.inviteOnly);
    if (inviteOnly) return { error: FORBIDDEN, name: 'ParticipantRequestCodeCanBeSent' };
    const changed = changeMembers(chat.group, op, addresses);
    if (op === 'add' && changed.length === 0) return { error: CONFLICT };
    tellOfMembers(account, chat, op, changed);
    return {};
  },
  groupInfo: ({ account }, { id, subject, desc, descId }: OnGroup & Record<string, string | undefined>) => {
    const chat = account.needGroup(id);
    const { group } = chat;
    if (subject !== undefined) Object.assign(group, { subject });
    if (desc !== undefined) Object.assign(group, { description: desc, descriptionId: descId });
    account.putChat(chat.id, { name: group.subject });
    if (subject !== undefined) notice(account, chat, 'subject', { body: subject });
    if (desc !== undefined) notice(account, chat, 'description', { body: desc });
  },
  groupProperty: ({ account }, { id, property, value }: OnGroup & { property: Property; value: number }) => {
    const chat = account.needGroup(id);
    const { group } = chat;
    if (property === 'announcement') group.announce = value === 1;
    if (property === 'restrict') group.restrict = value === 1;
    if (property === 'member_add_mode') group.adminsAdd = value === 0;
    account.putChat(chat.id);
    notice(account, chat, NOTICE_OF[property]);
  },
  inviteCode: ({ account }, { id, reset }: OnGroup & { reset?: boolean }) => {
    const { group } = account.needGroup(id);
    if (reset) group.inviteCode = newInviteCode();
    return { code: group.inviteCode };
  },
  inviteInfo: ({ double }, { code }: { code: string }) => {
    const { id, group } = invitedTo(double, code);
    const { subject, owner, creation, description, participants } = group;
    return { id, subject, owner, creation, desc: description, size: participants.length };
  },
  joinGroup: ({ double, account }, { code }: { code: string }) => {
    const { id, group } = invitedTo(double, code);
    changeMembers(group, 'invite', [account.addressIn(group)]);
    return { chat: withoutMessages(account.addGroup(group, id)) };
  },
  leaveGroup: ({ account }, { id }: OnGroup) => {
    const { group } = account.needGroup(id);
    changeMembers(group, 'leave', [account.addressIn(group)]);
  },
  membershipRequests: ({ account }, { id }: OnGroup) => account.needGroup(id).group.requests,
  decideMembership: ({ account }, { id, who, approve }: OnGroup & { who: string; approve: boolean }) => {
    const chat = account.needGroup(id);
    const asked = webId(who);
    if (!chat.group.requests.some((request) => request.id === asked)) return { error: NOT_FOUND };
    chat.group.requests = chat.group.requests.filter((request) => request.id !== asked);
    if (approve) tellOfMembers(account, chat, 'add', changeMembers(chat.group, 'add', [asked]));
    return {};
  },
  groupInviteMessage: () => ({ messageSendResult: 'OK' }),
  commonGroups: ({ double, account }, { id }: OnGroup) => {
    const person = double.directory.lookup(id);
    const isIn = (chat: Chat) => chat.group?.participants.some((p) => p.id === person?.pn || p.id === person?.lid);
    return [...account.chats.values()].filter(isIn).map((chat) => chat.id);
  },
};

const asMember = (member: { wid: string; error: number | undefined }) => ({ ...member, type: 'participant' });

/** How a member is written in this group's list. */
function addressIn(double: PageDouble, group: Group, anyId: string): string {
  const person = double.directory.lookup(anyId);
  if (!person) return webId(anyId);
  return group.participants.some((member) => member.id === person.pn) || group.addressing === 'pn'
    ? person.pn
    : person.lid;
}

/** A group of any account of this double. @throws Error the page sees as a refusal of the server */
function invitedTo(double: PageDouble, code: string): { id: string; group: Group } {
  const chats = [...double.accounts.values()].flatMap((account: Account) => [...account.chats.values()]);
  const found = chats.find((chat) => chat.group?.inviteCode === code);
  if (!found?.group) throw new RefusedError(NOT_FOUND, 'item-not-found');
  return { id: found.id, group: found.group };
}
