import { isLid, phoneOf, toJid } from '../../../domain/jid.js';
import type { ContactOperations } from '../../../engine/operations.js';
import type { Outgoing } from '../outgoing.js';
import { granted } from '../outgoing.js';
import { addressOf } from '../wire.js';

export const contactOperations = ({ run, addresses }: Outgoing): ContactOperations => ({
  async checkNumber(number) {
    const digits = number.replace(/\D/g, '');
    const id = await run.call('Checking a number', (client) => client.getNumberId(digits));
    return addresses().neutral(id);
  },

  async pictureUrl(of) {
    const url = await run.call('Looking up a picture', (client) => client.getProfilePicUrl(of));
    // the library answers undefined or null, whatever its types say
    return (url as string | null | undefined) || undefined;
  },

  async setBlocked(of, blocked) {
    await granted(blocked ? 'Blocking' : 'Unblocking', run, async (client) => {
      const contact = await client.getContactById(of);
      return blocked ? contact.block() : contact.unblock();
    });
  },

  async phoneBehind(lid) {
    const known = addresses().neutral(lid);
    if (known !== undefined && !isLid(known)) return phoneOf(known);
    const [pair] = await run.call('Looking up a number', (client) => client.getContactLidAndPhone([lid]));
    const pn = toJid(addressOf(pair?.pn));
    return pn && phoneOf(pn);
  },
});
