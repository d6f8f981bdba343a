import { z } from 'zod';
import type { GroupParticipant, ParticipantResult } from '../../src/domain/group.js';
import { phoneOf, type Jid } from '../../src/domain/jid.js';
import type { GroupInvite, SessionGroup } from '../../src/services/group-service.js';
import { groupAddress, personAddress } from '../address-rules.js';
import { builder } from '../builder.js';
import { loadersOf } from '../loaders.js';
import type { RestRoute } from '../metadata.js';
import { matching, rules, text, whole } from '../rules.js';
import { Contact } from './contact.js';

const MAX_PARTICIPANTS = 1023;

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

const Group = builder.objectRef<SessionGroup>('Group').implement({
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

const Invite = builder.objectRef<GroupInvite>('GroupInvite').implement({
  description: 'What lets people join a group.',
  access: 'viewer',
  fields: (t) => ({
    inviteCode: t.exposeString('code', { description: 'The code, which joinGroup takes.' }),
    inviteLink: t.exposeString('link', { description: 'The same as a link.' }),
  }),
});

interface Changed {
  readonly sessionId: string;
  readonly groupId: Jid;
}

const ResultType = builder.objectRef<ParticipantResult>('ParticipantResult').implement({
  description: 'What became of one participant in a change.',
  access: 'operator',
  fields: (t) => ({
    participantId: t.expose('id', {
      type: 'Jid',
      description: 'The person, as WhatsApp names them.',
      rest: { name: 'id' },
    }),
    ok: t.boolean({ description: 'Whether it was done.', resolve: ({ status }) => status === 200 }),
    status: t.exposeInt('status', {
      description:
        "WhatsApp's code: 200 done, 403 not allowed (send an invite instead), 404 not on WhatsApp, 409 already so.",
    }),
  }),
});

const GroupPayload = builder.objectRef<Changed>('GroupPayload').implement({
  description: 'A group that was changed.',
  access: 'operator',
  fields: (t) => ({
    groupId: t.expose('groupId', { type: 'Jid', description: 'Address of the group.' }),
    group: t.field({
      type: Group,
      nullable: true,
      description: 'The group as it is now: asking for it asks WhatsApp again.',
      rest: { omit: true },
      resolve: ({ sessionId, groupId }, _args, { services }) => services.groups.get(sessionId, groupId),
    }),
  }),
});

const ParticipantsPayload = builder
  .objectRef<Changed & { readonly results: readonly ParticipantResult[] }>('ParticipantsPayload')
  .implement({
    description: 'What became of each participant. WhatsApp decides for each by itself.',
    access: 'operator',
    fields: (t) => ({
      groupId: t.expose('groupId', { type: 'Jid', description: 'Address of the group.' }),
      results: t.field({
        type: [ResultType],
        description: 'One for each participant.',
        resolve: ({ results }) => [...results],
      }),
      group: t.field({
        type: Group,
        nullable: true,
        description: 'The group as it is now: asking for it asks WhatsApp again.',
        rest: { omit: true },
        resolve: ({ sessionId, groupId }, _args, { services }) => services.groups.get(sessionId, groupId),
      }),
    }),
  });

const ofSession = { role: 'viewer', session: 'sessionId' } as const;
const GROUPS = '/api/sessions/{sessionId}/groups';
const GROUP = `${GROUPS}/{groupId}`;
const errors = [404, 409];
/** How lists show a group. */
const SUMMARY = '{ id: groupId name participantsCount isAdmin linkedParentJID: parent }';
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

const participantList = () =>
  z
    .array(z.string())
    .min(1, 'should not be empty')
    .max(MAX_PARTICIPANTS, `must contain no more than ${MAX_PARTICIPANTS} elements`)
    .pipe(z.array(personAddress()));

const CreateGroupInput = builder.inputType('CreateGroupInput', {
  description: 'A group to make.',
  validate: rules({ name: text(1, 100), participants: participantList() }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that makes it.' }),
    name: t.string({ required: true, description: 'Its subject: 1 to 100 characters.' }),
    participants: t.field({
      type: ['Jid'],
      required: true,
      description: `Who is to be in it besides this account: 1 to ${MAX_PARTICIPANTS} people.`,
    }),
  }),
});

const GroupInput = builder.inputType('GroupInput', {
  description: 'A group of a session.',
  validate: rules({ groupId: groupAddress() }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    groupId: t.field({ type: 'Jid', required: true, description: 'Address of the group.' }),
  }),
});

