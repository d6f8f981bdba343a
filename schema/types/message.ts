import type { Ack } from '../../src/domain/ack.js';
import { ACK, statusOf } from '../../src/domain/ack.js';
import type { MessageDirection as Direction, MessageType as Type } from '../../src/domain/message.js';
import type { Message as MessageRow } from '../../src/store/store.js';
import { builder } from '../builder.js';
import { chatOf, sessionOf } from '../relations.js';
import { whole } from '../rules.js';
import {
  Media,
  mediaOf,
  MessageFailure,
  metadataOf,
  reactionsOf,
  Place,
  Poll,
  QuotedMessage,
  Reaction,
} from './message-parts.js';
import { Chat, Message, Session } from './rows.js';

export const MessageType = builder.enumType('MessageType', {
  description: 'What a message is.',
  values: {
    TEXT: { value: 'text', description: 'Text.' },
    IMAGE: { value: 'image', description: 'A picture; `body` is its caption.' },
    VIDEO: { value: 'video', description: 'A video; `body` is its caption.' },
    AUDIO: { value: 'audio', description: 'An audio file.' },
    VOICE: { value: 'voice', description: 'A voice note.' },
    DOCUMENT: { value: 'document', description: 'A file; `body` is its caption or name.' },
    STICKER: { value: 'sticker', description: 'A sticker.' },
    LOCATION: { value: 'location', description: 'A place.' },
    CONTACT: { value: 'contact', description: 'One or more contact cards.' },
    POLL: { value: 'poll', description: 'A poll.' },
    CALL: { value: 'call', description: 'A note about a call.' },
    REVOKED: { value: 'revoked', description: 'Deleted for everyone; `body` is empty.' },
    MASKED: { value: 'masked', description: 'WhatsApp keeps the content from this device.' },
    UNKNOWN: { value: 'unknown', description: 'A kind that the engine does not know.' },
  } as const,
});

export const MessageDirection = builder.enumType('MessageDirection', {
  description: 'Which way a message went.',
  values: {
    INCOMING: { value: 'incoming', description: 'To this account.' },
    OUTGOING: { value: 'outgoing', description: 'From this account, on whichever device it was written.' },
  } as const,
});

export const MessageStatus = builder.enumType('MessageStatus', {
  description: 'How far a message got, in the documented words and UNKNOWN. Only moves forward.',
  values: {
    PENDING: {
      value: 'pending',
      description: 'Accepted by the gateway and being sent; WhatsApp does not have it yet.',
    },
    SENT: { value: 'sent', description: 'Accepted by WhatsApp.' },
    DELIVERED: { value: 'delivered', description: 'On the device of the recipient.' },
    READ: { value: 'read', description: 'Read, or played.' },
    FAILED: { value: 'failed', description: 'Refused; `Message.failure` says why.' },
    UNKNOWN: {
      value: 'unknown',
      description:
        'Given to the engine, and nobody knows whether WhatsApp took it: the gateway or the link ended meanwhile. An ack ' +
        'settles it, and so does repeating a request under its idempotency key that was not answered.',
      // The documented API has no such word.
      extensions: { rest: 'pending' },
    },
  } as const,
});

export const AckEnum = builder.enumType('Ack', {
  description: 'How far a message got, as WhatsApp counts it.',
  values: {
    ERROR: { value: ACK.ERROR, description: 'Refused.' },
    PENDING: { value: ACK.PENDING, description: 'Not yet accepted by WhatsApp.' },
    SERVER: { value: ACK.SERVER, description: 'Accepted by WhatsApp.' },
    DEVICE: { value: ACK.DEVICE, description: 'On the device of the recipient.' },
    READ: { value: ACK.READ, description: 'Read.' },
    PLAYED: { value: ACK.PLAYED, description: 'A voice note or video was played.' },
  } as const,
});

