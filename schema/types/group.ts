import type { GroupParticipant } from '../../src/domain/group.js';
import { phoneOf } from '../../src/domain/jid.js';
import type { GroupInvite, SessionGroup } from '../../src/services/group-service.js';
import { groupAddress } from '../address-rules.js';
import { builder } from '../builder.js';
import { loadersOf } from '../loaders.js';
import { whole } from '../rules.js';
import { Contact } from './contact.js';

/** A participant with the session that sees it so. */
type Participant = GroupParticipant & { readonly sessionId: string };

const ParticipantType = builder.objectRef<Participant>('GroupParticipant').implement({
  description: 'A person in a group.',
  access: 'viewer',
  fields: (t) => ({
    participantId: t.expose('id', {
      type: 'Jid',
      description: 'Address of the person: the number where it is known, else the privacy alias.',
      rest: { name: 'id' },
    }),
    number: t.string({
      nullable: true,
      description: 'The phone number, as digits; null while only the alias is known.',
      rest: { ifNull: '' },
      resolve: ({ id }) => phoneOf(id) ?? null,
    }),
    lid: t.field({
      type: 'Jid',
      nullable: true,
      description: 'The privacy alias, where it is known.',
      rest: { omit: true },
      resolve: ({ lid }) => lid ?? null,
    }),
    isAdmin: t.boolean({
      description: 'Whether they may change the group.',
      resolve: ({ isAdmin, isSuperAdmin }) => isAdmin || isSuperAdmin,
    }),
    isSuperAdmin: t.exposeBoolean('isSuperAdmin', { description: 'Whether they made the group.' }),
    contact: t.field({
      type: Contact,
      nullable: true,
      description: 'The person, if the session has stored them.',
      rest: { omit: true },
      resolve: ({ sessionId, id }, _args, context) => loadersOf(context).contact.load({ sessionId, contactId: id }),
    }),
  }),
});

export const Group = builder.objectRef<SessionGroup>('Group').implement({
  description: 'A group as WhatsApp shows it to this account, asked now.',
  access: 'viewer',
  fields: (t) => ({
    id: t.id({
      description: 'Unique over all sessions; the key for client caches. Operations take `groupId`.',
      rest: { omit: true },
      resolve: ({ sessionId, id }) => `${sessionId}:${id}`,
    }),
    groupId: t.expose('id', {
      type: 'Jid',
      description: 'WhatsApp address of the group, which operations take.',
      rest: { name: 'id' },
    }),
    name: t.exposeString('subject', { description: 'Its subject.' }),
    description: t.exposeString('description', { description: 'Its description; empty if there is none.' }),
    owner: t.field({
      type: 'Jid',
      nullable: true,
      description: 'Who made it, where WhatsApp tells.',
      rest: { omitNull: true },
      resolve: ({ owner }) => owner ?? null,
    }),
    createdAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was made, where WhatsApp tells.',
      rest: { form: 'epochSeconds', omitNull: true },
      resolve: ({ createdAt }) => createdAt ?? null,
    }),
    participants: t.field({
      type: [ParticipantType],
      description: 'Who is in it.',
      resolve: ({ sessionId, participants }) => participants.map((participant) => ({ ...participant, sessionId })),
    }),
    participantsCount: t.int({
      description: 'How many are in it.',
      resolve: ({ participants }) => participants.length,
    }),
    isAdmin: t.exposeBoolean('isAdmin', { description: 'Whether this account may change it.' }),
    isReadOnly: t.boolean({
      description: 'Whether this account may only read.',
      resolve: ({ announce, isAdmin }) => announce && !isAdmin,
    }),
    announce: t.exposeBoolean('announce', { description: 'Whether only admins may write.' }),
    locked: t.exposeBoolean('locked', { description: 'Whether only admins may change name, description and picture.' }),
    parent: t.field({
      type: 'Jid',
      nullable: true,
      description: 'The community it belongs to.',
      rest: { name: 'linkedParentJID' },
      resolve: ({ parent }) => parent ?? null,
    }),
  }),
});

export const Invite = builder.objectRef<GroupInvite>('GroupInvite').implement({
  description: 'What lets people join a group.',
  access: 'viewer',
  fields: (t) => ({
    inviteCode: t.exposeString('code', { description: 'The code, which joinGroup takes.' }),
    inviteLink: t.exposeString('link', { description: 'The same as a link.' }),
  }),
});

const ofSession = { role: 'viewer', session: 'sessionId' } as const;
export const GROUPS = '/api/sessions/{sessionId}/groups';
export const GROUP = `${GROUPS}/{groupId}`;
export const errors = [404, 409];
/** How lists show a group. */
export const SUMMARY = '{ id: groupId name participantsCount isAdmin linkedParentJID: parent }';
const INFO = `{
  id: groupId name description owner createdAt participants isReadOnly isAnnounce: announce announce locked
  linkedParentJID: parent
}`;

builder.queryFields((t) => {
  const sessionId = () => t.arg.id({ required: true, description: 'The session.' });
  const groupId = () =>
    t.arg({ type: 'Jid', required: true, description: 'Address of the group.', validate: groupAddress() });
  return {
    groups: t.field({
      type: [Group],
      description: 'Groups the account is in, by name. Fails with SESSION_NOT_STARTED or SESSION_NOT_CONNECTED.',
      access: ofSession,
      rest: {
        method: 'GET',
        path: GROUPS,
        status: 200,
        tag: 'groups',
        args: { limit: { from: 'query', lenient: true }, offset: { from: 'query', lenient: true } },
        selection: SUMMARY,
        errors,
      },
      args: {
        sessionId: sessionId(),
        limit: t.arg.int({ defaultValue: 1000, description: 'How many, 1 to 1000.', validate: whole(1, 1000) }),
        offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
      },
      resolve: (_root, args, { services }) =>
        services.groups.list(args.sessionId, { limit: args.limit ?? 1000, offset: args.offset ?? 0 }),
    }),
    group: t.field({
      type: Group,
      nullable: true,
      description: 'A group with its participants. Fails with NOT_FOUND if the account is not in it.',
      access: ofSession,
      rest: [
        { method: 'GET', path: GROUP, status: 200, tag: 'groups', selection: INFO, errors },
        {
          method: 'GET',
          path: `${GROUP}/settings`,
          name: 'groupSettings',
          status: 200,
          tag: 'groups',
          selection: '{ announce locked }',
          errors,
        },
      ],
      args: { sessionId: sessionId(), groupId: groupId() },
      resolve: (_root, args, { services }) => services.groups.get(args.sessionId, args.groupId),
    }),
    groupInviteCode: t.field({
      type: Invite,
      nullable: true,
      description: 'What lets people join a group. WhatsApp tells it to admins.',
      access: ofSession,
      rest: { method: 'GET', path: `${GROUP}/invite-code`, status: 200, tag: 'groups', errors },
      args: { sessionId: sessionId(), groupId: groupId() },
      resolve: (_root, args, { services }) => services.groups.invite(args.sessionId, args.groupId),
    }),
  };
});
