import {
  edited,
  idOf,
  reacted,
  received,
  revoked,
  sentAndAcked,
  stored,
  storedEdited,
  storedRevoked,
} from '../expected.js';
import { send } from '../operations.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import type { Contact } from '../words.js';

const operation = (field: string): string => {
  const input = `${field[0]?.toUpperCase() ?? ''}${field.slice(1)}Input`;
  return `mutation ($input: ${input}!) { result: ${field}(input: $input) { message { waMessageId body type } } }`;
};
const operate = (stage: Stage, field: string, input: Record<string, unknown>): Promise<unknown> =>
  stage.ask(operation(field), { input });

/** A text of the account that is on its way. */
async function ownText(stage: Stage, to: Contact, body: string) {
  const stanzaId = await send(stage, 'sendText', { chatId: to.id, text: body });
  const message = { stanzaId, chatId: to.id, body };
  await stage.event('MESSAGE_ACK');
  return { message, seen: { saw: 'message', chat: to.id, stanzaId, text: body } as const };
}

/** A text of somebody that is stored. */
async function theirText(stage: Stage, from: Contact, body: string) {
  const stanzaId = await stage.world.write({ text: body }, { from });
  await stage.event('MESSAGE_RECEIVED', (data) => String(data.id).includes(stanzaId));
  return { stanzaId, chatId: from.id, from, body };
}

export const MESSAGE_OPERATIONS: readonly Scenario[] = [
  {
    title: 'a reaction is seen, replaced and taken back',
    proves: ['REACT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const message = await theirText(stage, rina, 'Done!');
      const messageId = idOf(message);

      for (const emoji of ['👍', '🎉', '']) {
        await operate(stage, 'reactToMessage', { messageId, emoji });
        await stage.event('MESSAGE_REACTION', (data) => data.reaction === emoji);
      }

      const of = message.stanzaId;
      return {
        seen: ['👍', '🎉', ''].map((emoji) => ({ saw: 'reaction', chat: rina.id, of, emoji }) as const),
        events: [
          received(stage, message),
          reacted(message, stage.me, '👍', { [stage.me]: '👍' }),
          reacted(message, stage.me, '🎉', { [stage.me]: '🎉' }),
          reacted(message, stage.me, '', {}),
        ],
      };
    },
  },
  {
    title: 'a sent text is changed',
    proves: ['EDIT', 'SEND_TEXT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const { message, seen } = await ownText(stage, rina, 'See you at nien');

      const answer = await operate(stage, 'editMessage', { messageId: idOf(message), body: 'See you at nine' });

      expect(answer).toEqual({
        result: { message: { waMessageId: idOf(message), body: 'See you at nine', type: 'TEXT' } },
      });
      return {
        seen: [seen, { saw: 'edit', chat: rina.id, of: message.stanzaId, text: 'See you at nine' }],
        events: [...sentAndAcked(stage, message), edited(stage, message, 'See you at nine')],
        rows: [storedEdited(stage, message, 'See you at nine')],
      };
    },
  },
  {
    title: 'a sent text is deleted for everyone',
    proves: ['DELETE_FOR_EVERYONE', 'SEND_TEXT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const { message, seen } = await ownText(stage, rina, 'Wrong chat');

      await operate(stage, 'deleteMessage', { messageId: idOf(message) });

      return {
        seen: [seen, { saw: 'deletion', chat: rina.id, of: message.stanzaId }],
        events: [...sentAndAcked(stage, message), revoked(stage, message)],
        rows: [storedRevoked(stage, message)],
      };
    },
  },
  {
    title: 'a message is deleted for this account only',
    proves: ['DELETE_FOR_ME'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const message = await theirText(stage, rina, 'Not for long');

      await operate(stage, 'deleteMessage', { messageId: idOf(message), forEveryone: false });

      return {
        seen: [{ saw: 'deletion for me', chat: rina.id, of: message.stanzaId }],
        events: [received(stage, message)],
        rows: [storedRevoked(stage, message)],
      };
    },
  },
  {
    title: 'a message is starred, and no longer',
    proves: ['STAR'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const message = await theirText(stage, rina, 'Account 12 34 56');

      for (const starred of [true, false]) await operate(stage, 'starMessage', { messageId: idOf(message), starred });

      const of = message.stanzaId;
      return {
        seen: [
          { saw: 'star', chat: rina.id, of, starred: true },
          { saw: 'star', chat: rina.id, of, starred: false },
        ],
        events: [received(stage, message)],
        rows: [stored(stage, message)],
      };
    },
  },
  {
    title: 'a text is answered, and the answer shows what it answers to',
    proves: ['REPLY'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const question = await theirText(stage, rina, 'Nine or ten?');

      const stanzaId = await send(stage, 'replyToMessage', {
        chatId: rina.id,
        quotedMessageId: idOf(question),
        text: 'Nine.',
      });

      const quotedMessage = { id: idOf(question), body: question.body };
      const answer = { stanzaId, chatId: rina.id, body: 'Nine.', quotedMessage };
      return {
        seen: [{ saw: 'message', chat: rina.id, stanzaId, text: 'Nine.', quotes: question.stanzaId }],
        events: [received(stage, question), ...sentAndAcked(stage, answer)],
        rows: [stored(stage, question), stored(stage, answer)],
      };
    },
  },
  {
    title: 'a message is forwarded to somebody else, marked as such',
    proves: ['FORWARD'],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const original = await theirText(stage, rina, 'Gate code: 4711');

      const stanzaId = await send(stage, 'forwardMessage', { messageId: idOf(original), toChatId: caio.id });

      const copy = { stanzaId, chatId: caio.id, body: original.body };
      return {
        seen: [{ saw: 'message', chat: caio.id, stanzaId, text: original.body, forwarded: true }],
        events: [received(stage, original), ...sentAndAcked(stage, copy)],
        rows: [stored(stage, original), stored(stage, copy)],
      };
    },
  },
];