const ParticipantsInput = builder.inputType('ParticipantsInput', {
  description: 'People, and the group that changes for them.',
  validate: rules({ groupId: groupAddress(), participants: participantList() }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    groupId: t.field({ type: 'Jid', required: true, description: 'Address of the group.' }),
    participants: t.field({
      type: ['Jid'],
      required: true,
      description: `1 to ${MAX_PARTICIPANTS} people, by any of their addresses.`,
    }),
  }),
});

const GroupSubjectInput = builder.inputType('GroupSubjectInput', {
  description: 'A new name for a group.',
  validate: rules({ groupId: groupAddress(), subject: text(1, 100) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    groupId: t.field({ type: 'Jid', required: true, description: 'Address of the group.' }),
    subject: t.string({ required: true, description: '1 to 100 characters.' }),
  }),
});

const GroupDescriptionInput = builder.inputType('GroupDescriptionInput', {
  description: 'A new description for a group.',
  validate: rules({ groupId: groupAddress(), description: text(0, 1024) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    groupId: t.field({ type: 'Jid', required: true, description: 'Address of the group.' }),
    description: t.string({ required: true, description: 'Up to 1024 characters; empty removes it.' }),
  }),
});

/** 90 days, the longest that WhatsApp offers. */
const MAX_EPHEMERAL_S = 7_776_000;
const GroupSettingsInput = builder.inputType('GroupSettingsInput', {
  description: 'Who may do what in a group. What is left out stays as it is; one of them has to be there.',
  validate: rules({ groupId: groupAddress(), ephemeralSeconds: whole(0, MAX_EPHEMERAL_S).nullish() }).refine(
    ({ announce, locked, ephemeralSeconds }) =>
      typeof announce === 'boolean' || typeof locked === 'boolean' || typeof ephemeralSeconds === 'number',
    { path: ['announce'], message: 'or locked should be given' },
  ),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    groupId: t.field({ type: 'Jid', required: true, description: 'Address of the group.' }),
    announce: t.boolean({ description: 'Only admins may write.' }),
    locked: t.boolean({ description: 'Only admins may change name, description and picture.' }),
    ephemeralSeconds: t.int({
      description:
        'After how many seconds new messages disappear; 0: never. WhatsApp offers 86400, 604800 and 7776000. Needs ' +
        'the capability GROUP_EPHEMERAL.',
    }),
  }),
});

