import { wid } from './ids.js';
import { Collection, Model, serialized } from './model.js';
import { request } from './server.js';

class Contact extends Model {}

export const exists = (id) => request('exists', { id: serialized(id) });

export const contacts = new Collection(Contact, async (id) =>
  putContact((await exists(wid(id))) ?? { id: serialized(id) }, wid(id)),
);
contacts.gadd = (id) => contacts.get(id) ?? putContact({ id: serialized(id) }, wid(id));

export const blocklist = new Collection(Model);

/** One model per address, number and LID, as the real collection has. @returns the one asked for */
export function putContact(contact, asked = wid(contact.id ?? contact.pn)) {
  learn(contact);
  const model = putAddress(contact, asked);
  if (contact.pn && !wid(contact.pn).equals(asked)) putAddress(contact, wid(contact.pn));
  return model;
}

function putAddress(contact, id) {
  const { name, pushname, isBusiness = false, blocked = false, lid, pn } = contact;
  const attributes = {
    id,
    name,
    shortName: name?.split(' ')[0],
    formattedName: name ?? pushname ?? id.user,
    pushname,
    type: 'in',
    isBusiness,
    isEnterprise: false,
    isContactBlocked: blocked,
    isAddressBookContact: name ? 1 : 0,
    labels: [],
    statusMute: false,
    ...(lid && { lid }),
    ...(id.isLid() && pn && { phoneNumber: wid(pn) }),
  };
  if (blocked && !blocklist.get(id)) blocklist.add(new Model({ id }));
  if (!blocked) blocklist.remove(id);
  const known = contacts.get(id);
  return known ? known.set(attributes) : contacts.add(new Contact(attributes));
}

/** Which number belongs to which LID, as far as the page was told. */
const lids = new Map();
const numbers = new Map();

function learn({ pn, lid }) {
  if (!pn || !lid) return;
  lids.set(pn, wid(lid));
  numbers.set(lid, wid(pn));
}

export const lidOf = (id) => lids.get(serialized(id));
export const numberOf = (id) => numbers.get(serialized(id));
