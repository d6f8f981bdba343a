import type { Scenario } from '../scenario.js';

const LABELS = 'query ($sessionId: ID!) { labels(sessionId: $sessionId) { labelId name color } }';
const OF_CHAT = `query ($sessionId: ID!, $chatId: Jid!) {
  chatLabels(sessionId: $sessionId, chatId: $chatId) { labelId name }
}`;
const set = (field: 'addChatLabel' | 'removeChatLabel'): string =>
  `mutation ($input: ChatLabelInput!) { ${field}(input: $input) { labelId name } }`;

export const LABELS_SCENARIOS: readonly Scenario[] = [
  {
    title: 'the labels of the account are listed',
    proves: ['READ_LABELS'],
    async play(stage) {
      await stage.world.label({ id: '11', name: 'Paid', color: '#64c4ff' });

      const { labels } = await stage.ask<{ labels: readonly { labelId: string }[] }>(LABELS);

      expect(labels.filter(({ labelId }) => labelId === '11')).toEqual([
        { labelId: '11', name: 'Paid', color: '#64c4ff' },
      ]);
      return { seen: [] };
    },
  },
  {
    title: 'a label is put on a chat and taken off',
    proves: ['LABEL_CHATS', 'READ_LABELS'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      await stage.world.label({ id: '12', name: 'Open order', color: '#64c4ff' });
      await stage.world.write({ text: 'Two pallets' }, { from: rina });
      await stage.event('MESSAGE_RECEIVED');
      const label = { labelId: '12', name: 'Open order' };
      const input = { chatId: rina.id, labelId: '12' };

      await stage.ask(set('addChatLabel'), { input });
      expect(await stage.ask(OF_CHAT, { chatId: rina.id })).toEqual({ chatLabels: [label] });
      await stage.ask(set('removeChatLabel'), { input });
      expect(await stage.ask(OF_CHAT, { chatId: rina.id })).toEqual({ chatLabels: [] });

      return {
        seen: [
          { saw: 'label', chat: rina.id, label: '12', on: true },
          { saw: 'label', chat: rina.id, label: '12', on: false },
        ],
      };
    },
  },
];