const INVITE = /^(?:https:\/\/chat\.whatsapp\.com\/(?:invite\/)?)?[A-Za-z0-9_-]{8,64}$/;
const JoinGroupInput = builder.inputType('JoinGroupInput', {
  description: 'An invitation to a group.',
  validate: rules({ inviteCode: matching(INVITE, 128) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that joins.' }),
    inviteCode: t.string({
      required: true,
      description: 'The code, or the link that ends with it: `https://chat.whatsapp.com/...`.',
    }),
  }),
});

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  const group = () => t.arg({ type: GroupInput, required: true, description: 'Which group.' });
  /** What is told beside an answer is only that it was done. */
  const done = (method: 'POST' | 'PUT', path: string, message: string) =>
    ({
      method,
      path,
      status: 200,
      tag: 'groups',
      result: 'empty',
      beside: { success: true, message },
      errors,
    }) as const;
  const participants = (
    change: 'add' | 'remove' | 'promote' | 'demote',
    description: string,
    route: Pick<RestRoute, 'method' | 'path' | 'args'>,
    message: string,
  ) =>
    t.field({
      type: ParticipantsPayload,
      description,
      access,
      rest: {
        ...route,
        status: 200,
        tag: 'groups',
        selection: '{ results }',
        beside: { success: true, message },
        errors,
      },
      args: { input: t.arg({ type: ParticipantsInput, required: true, description: 'Whom, and in which group.' }) },
      resolve: async (_root, { input: { sessionId, groupId, participants } }, { services }) => ({
        sessionId,
        groupId,
        results: await services.groups.changeParticipants(sessionId, groupId, change, participants),
      }),
    });
  return {
    createGroup: t.field({
      type: Group,
      description: 'Makes a group. Who could not be added is missing among its participants.',
      access,
      rest: { method: 'POST', path: GROUPS, status: 201, tag: 'groups', selection: SUMMARY, errors },
      args: { input: t.arg({ type: CreateGroupInput, required: true, description: 'The group to make.' }) },
      resolve: (_root, { input: { sessionId, name, participants } }, { services }) =>
        services.groups.create(sessionId, name, participants),
    }),
    addParticipants: participants(
      'add',
      'Adds people to a group.',
      { method: 'POST', path: `${GROUP}/participants` },
      'Participants added',
    ),
    removeParticipants: participants(
      'remove',
      'Removes people from a group.',
      { method: 'DELETE', path: `${GROUP}/participants`, args: { 'input.participants': 'body' } },
      'Participants removed',
    ),
    promoteParticipants: participants(
      'promote',
      'Makes participants admins.',
      { method: 'POST', path: `${GROUP}/participants/promote` },
      'Participants promoted',
    ),
    demoteParticipants: participants(
      'demote',
      'Makes admins ordinary participants.',
      { method: 'POST', path: `${GROUP}/participants/demote` },
      'Participants demoted',
    ),
    setGroupSubject: t.field({
      type: GroupPayload,
      description: 'Changes the name of a group.',
      access,
      rest: done('PUT', `${GROUP}/subject`, 'Group subject updated'),
      args: { input: t.arg({ type: GroupSubjectInput, required: true, description: 'The group and its new name.' }) },
      resolve: async (_root, { input: { sessionId, groupId, subject } }, { services }) => {
        await services.groups.setSubject(sessionId, groupId, subject);
        return { sessionId, groupId };
      },
    }),
    setGroupDescription: t.field({
      type: GroupPayload,
      description: 'Changes the description of a group, or removes it.',
      access,
      rest: done('PUT', `${GROUP}/description`, 'Group description updated'),
      args: {
        input: t.arg({
          type: GroupDescriptionInput,
          required: true,
          description: 'The group and its new description.',
        }),
      },
      resolve: async (_root, { input: { sessionId, groupId, description } }, { services }) => {
        await services.groups.setDescription(sessionId, groupId, description);
        return { sessionId, groupId };
      },
    }),
    setGroupSettings: t.field({
      type: GroupPayload,
      description: 'Changes who may do what in a group.',
      access,
      rest: { ...done('PUT', `${GROUP}/settings`, 'Group settings updated'), errors: [...errors, 501] },
      args: { input: t.arg({ type: GroupSettingsInput, required: true, description: 'The group and its settings.' }) },
      resolve: async (_root, { input: { sessionId, groupId, announce, locked, ephemeralSeconds } }, { services }) => {
        await services.groups.setSettings(sessionId, groupId, {
          ...(typeof announce === 'boolean' ? { announce } : {}),
          ...(typeof locked === 'boolean' ? { locked } : {}),
          ...(typeof ephemeralSeconds === 'number' ? { ephemeralSeconds } : {}),
        });
        return { sessionId, groupId };
      },
    }),
    revokeGroupInviteCode: t.field({
      type: Invite,
      description: 'Makes a new invite for a group: the old code leads nowhere from now on.',
      access,
      rest: {
        method: 'POST',
        path: `${GROUP}/invite-code/revoke`,
        status: 200,
        tag: 'groups',
        beside: { message: 'Invite code revoked' },
        errors,
      },
      args: { input: group() },
      resolve: (_root, { input: { sessionId, groupId } }, { services }) =>
        services.groups.revokeInvite(sessionId, groupId),
    }),
    joinGroup: t.field({
      type: GroupPayload,
      description: 'Joins a group by its invite.',
      access,
      rest: {
        method: 'POST',
        path: `${GROUPS}/join`,
        status: 200,
        tag: 'groups',
        beside: { success: true },
        errors,
      },
      args: { input: t.arg({ type: JoinGroupInput, required: true, description: 'The invitation.' }) },
      resolve: async (_root, { input: { sessionId, inviteCode } }, { services }) => ({
        sessionId,
        groupId: await services.groups.join(sessionId, inviteCode),
      }),
    }),
    leaveGroup: t.field({
      type: 'Jid',
      description: 'Leaves a group; its chat stays. Answers its address.',
      access,
      rest: done('POST', `${GROUP}/leave`, 'Left the group'),
      args: { input: group() },
      resolve: async (_root, { input: { sessionId, groupId } }, { services }) => {
        await services.groups.leave(sessionId, groupId);
        return groupId;
      },
    }),
  };
});
