import { parseJid } from '../../src/domain/jid.js';
import type { LiveMessage } from '../../src/services/history-service.js';
import { builder } from '../builder.js';
import { whole } from '../rules.js';
import { MessageType } from './message.js';

const LiveMessageType = builder.objectRef<LiveMessage>('LiveMessage').implement({
  description: 'A message as WhatsApp has it now. It need not be stored here.',
  access: 'viewer',
  fields: (t) => ({
    waMessageId: t.exposeID('waMessageId', {
      description: 'The documented id, as that of a stored message.',
      rest: { name: 'id' },
    }),
    chatId: t.expose('chatId', { type: 'Jid', description: 'Address of its chat.' }),
    author: t.expose('author', { type: 'Jid', description: 'Who wrote it; in a group the participant.' }),
    from: t.expose('from', { type: 'Jid', description: 'Sender as WhatsApp addresses it: in a group, the group.' }),
    to: t.expose('to', { type: 'Jid', description: 'Recipient as WhatsApp addresses it.' }),
    isGroup: t.exposeBoolean('isGroup', { description: 'Whether its chat is a group.' }),
    fromMe: t.exposeBoolean('fromMe', { description: 'Whether this account wrote it.' }),
    type: t.expose('type', { type: MessageType, description: 'What it is.' }),
    body: t.exposeString('body', { description: 'The text, or the caption. Empty if there is none.' }),
    hasMedia: t.exposeBoolean('hasMedia', { description: 'Whether it carries a file.', rest: { omit: true } }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      description: 'When WhatsApp says it was sent.',
      rest: { name: 'timestamp', form: 'epochSeconds' },
    }),
  }),
});

builder.queryField('liveHistory', (t) =>
  t.field({
    type: [LiveMessageType],
    description: 'Messages of a chat, newest first, asked of WhatsApp now instead of the store.',
    access: { role: 'viewer', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/messages/{chatId}/history',
      status: 200,
      tag: 'messages',
      args: { limit: { from: 'query', lenient: true } },
      errors: [404, 409, 501],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session that asks.' }),
      chatId: t.arg({ type: 'Jid', required: true, description: 'Address of the chat.' }),
      limit: t.arg.int({
        defaultValue: 50,
        description: 'How many, 1 to 2000; no more than 100 come without `deep`.',
        validate: whole(1, 2000),
      }),
      deep: t.arg.boolean({ defaultValue: false, description: 'As far back as 2000 messages, which takes its time.' }),
    },
    resolve: (_root, { sessionId, chatId, limit, deep }, { services }) =>
      services.history.live(sessionId, parseJid(chatId), { limit: limit ?? 50, deep: deep ?? false }),
  }),
);
