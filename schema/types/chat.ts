import { isGroup, type ChatKind as Kind, type Jid } from '../../src/domain/jid.js';
import { builder } from '../builder.js';
import { messageCursor, PAGE_SIZE, pageArgs, pageOf } from '../connection.js';
import { loadersOf } from '../loaders.js';
import { ofChat, sessionOf } from '../relations.js';
import { whole } from '../rules.js';
import { MessageConnection } from './message.js';
import { Chat, Session } from './rows.js';

const ChatKind = builder.enumType('ChatKind', {
  description: 'What a chat is.',
  values: {
    INDIVIDUAL: { value: 'individual', description: 'One other person.' },
    GROUP: { value: 'group', description: 'A group.' },
    CHANNEL: { value: 'channel', description: 'A channel.' },
    STATUS: { value: 'status', description: 'Status updates.' },
    BROADCAST: { value: 'broadcast', description: 'A broadcast list.' },
    UNKNOWN: { value: 'unknown', description: 'A kind that the gateway does not know.' },
  } as const,
});

builder.prismaObjectFields(Chat, (t) => ({
  id: t.id({
    description: 'Unique over all sessions; the key for client caches. Operations take `chatId`.',
    rest: { omit: true },
    resolve: ({ sessionId, id }) => `${sessionId}:${id}`,
  }),
  chatId: t.expose('id', {
    type: 'Jid',
    description: 'WhatsApp address of the chat, which operations take.',
    rest: { name: 'id' },
  }),
  session: t.field({
    type: Session,
    description: 'The session that sees it so.',
    rest: { omit: true },
    resolve: (chat, _args, context) => sessionOf(chat, context),
  }),
  name: t.exposeString('name', {
    description: 'Subject of the group or name of the contact; the address if unknown.',
  }),
  isGroup: t.boolean({ description: 'Whether it is a group.', resolve: ({ id }) => isGroup(id as Jid) }),
  kind: t.field({ type: ChatKind, description: 'What it is.', resolve: ({ kind }) => kind as Kind }),
  unreadCount: t.exposeInt('unreadCount', { description: 'Messages that came in and were not read.' }),
  lastMessageAt: t.expose('lastMessageAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the newest message was sent.',
    rest: { name: 'timestamp', form: 'epochSeconds', ifNull: 0 },
  }),
  lastMessage: t.exposeString('lastMessage', {
    nullable: true,
    description: 'Text of the newest message.',
    rest: { omitNull: true },
  }),
  messages: t.field({
    type: MessageConnection,
    description: 'Stored messages, newest first.',
    rest: { omit: true },
    args: pageArgs(),
    resolve: async (chat, { first, after }, context) => {
      const [limit, behind] = [first ?? PAGE_SIZE, messageCursor.parse(after)];
      const key = { parent: { sessionId: chat.sessionId, chatId: chat.id }, limit: limit + 1, behind };
      const rows = await loadersOf(context).chatMessages.load(key);
      return pageOf(ofChat(rows, chat), limit, behind !== undefined, messageCursor.of);
    },
  }),
}));

const ChatEdge = builder.edgeObject({
  type: Chat,
  name: 'ChatEdge',
  description: 'A chat with its place in the list.',
});
export const ChatConnection = builder.connectionObject(
  { type: Chat, name: 'ChatConnection', description: 'A page of chats, the one with the newest message first.' },
  ChatEdge,
);

builder.queryField('chats', (t) =>
  t.field({
    type: [Chat],
    description:
      'Chats of a started session by number of page, newest first. Fails with SESSION_NOT_STARTED otherwise.',
    access: { role: 'viewer', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{id}/chats',
      status: 200,
      tag: 'sessions',
      args: {
        sessionId: { from: 'path', name: 'id', uuid: true },
        limit: { from: 'query', lenient: true },
        offset: { from: 'query', lenient: true },
      },
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      limit: t.arg.int({ defaultValue: 1000, description: 'How many, 1 to 1000.', validate: whole(1, 1000) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
    },
    resolve: (_root, { sessionId, limit, offset }, { services }) =>
      services.chats.list(sessionId, { limit: limit ?? 1000, offset: offset ?? 0 }),
  }),
);
