import type { Label } from '../../../domain/channel.js';
import type { LabelOperations } from '../../../engine/operations.js';
import type { Outgoing } from '../outgoing.js';

interface WireLabel {
  readonly id: unknown;
  readonly name: unknown;
  readonly hexColor: unknown;
}

const toLabel = ({ id, name, hexColor }: WireLabel): Label => ({
  id: String(id),
  name: typeof name === 'string' ? name : '',
  color: typeof hexColor === 'string' ? hexColor.toLowerCase() : '#000000',
});

export const labelOperations = ({ run, addresses }: Outgoing): LabelOperations => ({
  list: async () => (await run.call('Reading labels', (client) => client.getLabels())).map(toLabel),

  ofChat: async (chatId) => (await run.call('Reading labels', (client) => client.getChatLabels(chatId))).map(toLabel),

  /** The library sets all labels of a chat at once, and passes over chats that begin under another spelling. */
  async set(chatId, labelId, on) {
    await run.call('Changing labels', async (client) => {
      const others = (await client.getChatLabels(chatId)).map(({ id }) => String(id)).filter((id) => id !== labelId);
      await client.addOrRemoveLabels(on ? [...others, labelId] : others, addresses().spellings(chatId));
    });
  },
});
