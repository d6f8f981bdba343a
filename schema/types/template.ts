import type { Template as TemplateRow } from '../../src/store/store.js';
import { awaited } from '../awaited.js';
import { builder, type InputFields } from '../builder.js';
import { notEmpty, rules } from '../rules.js';
import { sending, SendPayload } from './message-sends.js';
import { sendArgs, WITHOUT_WAIT } from './send-wait.js';
import { z } from 'zod';

const Template = builder.objectRef<TemplateRow>('Template').implement({
  description: 'A text with gaps, to be filled in and sent.',
  access: 'operator',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the template.' }),
    sessionId: t.exposeID('sessionId', { description: 'The session it belongs to.' }),
    name: t.exposeString('name', { description: "The operator's label, unique within the session." }),
    body: t.exposeString('body', { description: 'The text; `{{name}}` is a gap.' }),
    header: t.exposeString('header', { nullable: true, description: 'Stands before the body, a blank line between.' }),
    footer: t.exposeString('footer', { nullable: true, description: 'Stands behind the body, a blank line between.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});

builder.queryFields((t) => ({
  templates: t.field({
    type: [Template],
    description: 'Templates of a session, newest first.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/templates',
      status: 200,
      tag: 'templates',
      errors: [404],
    },
    args: { sessionId: t.arg.id({ required: true, description: 'The session.' }) },
    resolve: (_root, { sessionId }, { services }) => services.templates.list(sessionId),
  }),
  template: t.field({
    type: Template,
    nullable: true,
    description: 'A template of a session. Fails with NOT_FOUND, also if it belongs to another session.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/templates/{id}',
      status: 200,
      tag: 'templates',
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the template.' }),
    },
    resolve: (_root, { sessionId, id }, { services }) => services.templates.get(sessionId, id),
  }),
}));

const shorterThan = (rule: z.ZodString, max: number) =>
  rule.max(max, `must be shorter than or equal to ${max} characters`);
const [name, body] = [shorterThan(notEmpty(), 100), shorterThan(notEmpty(), 4096)];
const edge = shorterThan(z.string(), 1024).nullish();

const CreateTemplateInput = builder.inputType('CreateTemplateInput', {
  description: 'A template to make.',
  validate: rules({ name, body, header: edge, footer: edge }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session it is for.' }),
    name: t.string({ required: true, description: 'Unique within the session, up to 100 characters.' }),
    body: t.string({ required: true, description: 'The text, up to 4096 characters; `{{name}}` is a gap.' }),
    header: t.string({ description: 'Stands before the body, up to 1024 characters.' }),
    footer: t.string({ description: 'Stands behind the body, up to 1024 characters.' }),
  }),
});

const UpdateTemplateInput = builder.inputType('UpdateTemplateInput', {
  description: 'Changes to a template. What is left out stays as it is.',
  validate: rules({ name: name.nullish(), body: body.nullish(), header: edge, footer: edge }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    id: t.id({ required: true, description: 'Id of the template.' }),
    name: t.string({ description: 'Unique within the session, up to 100 characters.' }),
    body: t.string({ description: 'The text, up to 4096 characters.' }),
    header: t.string({ description: 'Up to 1024 characters. Null or empty: none.' }),
    footer: t.string({ description: 'Up to 1024 characters. Null or empty: none.' }),
  }),
});

/** Which template, and what goes into its gaps. */
export const templateFields = (t: InputFields) => ({
  templateId: t.id({ description: 'Which template; this or `templateName`.' }),
  templateName: t.string({ description: 'Which template, by its name.' }),
  vars: t.field({ type: 'JSONObject', description: 'What fills the gaps: texts, numbers, true or false.' }),
});

const SendTemplateInput = builder.inputType('SendTemplateInput', {
  description: 'A template to fill in and send.',
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    ...templateFields(t),
  }),
});

builder.mutationFields((t) => ({
  createTemplate: t.field({
    type: Template,
    description: 'Makes a template. Fails with CONFLICT if the session has one of that name.',
    access: { role: 'operator', session: 'input.sessionId' },
    rest: {
      method: 'POST',
      path: '/api/sessions/{sessionId}/templates',
      status: 201,
      tag: 'templates',
      errors: [404, 409],
    },
    args: { input: t.arg({ type: CreateTemplateInput, required: true, description: 'The template to make.' }) },
    resolve: (_root, { input: { sessionId, ...template } }, { services }) =>
      services.templates.create(sessionId, template),
  }),
  updateTemplate: t.field({
    type: Template,
    description: 'Changes a template. Fails with NOT_FOUND; with CONFLICT if the session has another one of that name.',
    access: { role: 'operator', session: 'input.sessionId' },
    rest: {
      method: 'PUT',
      path: '/api/sessions/{sessionId}/templates/{id}',
      status: 200,
      tag: 'templates',
      errors: [404, 409],
    },
    args: { input: t.arg({ type: UpdateTemplateInput, required: true, description: 'What to change.' }) },
    resolve: (_root, { input: { sessionId, id, ...changes } }, { services }) =>
      services.templates.update(sessionId, id, changes),
  }),
  deleteTemplate: t.id({
    description: 'Removes a template; answers its id. Fails with NOT_FOUND.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'DELETE',
      path: '/api/sessions/{sessionId}/templates/{id}',
      status: 204,
      tag: 'templates',
      result: 'empty',
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the template.' }),
    },
    resolve: async (_root, { sessionId, id }, { services }) => {
      await services.templates.delete(sessionId, id);
      return id;
    },
  }),
  sendTemplate: t.field({
    type: SendPayload,
    description: sending('Fills a template in and sends it as a text.', 'NOT_FOUND if there is no such template'),
    access: { role: 'operator', session: 'input.sessionId' },
    rest: {
      method: 'POST',
      path: '/api/sessions/{sessionId}/messages/send-template',
      status: 201,
      tag: 'messages',
      selection: '{ message { messageId: waMessageId timestamp: sentAt } }',
      errors: [404, 409],
      args: WITHOUT_WAIT,
    },
    args: {
      input: t.arg({ type: SendTemplateInput, required: true, description: 'Which template, and where.' }),
      ...sendArgs(),
    },
    resolve: (_root, { input, ...wait }, context) => awaited(context.services.templates.send(input), wait, context),
  }),
}));
