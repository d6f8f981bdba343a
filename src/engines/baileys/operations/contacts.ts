import type { ContactOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';
import { neutral } from '../jid.js';
import { noAnswer, type Outgoing } from '../outgoing.js';

export const contactOperations = (outgoing: Outgoing): ContactOperations => ({
  checkNumber: (number) =>
    outgoing.ask('The number could not be checked', async ({ socket, addresses }) => {
      const found = await socket.onWhatsApp(number);
      if (found === undefined) throw noAnswer();
      const match = found.find(({ exists }) => exists);
      return match && neutral(match.jid, undefined, addresses);
    }),
  pictureUrl: unsupported('PROFILE_PICTURE', 'baileys'),
  setBlocked: unsupported('BLOCK', 'baileys'),
  phoneBehind: unsupported('RESOLVE_LID', 'baileys'),
});
