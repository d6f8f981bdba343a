import { phoneOf, userOf } from '../../../domain/jid.js';
import type { ContactOperations } from '../../../engine/operations.js';
import { neutral } from '../jid.js';
import { noAnswer, type Outgoing } from '../outgoing.js';
import { refusalOf } from '../refusal.js';
import { addressOf } from '../wire-address.js';

/** What WhatsApp says of a picture that is hidden or that there is none. */
const NO_PICTURE: ReadonlySet<number | undefined> = new Set([401, 403, 404]);

export const contactOperations = (outgoing: Outgoing): ContactOperations => ({
  checkNumber: (number) =>
    outgoing.ask('The number could not be checked', async ({ socket, addresses }) => {
      const found = await socket.onWhatsApp(number);
      if (found === undefined) throw noAnswer();
      const match = found.find(({ exists }) => exists);
      return match && neutral(match.jid, undefined, addresses);
    }),

  pictureUrl: (of) =>
    outgoing.ask('The picture could not be found', async (connection) => {
      try {
        return await connection.socket.profilePictureUrl(await addressOf(connection, of), 'image');
      } catch (error) {
        if (NO_PICTURE.has(refusalOf(error))) return undefined;
        throw error;
      }
    }),

  setBlocked: (of, blocked) =>
    outgoing.ask('The contact could not be blocked or unblocked', async (connection) => {
      await connection.socket.updateBlockStatus(await addressOf(connection, of), blocked ? 'block' : 'unblock');
      connection.people.blocked([of], blocked);
    }),

  phoneBehind: (lid) =>
    outgoing.ask('The number could not be found', async ({ addresses }) => {
      const jid = neutral(lid, undefined, addresses);
      return jid && (phoneOf(jid) ?? addresses.phoneBehind(userOf(jid)));
    }),
});
