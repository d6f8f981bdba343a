import { z } from 'zod';
import type { Message as MessageRow } from '../../src/store/store.js';
import { builder } from '../builder.js';
import type { RestRoute } from '../metadata.js';
import { notEmpty, rules, text } from '../rules.js';
import { Message } from './rows.js';
import { awaited, waitArgs, WITHOUT_WAIT } from './send-wait.js';

const MAX_MENTIONS = 1024;
const MAX_OPTIONS = 12;
/** A number as people write it, and how many digits are in it. */
const NUMBER = /^\+?[0-9 ().-]+$/;
const digitsIn = (number: string): number => number.replace(/\D/g, '').length;

/** The text of a message. */
export const messageText = () => notEmpty().max(4096, 'must be shorter than or equal to 4096 characters');
export const mentionsRule = z
  .array(z.string())
  .max(MAX_MENTIONS, `must contain no more than ${MAX_MENTIONS} elements`)
  .nullish();

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
    text: t.string({ required: true, description: 'The text, up to 4096 characters.' }),
    mentions: t.field({
      type: ['Jid'],
      description: 'People to mention, up to 1024. The text says where: `@628123456789`.',
    }),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
    linkPreview: t.boolean({
      defaultValue: false,
      description: 'Whether to show what is behind the first link of the text. Somebody has to fetch that page.',
    }),
  }),
});

const SendLocationInput = builder.inputType('SendLocationInput', {
  description: 'A place to send.',
  validate: rules({
    latitude: z.number().min(-90, 'must not be less than -90').max(90, 'must not be greater than 90'),
    longitude: z.number().min(-180, 'must not be less than -180').max(180, 'must not be greater than 180'),
    description: text(0, 1024).nullish(),
    address: text(0, 1024).nullish(),
  }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    latitude: t.float({ required: true, description: 'Degrees north of the equator, -90 to 90.' }),
    longitude: t.float({ required: true, description: 'Degrees east of Greenwich, -180 to 180.' }),
    description: t.string({ description: 'What the place is called, up to 1024 characters.' }),
    address: t.string({ description: 'Its address, up to 1024 characters.' }),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
  }),
});

const SendContactInput = builder.inputType('SendContactInput', {
  description: 'A contact card to send.',
  validate: rules({
    contactName: text(1, 255).refine((name) => name.trim() !== '', 'should not be empty'),
    contactNumber: text(1, 30).refine(
      (number) => NUMBER.test(number) && digitsIn(number) >= 5 && digitsIn(number) <= 15,
      'must be a phone number: 5 to 15 digits, country code first',
    ),
  }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    contactName: t.string({ required: true, description: 'Name on the card, up to 255 characters.' }),
    contactNumber: t.string({ required: true, description: 'Phone number on the card, country code first.' }),
    quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
  }),
});

const SendPollInput = builder.inputType('SendPollInput', {
  description: 'A poll to send.',
  validate: rules({
    question: text(1, 255),
    options: z
      .array(text(1, 100))
      .min(2, 'must contain at least 2 elements')
      .max(MAX_OPTIONS, `must contain no more than ${MAX_OPTIONS} elements`)
      .refine((options) => new Set(options).size === options.length, 'must not contain the same answer twice'),
  }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    question: t.string({
      required: true,
      description: 'What is asked, up to 255 characters.',
      rest: { name: 'name' },
    }),
    options: t.stringList({ required: true, description: '2 to 12 different answers, each up to 100 characters.' }),
    multiple: t.boolean({
      defaultValue: false,
      description: 'Whether people may choose several answers.',
      rest: { name: 'allowMultipleAnswers' },
    }),
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
      description: 'Sends a text from a connected session. Fails with SESSION_NOT_CONNECTED otherwise.',
      access,
      rest: sendRoute('send-text'),
      args: {
        input: t.arg({ type: SendTextInput, required: true, description: 'What to send, and where.' }),
        ...waitArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.sendText(input), wait, context),
    }),
    sendLocation: t.field({
      type: SendPayload,
      description: 'Sends a place.',
      access,
      rest: sendRoute('send-location'),
      args: {
        input: t.arg({ type: SendLocationInput, required: true, description: 'What to send, and where.' }),
        ...waitArgs(),
      },
      resolve: (_root, { input, ...wait }, context) =>
        awaited(context.services.sends.sendLocation(input), wait, context),
    }),
    sendContact: t.field({
      type: SendPayload,
      description: 'Sends a contact card.',
      access,
      rest: sendRoute('send-contact'),
      args: {
        input: t.arg({ type: SendContactInput, required: true, description: 'What to send, and where.' }),
        ...waitArgs(),
      },
      resolve: (_root, { input, ...wait }, context) =>
        awaited(context.services.sends.sendContact(input), wait, context),
    }),
    sendPoll: t.field({
      type: SendPayload,
      description: 'Sends a poll.',
      access,
      rest: sendRoute('send-poll'),
      args: {
        input: t.arg({ type: SendPollInput, required: true, description: 'What to send, and where.' }),
        ...waitArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.sendPoll(input), wait, context),
    }),
    replyToMessage: t.field({
      type: SendPayload,
      description: 'Answers a stored message with a text. Fails with NOT_FOUND if the message is not stored.',
      access,
      rest: sendRoute('reply'),
      args: {
        input: t.arg({ type: ReplyToMessageInput, required: true, description: 'What to answer, and to what.' }),
        ...waitArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.sendText(input), wait, context),
    }),
    forwardMessage: t.field({
      type: SendPayload,
      description: 'Sends a stored message on to another chat. Fails with NOT_FOUND if the message is not stored.',
      access,
      rest: sendRoute('forward'),
      args: {
        input: t.arg({ type: ForwardMessageInput, required: true, description: 'Which message, and where to.' }),
        ...waitArgs(),
      },
      resolve: (_root, { input, ...wait }, context) => awaited(context.services.sends.forward(input), wait, context),
    }),
  };
});
