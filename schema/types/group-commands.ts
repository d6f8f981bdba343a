import type { ParticipantResult } from '../../src/domain/group.js';
import type { Jid } from '../../src/domain/jid.js';
import { builder } from '../builder.js';
import type { RestRoute } from '../metadata.js';
import { errors, Group, GROUP, GROUPS, Invite, SUMMARY } from './group.js';
import {
  CreateGroupInput,
  GroupDescriptionInput,
  GroupInput,
  GroupSettingsInput,
  GroupSubjectInput,
  JoinGroupInput,
  ParticipantsInput,
} from './group-inputs.js';

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
