import { parseJid } from '../../src/domain/jid.js';
import { builder } from '../builder.js';
import { Reaction, reactionsOf } from './message-parts.js';

interface Group {
  readonly emoji: string;
  readonly senders: ReturnType<typeof reactionsOf>;
}

const ReactionGroup = builder.objectRef<Group>('ReactionGroup').implement({
  description: 'Everybody who reacted to a message in the same way.',
  access: 'viewer',
  fields: (t) => ({
    emoji: t.exposeString('emoji', { description: 'The reaction.' }),
    senders: t.expose('senders', { type: [Reaction], description: 'Who reacted with it.' }),
  }),
});

builder.queryField('messageReactions', (t) =>
  t.field({
    type: [ReactionGroup],
    description: 'The reactions to a stored message, by what they are. Fails with NOT_FOUND.',
    access: { role: 'viewer', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/messages/{chatId}/{messageId}/reactions',
      status: 200,
      tag: 'messages',
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      chatId: t.arg({ type: 'Jid', required: true, description: 'The chat it is in.' }),
      messageId: t.arg.id({ required: true, description: 'The documented id, `true_628123456789@c.us_3EB0A1`.' }),
    },
    resolve: async (_root, { sessionId, chatId, messageId }, { services }) => {
      const message = await services.history.message({ sessionId, chatId: parseJid(chatId), messageId });
      const reactions = reactionsOf(message);
      const emojis = new Set(reactions.map(({ emoji }) => emoji));
      return [...emojis].map((emoji) => ({ emoji, senders: reactions.filter((each) => each.emoji === emoji) }));
    },
  }),
);
