import type { SessionLabel } from '../../src/services/label-service.js';
import { builder } from '../builder.js';
import { rules, text } from '../rules.js';

const Label = builder.objectRef<SessionLabel>('Label').implement({
  description: 'A label of a WhatsApp Business account.',
  access: 'viewer',
  fields: (t) => ({
    id: t.id({
      description: 'Unique over all sessions; the key for client caches. Operations take `labelId`.',
      rest: { omit: true },
      resolve: ({ sessionId, id }) => `${sessionId}:${id}`,
    }),
    labelId: t.exposeID('id', { description: "WhatsApp's id of the label.", rest: { name: 'id' } }),
    name: t.exposeString('name', { description: 'What it says.' }),
    color: t.exposeString('color', { description: 'Its colour, `#rrggbb`.', rest: { name: 'hexColor' } }),
  }),
});

const labelIdRule = text(1, 64);
const ofSession = { role: 'viewer', session: 'sessionId' } as const;
const LABELS = '/api/sessions/{sessionId}/labels';
const CHAT_LABELS = `${LABELS}/chat/{chatId}`;
const errors = [404, 409, 501];

builder.queryFields((t) => ({
  labels: t.field({
    type: [Label],
    description: 'Labels of a business account. Fails with SESSION_NOT_STARTED or SESSION_NOT_CONNECTED.',
    access: ofSession,
    rest: { method: 'GET', path: LABELS, status: 200, tag: 'labels', errors },
    args: { sessionId: t.arg.id({ required: true, description: 'The session.' }) },
    resolve: (_root, { sessionId }, { services }) => services.labels.list(sessionId),
  }),
  label: t.field({
    type: Label,
    nullable: true,
    description: 'A label. Fails with NOT_FOUND.',
    access: ofSession,
    rest: { method: 'GET', path: `${LABELS}/{labelId}`, status: 200, tag: 'labels', errors },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      labelId: t.arg.id({ required: true, description: "WhatsApp's id of the label.", validate: labelIdRule }),
    },
    resolve: (_root, { sessionId, labelId }, { services }) => services.labels.get(sessionId, labelId),
  }),
  chatLabels: t.field({
    type: [Label],
    description: 'The labels that a chat carries.',
    access: ofSession,
    rest: { method: 'GET', path: CHAT_LABELS, status: 200, tag: 'labels', errors },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      chatId: t.arg({ type: 'Jid', required: true, description: 'Address of the chat.' }),
    },
    resolve: (_root, { sessionId, chatId }, { services }) => services.labels.ofChat(sessionId, chatId),
  }),
}));

const ChatLabelInput = builder.inputType('ChatLabelInput', {
  description: 'A label and a chat.',
  validate: rules({ labelId: labelIdRule }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Address of the chat.' }),
    labelId: t.id({ required: true, description: "WhatsApp's id of the label." }),
  }),
});

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  const route = (method: 'POST' | 'DELETE', path: string) =>
    ({
      method,
      path,
      status: 200,
      tag: 'labels',
      result: 'empty',
      beside: { success: true },
      errors: [...errors, 422],
    }) as const;
  const input = () => t.arg({ type: ChatLabelInput, required: true, description: 'Which label, and which chat.' });
  return {
    addChatLabel: t.field({
      type: Label,
      description:
        'Puts a label on a chat. Fails with NOT_FOUND for a label that the account does not have, with BUSINESS_ONLY where it can have none.',
      access,
      rest: route('POST', CHAT_LABELS),
      args: { input: input() },
      resolve: (_root, { input: { sessionId, chatId, labelId } }, { services }) =>
        services.labels.set(sessionId, chatId, labelId, true),
    }),
    removeChatLabel: t.field({
      type: Label,
      description:
        'Takes a label off a chat. Fails with NOT_FOUND for a label that the account does not have, with BUSINESS_ONLY where it can have none.',
      access,
      rest: route('DELETE', `${CHAT_LABELS}/{labelId}`),
      args: { input: input() },
      resolve: (_root, { input: { sessionId, chatId, labelId } }, { services }) =>
        services.labels.set(sessionId, chatId, labelId, false),
    }),
  };
});
