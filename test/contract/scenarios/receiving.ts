import { received, stored } from '../expected.js';
import { waitFor } from '../../support/wait.js';
import type { Scenario } from '../scenario.js';

const HISTORY = `query ($sessionId: ID!, $chatId: Jid!) {
  messages(sessionId: $sessionId, chatId: $chatId) { messages { body } }
}`;

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
];
