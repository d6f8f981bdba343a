import { z } from 'zod';
import { groupAddress, personAddress } from '../address-rules.js';
import { builder, type InputFields } from '../builder.js';
import { matching, rules, text, whole } from '../rules.js';

const MAX_PARTICIPANTS = 1023;
/** 90 days, the longest that WhatsApp offers. */
const MAX_EPHEMERAL_S = 7_776_000;
const INVITE = /^(?:https:\/\/chat\.whatsapp\.com\/(?:invite\/)?)?[A-Za-z0-9_-]{8,64}$/;

/** The two fields that say which group. */
const named = (t: InputFields) => ({
  sessionId: t.id({ required: true, description: 'The session.' }),
  groupId: t.field({ type: 'Jid', required: true, description: 'Address of the group.' }),
});

const participantList = () =>
  z
    .array(z.string())
    .min(1, 'should not be empty')
    .max(MAX_PARTICIPANTS, `must contain no more than ${MAX_PARTICIPANTS} elements`)
    .pipe(z.array(personAddress()));

export const CreateGroupInput = builder.inputType('CreateGroupInput', {
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

export const GroupInput = builder.inputType('GroupInput', {
  description: 'A group of a session.',
  validate: rules({ groupId: groupAddress() }),
  fields: (t) => ({
    ...named(t),
  }),
});

export const ParticipantsInput = builder.inputType('ParticipantsInput', {
  description: 'People, and the group that changes for them.',
  validate: rules({ groupId: groupAddress(), participants: participantList() }),
  fields: (t) => ({
    ...named(t),
    participants: t.field({
      type: ['Jid'],
      required: true,
      description: `1 to ${MAX_PARTICIPANTS} people, by any of their addresses.`,
    }),
  }),
});

export const GroupSubjectInput = builder.inputType('GroupSubjectInput', {
  description: 'A new name for a group.',
  validate: rules({ groupId: groupAddress(), subject: text(1, 100) }),
  fields: (t) => ({
    ...named(t),
    subject: t.string({ required: true, description: '1 to 100 characters.' }),
  }),
});

export const GroupDescriptionInput = builder.inputType('GroupDescriptionInput', {
  description: 'A new description for a group.',
  validate: rules({ groupId: groupAddress(), description: text(0, 1024) }),
  fields: (t) => ({
    ...named(t),
    description: t.string({ required: true, description: 'Up to 1024 characters; empty removes it.' }),
  }),
});

export const GroupSettingsInput = builder.inputType('GroupSettingsInput', {
  description: 'Who may do what in a group. What is left out stays as it is; one of them has to be there.',
  validate: rules({ groupId: groupAddress(), ephemeralSeconds: whole(0, MAX_EPHEMERAL_S).nullish() }).refine(
    ({ announce, locked, ephemeralSeconds }) =>
      typeof announce === 'boolean' || typeof locked === 'boolean' || typeof ephemeralSeconds === 'number',
    { path: ['announce'], message: 'or locked should be given' },
  ),
  fields: (t) => ({
    ...named(t),
    announce: t.boolean({ description: 'Only admins may write.' }),
    locked: t.boolean({ description: 'Only admins may change name, description and picture.' }),
    ephemeralSeconds: t.int({
      description:
        'After how many seconds new messages disappear; 0: never. WhatsApp offers 86400, 604800 and 7776000. Needs ' +
        'the capability GROUP_EPHEMERAL.',
    }),
  }),
});

export const JoinGroupInput = builder.inputType('JoinGroupInput', {
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
