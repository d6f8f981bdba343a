import { idOf, received, sentAndAcked, stored, type Known } from '../expected.js';
import { send } from '../operations.js';
import { waitFor } from '../../support/wait.js';
import type { Scenario } from '../scenario.js';
import type { Content } from '../words.js';

const HISTORY = `query ($sessionId: ID!, $chatId: Jid!) {
  messages(sessionId: $sessionId, chatId: $chatId) { messages { body } }
}`;

const PLACE = { latitude: -6.2, longitude: 106.816 };
const OPTIONS = ['Nine', 'Ten', 'Never'];
/** What a contact can write besides text and files, and what is known of it then. */
const HOLDING: readonly (readonly [string, Content, Omit<Known, 'stanzaId' | 'chatId' | 'from'>])[] = [
  [
    'a place',
    { place: { ...PLACE, name: 'Depot' } },
    { body: 'Depot', type: 'location', location: { ...PLACE, description: 'Depot' } },
  ],
  [
    'a poll',
    { poll: { question: 'When?', options: OPTIONS } },
    { body: 'When?', type: 'poll', poll: { options: OPTIONS, multiple: false } },
  ],
  ['a contact card', { card: { name: 'Maya', number: '447700900123' } }, { body: 'Maya', type: 'contact' }],
];

export const RECEIVING: readonly Scenario[] = [
  {
    title: 'what the phone had before it was linked is stored, and nobody is told',
    proves: ['HISTORY_SYNC'],
    async play(stage) {
      for (const { chatId, bodies } of stage.world.historyBeforeLink) {
        const stored = async (): Promise<readonly string[]> => {
          const { messages } = await stage.ask<{ messages: { messages: { body: string }[] } }>(HISTORY, { chatId });
          return messages.messages.map(({ body }) => body).reverse();
        };
        await waitFor('the history', async () => (await stored()).length === bodies.length);
        expect(await stored()).toEqual(bodies);
      }
      const told = stage.everythingTold();
      for (const { chatId } of stage.world.historyBeforeLink) expect(told).not.toContain(chatId);
      return { seen: [] };
    },
  },
  {
    title: 'what contacts write is told once, in its order',
    proves: [],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const bodies = ['one', 'two', 'three 🚚', 'four\nlines', 'five'];

      const messages = [];
      for (const body of bodies) {
        const stanzaId = await stage.world.write({ text: body }, { from: rina });
        messages.push({ stanzaId, chatId: rina.id, from: rina, body });
      }

      return {
        seen: [],
        events: messages.map((message) => received(stage, message)),
        rows: messages.map((message) => stored(stage, message)),
      };
    },
  },
  {
    title: 'a message in a group names the group and its author',
    proves: [],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const group = await stage.group('Depot', [rina, caio]);

      const first = await stage.world.write({ text: 'Who has the keys?' }, { from: rina, group });
      const second = await stage.world.write({ text: 'I do' }, { from: caio, group });

      const messages = [
        { stanzaId: first, chatId: group, from: rina, body: 'Who has the keys?' },
        { stanzaId: second, chatId: group, from: caio, body: 'I do' },
      ];
      return {
        events: messages.map((message) => received(stage, message)),
        rows: messages.map((message) => stored(stage, message)),
      };
    },
  },
  ...HOLDING.map(
    ([what, content, known]): Scenario => ({
      title: `${what} is told and stored with what it holds`,
      proves: [],
      async play(stage) {
        const rina = await stage.contact('Rina');

        const stanzaId = await stage.world.write(content, { from: rina });

        const message = { stanzaId, chatId: rina.id, from: rina, ...known };
        return { seen: [], events: [received(stage, message)], rows: [stored(stage, message)] };
      },
    }),
  ),
  {
    title: 'a message in a group mentions the account and somebody else',
    proves: [],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const group = await stage.group('Depot', [rina, caio]);
      const mentionedIds = [stage.me, caio.id];
      const body = `@${stage.me.split('@')[0]} and @${caio.phone}: nine o'clock`;

      const stanzaId = await stage.world.write({ text: body, mentions: mentionedIds }, { from: rina, group });

      const message = { stanzaId, chatId: group, from: rina, body, mentionedIds };
      return { seen: [], events: [received(stage, message)], rows: [stored(stage, message)] };
    },
  },
  ...['a contact', 'a group'].map(
    (where): Scenario => ({
      title: `an answer in the chat of ${where} shows which message of the account it answers to`,
      proves: ['SEND_TEXT'],
      async play(stage) {
        const rina = await stage.contact('Rina');
        const group = where === 'a group' ? { group: await stage.group('Depot', [rina]) } : {};
        const chatId = group.group ?? rina.id;
        const question = { stanzaId: await send(stage, 'sendText', { chatId, text: 'When?' }), chatId, body: 'When?' };
        await stage.event('MESSAGE_ACK');

        const quotes = { stanzaId: question.stanzaId, byAccount: true, text: question.body };
        const stanzaId = await stage.world.write({ text: 'At nine' }, { from: rina, quotes, ...group });

        const quotedMessage = { id: idOf(question), body: question.body };
        const answer = { stanzaId, chatId, from: rina, body: 'At nine', quotedMessage };
        return {
          events: [...sentAndAcked(stage, question), received(stage, answer)],
          rows: [stored(stage, question), stored(stage, answer)],
        };
      },
    }),
  ),
  {
    title: 'somebody who writes under the alias and under the number has one chat, found under either',
    proves: [],
    async play(stage) {
      const rina = await stage.contact('Rina');

      const messages: Known[] = [];
      for (const under of ['alias', 'number', 'alias'] as const) {
        const body = `by ${under}`;
        const stanzaId = await stage.world.write({ text: body }, { from: rina, under });
        const message = { stanzaId, chatId: rina.id, from: rina, body };
        messages.push(message);
        await stage.event('MESSAGE_RECEIVED', ({ id }) => id === idOf(message));
      }

      for (const chatId of [rina.id, rina.lid]) {
        expect((await stage.chatRows(chatId)).map(({ waMessageId }) => waMessageId)).toEqual(messages.map(idOf));
      }
      return {
        seen: [],
        events: messages.map((message) => received(stage, message)),
        rows: messages.map((message) => stored(stage, message)),
      };
    },
  },
];
