import type { Message as MessageRow } from '../../src/store/store.js';
import { builder, type InputFields } from '../builder.js';
import type { RestRoute } from '../metadata.js';
import { notEmpty, rules, text } from '../rules.js';
import { messageText } from './content-fields.js';
import { ACCEPTED, messageRoute } from './message-sends.js';
import { Message } from './rows.js';
import { keyArgs } from './send-wait.js';

const MessagePayload = builder.objectRef<{ readonly message: MessageRow }>('MessagePayload').implement({
  description: 'What an operation on a message answers.',
  access: 'operator',
  fields: (t) => ({
    message: t.expose('message', {
      type: Message,
      description: 'The message as it is stored now.',
      rest: { flatten: true },
    }),
  }),
});

/** The fields that say which message. @param session what the session has to do with it */
const named = (t: InputFields, session: string) => ({
  sessionId: t.id({ required: true, description: session }),
  messageId: t.id({ required: true, description: 'Id of the message, such as `true_628123456789@c.us_3EB0A1`.' }),
  chatId: t.field({
    type: 'Jid',
    description: 'The chat it is in, as a check: NOT_FOUND if it is in another.',
    rest: { required: true },
  }),
});

const ReactToMessageInput = builder.inputType('ReactToMessageInput', {
  description: 'A reaction to a message.',
  validate: rules({ messageId: notEmpty(), emoji: text(0, 32) }),
  fields: (t) => ({
    ...named(t, 'The session that reacts.'),
    emoji: t.string({ required: true, description: "The emoji; empty takes the account's reaction back." }),
  }),
});

const EditMessageInput = builder.inputType('EditMessageInput', {
  description: 'A new text for a message.',
  validate: rules({ messageId: notEmpty(), body: messageText() }),
  fields: (t) => ({
    ...named(t, 'The session that wrote it.'),
    body: t.string({ required: true, description: 'The new text, up to 4096 characters.' }),
  }),
});

const DeleteMessageInput = builder.inputType('DeleteMessageInput', {
  description: 'A message to delete.',
  validate: rules({ messageId: notEmpty() }),
  fields: (t) => ({
    ...named(t, 'The session that has it.'),
    forEveryone: t.boolean({
      defaultValue: true,
      description: 'For everyone in the chat; false: on the devices of this account only.',
    }),
  }),
});

const StarMessageInput = builder.inputType('StarMessageInput', {
  description: 'A message to star, or not to star any more.',
  validate: rules({ messageId: notEmpty() }),
  fields: (t) => ({
    ...named(t, 'The session that has it.'),
    starred: t.boolean({ required: true, description: 'Whether it is starred from now on.' }),
  }),
});

/** The documented route of what answers only that it was done. */
const doneRoute = (name: string): RestRoute => ({ ...messageRoute(name), result: 'empty', beside: { success: true } });

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  return {
    reactToMessage: t.field({
      type: MessagePayload,
      description: 'Reacts to a stored message, in place of an earlier reaction of this account.',
      access,
      rest: doneRoute('react'),
      args: {
        input: t.arg({ type: ReactToMessageInput, required: true, description: 'With what, and to what.' }),
        ...keyArgs(),
      },
      resolve: async (_root, { input }, { services }) => ({ message: await services.messages.react(input) }),
    }),
    editMessage: t.field({
      type: MessagePayload,
      description: 'Changes a text that this account sent. Fails with FORBIDDEN for a message of somebody else.',
      access,
      rest: { ...messageRoute('edit'), selection: ACCEPTED },
      args: {
        input: t.arg({ type: EditMessageInput, required: true, description: 'Which message, and its new text.' }),
      },
      resolve: async (_root, { input: { body, ...name } }, { services }) => ({
        message: await services.messages.edit({ ...name, text: body }),
      }),
    }),
    deleteMessage: t.field({
      type: MessagePayload,
      description: 'Deletes a stored message. What is stored of it is emptied; its type is REVOKED then.',
      access,
      rest: doneRoute('delete'),
      args: { input: t.arg({ type: DeleteMessageInput, required: true, description: 'Which message, and for whom.' }) },
      resolve: async (_root, { input: { forEveryone, ...name } }, { services }) => ({
        message: await services.messages.delete({ ...name, forEveryone: forEveryone ?? true }),
      }),
    }),
    starMessage: t.field({
      type: MessagePayload,
      description: 'Stars a stored message, or takes its star away.',
      access,
      args: { input: t.arg({ type: StarMessageInput, required: true, description: 'Which message.' }) },
      resolve: async (_root, { input }, { services }) => ({ message: await services.messages.star(input) }),
    }),
  };
});
