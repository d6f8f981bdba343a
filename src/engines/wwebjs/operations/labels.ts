import type { Label } from '../../../domain/channel.js';
import { GatewayError } from '../../../domain/errors.js';
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

/** The business apps, as WhatsApp Web calls what the account is used with. */
const BUSINESS_PLATFORMS: readonly unknown[] = ['smba', 'smbi'];

export const labelOperations = ({ run, addresses }: Outgoing): LabelOperations => ({
  async requireBusiness() {
    const { platform } = await run.call('Reading the account', (client) =>
      Promise.resolve(client.info as { platform?: unknown }),
    );
    if (BUSINESS_PLATFORMS.includes(platform)) return;
    throw new GatewayError('BUSINESS_ONLY', 'Labels are for WhatsApp Business accounts');
  },

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
