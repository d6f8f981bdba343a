import type { MessageOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';
import type { Outgoing } from '../outgoing.js';

export const messageOperations = (outgoing: Outgoing): MessageOperations => ({
  async send({ to, stanzaId, content }) {
    if (content.kind === 'text') return outgoing.sendText(to, content.text, stanzaId);
    return unsupported('SEND_DOCUMENT', 'baileys')();
  },
  react: unsupported('REACT', 'baileys'),
  edit: unsupported('EDIT', 'baileys'),
  deleteForEveryone: unsupported('DELETE_FOR_EVERYONE', 'baileys'),
  deleteForMe: unsupported('DELETE_FOR_ME', 'baileys'),
  star: unsupported('STAR', 'baileys'),
});
