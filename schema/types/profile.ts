import { z } from 'zod';
import { builder } from '../builder.js';
import { rules, text } from '../rules.js';
import { Session } from './rows.js';

const SetProfileNameInput = builder.inputType('SetProfileNameInput', {
  description: 'A name for the account.',
  validate: rules({ name: text(1, 25) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    name: t.string({ required: true, description: '1 to 25 characters.' }),
  }),
});

const SetProfileStatusInput = builder.inputType('SetProfileStatusInput', {
  description: 'An about text for the account.',
  validate: rules({ status: text(0, 139) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    status: t.string({ required: true, description: 'Up to 139 characters; empty removes it.' }),
  }),
});

const SetProfilePictureInput = builder.inputType('SetProfilePictureInput', {
  description: 'A picture for the account.',
  validate: rules({
    base64: z.string().min(1, 'should not be empty').nullish(),
    url: text(1, 2048).nullish(),
    mimetype: text(1, 255).nullish(),
  }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    url: t.string({
      description: 'Where the gateway downloads it: http or https, on a public host. Either this or `base64`.',
    }),
    base64: t.string({ description: 'The picture itself. Either this or `url`.' }),
    mimetype: t.string({ description: 'Type of the picture, such as `image/jpeg`. Needed with `base64`.' }),
  }),
});

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  const route = (name: string, message: string) =>
    ({
      method: 'PUT',
      path: `/api/sessions/{sessionId}/profile/${name}`,
      status: 200,
      tag: 'profile',
      result: 'empty',
      beside: { success: true, message },
      errors: [404, 409],
    }) as const;
  return {
    setProfileName: t.field({
      type: Session,
      description: 'Changes the name the account gives itself.',
      access,
      rest: route('name', 'Profile name updated'),
      args: { input: t.arg({ type: SetProfileNameInput, required: true, description: 'The account and its name.' }) },
      resolve: async (_root, { input: { sessionId, name } }, { services }) => {
        await services.profile.setName(sessionId, name);
        return services.sessions.get(sessionId);
      },
    }),
    setProfileStatus: t.field({
      type: Session,
      description: 'Changes the about text of the account.',
      access,
      rest: route('status', 'Profile status updated'),
      args: { input: t.arg({ type: SetProfileStatusInput, required: true, description: 'The account and its text.' }) },
      resolve: async (_root, { input: { sessionId, status } }, { services }) => {
        await services.profile.setStatus(sessionId, status);
        return services.sessions.get(sessionId);
      },
    }),
    setProfilePicture: t.field({
      type: Session,
      description: 'Changes the picture of the account.',
      access,
      rest: route('picture', 'Profile picture updated'),
      args: {
        input: t.arg({ type: SetProfilePictureInput, required: true, description: 'The account and its picture.' }),
      },
      resolve: async (_root, { input: { sessionId, ...source } }, { services }) => {
        await services.profile.setPicture(sessionId, source);
        return services.sessions.get(sessionId);
      },
    }),
  };
});
