import { z } from 'zod';
import { STATUS_FONTS } from '../../src/domain/status-update.js';
import type { StatusPost } from '../../src/services/status-service.js';
import { personAddress } from '../address-rules.js';
import { builder } from '../builder.js';
import { matching, notEmpty, rules, text } from '../rules.js';
import { keyArgs } from './send-wait.js';

const StatusPostType = builder.objectRef<StatusPost>('StatusPost').implement({
  description: 'A status update that WhatsApp took.',
  access: 'operator',
  fields: (t) => ({
    statusId: t.exposeID('statusId', { description: 'What deleteStatus takes.' }),
    postedAt: t.expose('postedAt', {
      type: 'DateTime',
      description: 'When it was posted.',
      rest: { name: 'timestamp' },
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When WhatsApp stops showing it.' }),
  }),
});

const MAX_RECIPIENTS = 5000;
const recipientsRule = z
  .array(personAddress())
  .min(1, 'should not be empty')
  .max(MAX_RECIPIENTS, `must contain no more than ${MAX_RECIPIENTS} elements`)
  .nullish();
const RECIPIENTS = "Who may see it; everybody in the account's address book unless told.";

const FONT_RULE = `must be one of the following values: ${STATUS_FONTS.join(', ')}`;

const PostTextStatusInput = builder.inputType('PostTextStatusInput', {
  description: 'A text to post as a status update.',
  validate: rules({
    text: notEmpty().max(4096, 'must be shorter than or equal to 4096 characters'),
    recipients: recipientsRule,
    backgroundColor: matching(/^#?[0-9A-Fa-f]{6}$/).nullish(),
    font: z
      .number()
      .refine((font) => STATUS_FONTS.some((known) => known === font), FONT_RULE)
      .nullish(),
  }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that posts.' }),
    text: t.string({ required: true, description: 'The text, up to 4096 characters.' }),
    backgroundColor: t.string({ description: 'Colour behind it, as `#rrggbb`; WhatsApp chooses one unless told.' }),
    font: t.int({
      description: `WhatsApp's number of its font: ${STATUS_FONTS.join(', ')}. Above 7 only on Baileys.`,
    }),
    recipients: t.field({
      type: ['Jid'],
      description: RECIPIENTS,
    }),
  }),
});

const StatusFileInput = builder.inputType('StatusFileInput', {
  description: 'The file of a status update. One of `url`, `base64` and `upload`.',
  validate: rules({
    base64: z.string().min(1, 'should not be empty').nullish(),
    url: text(1, 2048).nullish(),
    mimetype: text(1, 255).nullish(),
  }),
  fields: (t) => ({
    url: t.string({ description: 'Where the gateway downloads it: http or https, on a public host.' }),
    base64: t.string({ description: 'The file itself.' }),
    upload: t.field({ type: 'Upload', description: 'The file as a part of the request.', rest: { omit: true } }),
    mimetype: t.string({ description: 'Type of the file, such as `image/jpeg`. Needed with `base64`.' }),
  }),
});

const captioned = rules({ caption: text(0, 1024).nullish(), recipients: recipientsRule });
const PostImageStatusInput = builder.inputType('PostImageStatusInput', {
  description: 'A picture to post as a status update.',
  validate: captioned,
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that posts.' }),
    image: t.field({ type: StatusFileInput, required: true, description: 'The picture.' }),
    caption: t.string({ description: 'A text below it, up to 1024 characters.' }),
    recipients: t.field({ type: ['Jid'], description: RECIPIENTS }),
  }),
});
const PostVideoStatusInput = builder.inputType('PostVideoStatusInput', {
  description: 'A video to post as a status update.',
  validate: captioned,
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that posts.' }),
    video: t.field({ type: StatusFileInput, required: true, description: 'The video.' }),
    caption: t.string({ description: 'A text below it, up to 1024 characters.' }),
    recipients: t.field({ type: ['Jid'], description: RECIPIENTS }),
  }),
});

const DeleteStatusInput = builder.inputType('DeleteStatusInput', {
  description: 'A status update to take back.',
  validate: rules({ statusId: matching(/^(?:true_status@broadcast_)?[A-Za-z0-9.-]{4,64}$/) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that posted it.' }),
    statusId: t.id({ required: true, description: 'As it was answered when it was posted.' }),
  }),
});

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  const path = '/api/sessions/{sessionId}/status';
  const errors = [404, 409, 501];
  return {
    postTextStatus: t.field({
      type: StatusPostType,
      description: 'Posts a text as a status update, shown for 24 hours.',
      access,
      rest: { method: 'POST', path: `${path}/send-text`, status: 201, tag: 'status', errors },
      args: {
        input: t.arg({ type: PostTextStatusInput, required: true, description: 'What to post.' }),
        ...keyArgs(),
      },
      resolve: (_root, { input: { sessionId, text: body, recipients, backgroundColor, font } }, { services }) =>
        services.statuses.post(sessionId, { kind: 'text', text: body, linkPreview: false }, recipients, {
          ...(backgroundColor ? { backgroundColor: `#${backgroundColor.replace('#', '').toLowerCase()}` } : {}),
          ...(typeof font === 'number' ? { font } : {}),
        }),
    }),
    postImageStatus: t.field({
      type: StatusPostType,
      description: 'Posts a picture as a status update, shown for 24 hours.',
      access,
      rest: { method: 'POST', path: `${path}/send-image`, status: 201, tag: 'status', errors },
      args: {
        input: t.arg({ type: PostImageStatusInput, required: true, description: 'What to post.' }),
        ...keyArgs(),
      },
      resolve: (_root, { input: { sessionId, image, caption, recipients } }, { services }) =>
        services.statuses.postFile(sessionId, 'image', { source: image, caption, recipients }),
    }),
    postVideoStatus: t.field({
      type: StatusPostType,
      description: 'Posts a video as a status update, shown for 24 hours.',
      access,
      rest: { method: 'POST', path: `${path}/send-video`, status: 201, tag: 'status', errors },
      args: {
        input: t.arg({ type: PostVideoStatusInput, required: true, description: 'What to post.' }),
        ...keyArgs(),
      },
      resolve: (_root, { input: { sessionId, video, caption, recipients } }, { services }) =>
        services.statuses.postFile(sessionId, 'video', { source: video, caption, recipients }),
    }),
    deleteStatus: t.id({
      description: 'Takes back a status update. Answers its id.',
      access,
      rest: {
        method: 'DELETE',
        path: `${path}/{id}`,
        status: 200,
        tag: 'status',
        args: { 'input.statusId': { from: 'path', name: 'id' } },
        result: 'empty',
        beside: { message: 'Status deleted' },
        errors,
      },
      args: { input: t.arg({ type: DeleteStatusInput, required: true, description: 'Which one.' }) },
      resolve: async (_root, { input: { sessionId, statusId } }, { services }) => {
        await services.statuses.remove(sessionId, statusId);
        return statusId;
      },
    }),
  };
});
