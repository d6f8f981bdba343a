import { parseJid } from '../../src/domain/jid.js';
import type { LiveMessage } from '../../src/services/history-service.js';
import { builder } from '../builder.js';
import { whole } from '../rules.js';
import { MessageType } from './message.js';

const LiveMessageType = builder.objectRef<LiveMessage>('LiveMessage').implement({
  description: 'A message as WhatsApp has it now. It need not be stored here.',
  access: 'viewer',
  fields: (t) => ({
    waMessageId: t.exposeID('waMessageId', { description: 'The documented id, as that of a stored message.' }),
    chatId: t.expose('chatId', { type: 'Jid', description: 'Address of its chat.' }),
    author: t.expose('author', { type: 'Jid', description: 'Who wrote it; in a group the participant.' }),
    fromMe: t.exposeBoolean('fromMe', { description: 'Whether this account wrote it.' }),
    type: t.expose('type', { type: MessageType, description: 'What it is.' }),
    body: t.exposeString('body', { description: 'The text, or the caption. Empty if there is none.' }),
    hasMedia: t.exposeBoolean('hasMedia', { description: 'Whether it carries a file.' }),
    sentAt: t.expose('sentAt', { type: 'DateTime', description: 'When WhatsApp says it was sent.' }),
  }),
});

builder.queryField('liveHistory', (t) =>
  t.field({
    type: [LiveMessageType],
    description: 'Messages of a chat, newest first, asked of WhatsApp now instead of the store.',
    access: { role: 'viewer', session: 'sessionId' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session that asks.' }),
      chatId: t.arg({ type: 'Jid', required: true, description: 'Address of the chat.' }),
      limit: t.arg.int({ defaultValue: 50, description: 'How many, 1 to 100.', validate: whole(1, 100) }),
    },
    resolve: (_root, { sessionId, chatId, limit }, { services }) =>
      services.history.live(sessionId, parseJid(chatId), limit ?? 50),
  }),
);