builder.prismaObjectFields(Message, (t) => ({
  id: t.exposeID('id', { description: 'Id of the stored row, unique over all sessions; the key for client caches.' }),
  waMessageId: t.exposeID('waMessageId', {
    description: 'The id that operations take and webhooks carry, such as `true_628123456789@c.us_3EB0A1`.',
  }),
  sessionId: t.exposeID('sessionId', { description: 'The session that holds it.' }),
  session: t.field({
    type: Session,
    description: 'The session that holds it.',
    rest: { omit: true },
    resolve: (message, _args, context) => sessionOf(message, context),
  }),
  chatId: t.expose('chatId', { type: 'Jid', description: 'Address of the chat it belongs to.' }),
  chat: t.field({
    type: Chat,
    description: 'The chat it belongs to.',
    rest: { omit: true },
    resolve: (message, _args, context) => chatOf(message, context),
  }),
  author: t.expose('author', {
    type: 'Jid',
    description: 'Who wrote it; in a group the participant, never the group.',
  }),
  authorName: t.exposeString('authorName', {
    nullable: true,
    description: 'The name the author had given themselves when it was sent.',
    rest: { omit: true },
  }),
  from: t.expose('from', { type: 'Jid', description: 'Sender as WhatsApp addresses it: in a group, the group.' }),
  to: t.expose('to', { type: 'Jid', description: 'Recipient as WhatsApp addresses it.' }),
  body: t.exposeString('body', { description: 'The text, or the caption. Empty if there is none.' }),
  type: t.field({
    type: MessageType,
    description: 'What it is.',
    resolve: ({ type }) => type as Type,
  }),
  direction: t.field({
    type: MessageDirection,
    description: 'Which way it went.',
    resolve: ({ direction }) => direction as Direction,
  }),
  fromMe: t.boolean({
    description: 'Whether this account wrote it.',
    rest: { omit: true },
    resolve: ({ direction }) => direction === 'outgoing',
  }),
  sentAt: t.expose('sentAt', {
    type: 'DateTime',
    description: 'When WhatsApp says it was sent.',
    rest: { name: 'timestamp', form: 'epochSeconds' },
  }),
  ack: t.field({
    type: AckEnum,
    description: 'How far it got. Incoming messages stay where they were stored.',
    rest: { omit: true },
    resolve: ({ ack }) => ack as Ack,
  }),
  status: t.field({
    type: MessageStatus,
    description: 'How far it got, in the documented words.',
    resolve: (message) =>
      message.ack === ACK.PENDING && metadataOf(message).sendState === 'unknown'
        ? 'unknown'
        : statusOf(message.ack as Ack),
  }),
  failure: t.field({
    type: MessageFailure,
    nullable: true,
    description: 'Why it FAILED, where that is known; null otherwise.',
    rest: { omit: true },
    resolve: (message) => metadataOf(message).failure ?? null,
  }),
  editedAt: t.expose('editedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When its author last changed the text; null: never.',
    rest: { omit: true },
  }),
  starred: t.exposeBoolean('starred', {
    description: 'Whether this account starred it.',
    rest: { omit: true },
  }),
  authorLid: t.field({
    type: 'Jid',
    nullable: true,
    description: 'Privacy alias of the author, where it is known and `author` may be the number.',
    rest: { omit: true },
    resolve: (message) => metadataOf(message).authorLid ?? null,
  }),
  mentions: t.field({
    type: ['Jid'],
    description: 'Whom it mentions.',
    rest: { omit: true },
    resolve: (message) => [...(metadataOf(message).mentionedIds ?? [])],
  }),
  quoted: t.field({
    type: QuotedMessage,
    nullable: true,
    description: 'The message it answers; null if it answers none.',
    rest: { omit: true },
    resolve: (message) => metadataOf(message).quotedMessage ?? null,
  }),
  reactions: t.field({
    type: [Reaction],
    description: 'The reactions to it, one per person.',
    rest: { omit: true },
    resolve: reactionsOf,
  }),
  media: t.field({
    type: Media,
    nullable: true,
    description: 'The file it carries; null for none, and for one that the engine was not asked to store.',
    rest: { omit: true },
    resolve: mediaOf,
  }),
  location: t.field({
    type: Place,
    nullable: true,
    description: 'Where a LOCATION points; null otherwise.',
    rest: { omit: true },
    resolve: (message) => metadataOf(message).location ?? null,
  }),
  poll: t.field({
    type: Poll,
    nullable: true,
    description: 'What a POLL lets people choose from; null otherwise. `body` is the question.',
    rest: { omit: true },
    resolve: (message) => metadataOf(message).poll ?? null,
  }),
  metadata: t.expose('metadata', {
    type: 'JSON',
    nullable: true,
    description: 'Reactions, mentions, the quoted message, the place: what the fields of those names are read from.',
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored.' }),
}));

const MessageEdge = builder.edgeObject({
  type: Message,
  name: 'MessageEdge',
  description: 'A message with its place in the list.',
});
export const MessageConnection = builder.connectionObject(
  { type: Message, name: 'MessageConnection', description: 'A page of messages, newest first.' },
  MessageEdge,
);

const MessageList = builder
  .objectRef<{ readonly messages: readonly MessageRow[]; readonly total: number }>('MessageList')
  .implement({
    description: 'A stretch of the stored history.',
    access: 'viewer',
    fields: (t) => ({
      messages: t.field({
        type: [Message],
        description: 'Newest first.',
        resolve: ({ messages }) => [...messages],
      }),
      total: t.exposeInt('total', { description: 'How many messages fit the filters, on all pages.' }),
    }),
  });

builder.queryField('messages', (t) =>
  t.field({
    type: MessageList,
    description:
      'Stored messages of a session by number of page. For walking through many, `Session.messages` is faster.',
    access: { role: 'viewer', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/messages',
      status: 200,
      tag: 'messages',
      args: { limit: { from: 'query', lenient: true }, offset: { from: 'query', lenient: true } },
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      chatId: t.arg({ type: 'Jid', description: 'Only messages of this chat.' }),
      from: t.arg({ type: 'Jid', description: 'Only messages from this sender.' }),
      limit: t.arg.int({ defaultValue: 50, description: 'How many, 1 to 100.', validate: whole(1, 100) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
    },
    resolve: (_root, { sessionId, chatId, from, limit, offset }, { services }) =>
      services.history.page({
        sessionId,
        chatId: chatId ?? undefined,
        from: from ?? undefined,
        limit: limit ?? 50,
        offset: offset ?? 0,
      }),
  }),
);
