import { isLid, toJid } from '../../../domain/jid.js';
import type { StatusOperations } from '../../../engine/operations.js';
import type { Outgoing } from '../outgoing.js';
import { keyOf } from '../outgoing.js';
import { sendDraft } from './messages.js';

const STATUS = toJid('status@broadcast')!;

export const statusOperations = (outgoing: Outgoing): StatusOperations => ({
  /** WhatsApp Web sends it to whom the account's own setting names: it takes no list. */
  post: (draft) => sendDraft(outgoing, { ...draft, to: STATUS }, draft.content.kind === 'text' ? 2 : 1),

  async remove(stanzaId) {
    const { pn, lid } = outgoing.addresses().self;
    const author = lid !== undefined && isLid(lid) ? lid : pn;
    const ref = {
      chatId: STATUS,
      stanzaId,
      fromMe: true,
      author,
      type: 'text',
      body: '',
      sentAt: new Date(0),
    } as const;
    const key = await keyOf(outgoing, ref);
    await outgoing.run.call('Removing a status', (client) => client.revokeStatusMessage(key));
  },
});
