import type { Message as MessageRow } from '../../src/store/store.js';
import { awaited } from '../awaited.js';
import { builder } from '../builder.js';
import type { RestRoute } from '../metadata.js';
import { notEmpty, rules } from '../rules.js';
import {
  CONTACT_RULES,
  contactFields,
  LOCATION_RULES,
  locationFields,
  mentionsRule,
  messageText,
  POLL_RULES,
  pollFields,
  textFields,
} from './content-fields.js';
import { Message } from './rows.js';
import { sendArgs, WITHOUT_WAIT } from './send-wait.js';

export const SendPayload = builder.objectRef<{ readonly message: MessageRow }>('SendPayload').implement({
  description: 'What a send answers.',
  access: 'operator',
  fields: (t) => ({
    message: t.expose('message', {
      type: Message,
      description: 'The message as it was stored. Accepted is not delivered: follow `messageAck`.',
      rest: { flatten: true },
    }),
  }),
});

/** The documented answer wherever a message is sent or changed. */
export const ACCEPTED = '{ message { messageId: waMessageId timestamp: sentAt } }';

/** What a field that sends does, with what keeps it from that. @param others of its own */
export const sending = (does: string, ...others: readonly string[]): string =>
  [
    does,
    'Fails with SESSION_NOT_CONNECTED; with NOT_IMPLEMENTED if the engine of the session cannot do it;',
    ...others.map((other) => `with ${other};`),
    'with SEND_UNKNOWN if it may have left, or not.',
  ].join(' ');

/** The documented route of what is done with messages. */
export const messageRoute = (name: string): RestRoute => ({
  method: 'POST',
  path: `/api/sessions/{sessionId}/messages/${name}`,
  status: 200,
  tag: 'messages',
  errors: [404, 409, 501],
});
/** The documented route of a send. */
export const sendRoute = (name: string): RestRoute => ({
  ...messageRoute(name),
  status: 201,
  selection: ACCEPTED,
  args: WITHOUT_WAIT,
});

const SendTextInput = builder.inputType('SendTextInput', {
  description: 'A text to send.',
  validate: rules({ text: messageText(), mentions: mentionsRule }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    ...textFields(t),
    mentions: t.field({
      type: ['Jid'],
      description: 'People to mention, up to 1024. The text says where: `@628123456789`.',
    }),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
  }),
});

const SendLocationInput = builder.inputType('SendLocationInput', {
  description: 'A place to send.',
  validate: rules(LOCATION_RULES),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    ...locationFields(t),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
  }),
});

const SendContactInput = builder.inputType('SendContactInput', {
  description: 'A contact card to send.',
  validate: rules(CONTACT_RULES),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    ...contactFields(t),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
  }),
});

const SendPollInput = builder.inputType('SendPollInput', {
  description: 'A poll to send.',
  validate: rules(POLL_RULES),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    ...pollFields(t),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
  }),
});

const ReplyToMessageInput = builder.inputType('ReplyToMessageInput', {
  description: 'An answer to a message.',
  validate: rules({ quotedMessageId: notEmpty(), text: messageText(), mentions: mentionsRule }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that answers.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'The chat that the message is in.' }),
    quotedMessageId: t.id({ required: true, description: 'Id of the message that is answered; it must be stored.' }),
    text: t.string({ required: true, description: 'The answer, up to 4096 characters.' }),
    mentions: t.field({
      type: ['Jid'],
      description: 'People to mention, up to 1024. The text says where: `@628123456789`.',
    }),
  }),
});

const ForwardMessageInput = builder.inputType('ForwardMessageInput', {
  description: 'A message to forward.',
  validate: rules({ messageId: notEmpty() }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that has it and forwards it.' }),
    messageId: t.id({ required: true, description: 'Id of the message; it must be stored.' }),
    toChatId: t.field({ type: 'Jid', required: true, description: 'Where to.' }),
    fromChatId: t.field({
      type: 'Jid',
      description: 'The chat it is in, as a check: NOT_FOUND if it is in another.',
      rest: { required: true },
    }),
  }),
});

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  return {
    sendText: t.field({
      type: SendPayload,
      description: sending('Sends a text from a connected session.'),
      access,
      rest: sendRoute('send-text'),
      args: {
        input: t.arg({ type: SendTextInput, required: true, description: 'What to send, and where.' }),
        ...sendArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.sendText(input), wait, context),
    }),
    sendLocation: t.field({
      type: SendPayload,
      description: sending('Sends a place.'),
      access,
      rest: sendRoute('send-location'),
      args: {
        input: t.arg({ type: SendLocationInput, required: true, description: 'What to send, and where.' }),
        ...sendArgs(),
      },
      resolve: (_root, { input, ...wait }, context) =>
        awaited(context.services.sends.sendLocation(input), wait, context),
    }),
    sendContact: t.field({
      type: SendPayload,
      description: sending('Sends a contact card.'),
      access,
      rest: sendRoute('send-contact'),
      args: {
        input: t.arg({ type: SendContactInput, required: true, description: 'What to send, and where.' }),
        ...sendArgs(),
      },
      resolve: (_root, { input, ...wait }, context) =>
        awaited(context.services.sends.sendContact(input), wait, context),
    }),
    sendPoll: t.field({
      type: SendPayload,
      description: sending('Sends a poll.'),
      access,
      rest: sendRoute('send-poll'),
      args: {
        input: t.arg({ type: SendPollInput, required: true, description: 'What to send, and where.' }),
        ...sendArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.sendPoll(input), wait, context),
    }),
    replyToMessage: t.field({
      type: SendPayload,
      description: sending('Answers a stored message with a text.', 'NOT_FOUND if the message is not stored'),
      access,
      rest: sendRoute('reply'),
      args: {
        input: t.arg({ type: ReplyToMessageInput, required: true, description: 'What to answer, and to what.' }),
        ...sendArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.sendText(input), wait, context),
    }),
    forwardMessage: t.field({
      type: SendPayload,
      description: sending('Sends a stored message on to another chat.', 'NOT_FOUND if the message is not stored'),
      access,
      rest: sendRoute('forward'),
      args: {
        input: t.arg({ type: ForwardMessageInput, required: true, description: 'Which message, and where to.' }),
        ...sendArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.forward(input), wait, context),
    }),
  };
});
