import { RefusedError } from '../network/account.js';
import { webId } from '../network/ids.js';
import { accepted, type Answers } from './request.js';

interface OnId {
  id: string;
}

/** People, the account's own profile, presence. */
export const contactAnswers: Answers = {
  exists: ({ account }, { id }: OnId) => account.contact(id) ?? null,
  block: ({ double, account }, { id, on }: OnId & { on: boolean }) => {
    const person = double.directory.lookup(id);
    if (!person) throw new RefusedError(404, 'item-not-found');
    account.save(person.pn, { blocked: on });
  },
  profilePicture: ({ double, account }, { id }: OnId) => {
    const hidden = double.directory.lookup(id)?.hasPicture === false;
    if (hidden || (!account.chat(id) && !double.directory.lookup(id))) throw new RefusedError(404, 'item-not-found');
    return { eurl: `https://web.whatsapp.com/double/picture/${webId(id)}` };
  },
  about: ({ double }, { id }: OnId) => {
    const about = double.directory.lookup(id)?.about;
    return typeof about === 'string' ? { status: about } : { status: 401 };
  },
  setAbout: ({ account }, { about }: { about: string }) => {
    account.about = about;
    account.person.about = about;
  },
  setPushname: ({ account }, { name }: { name: string }) => {
    account.pushname = name;
    account.person.pushname = name;
  },
  setPicture: ({ account }, { id, size }: OnId & { size: number }) => {
    if (account.isMe(id)) account.person.hasPicture = size > 0;
    return { status: 200 };
  },
  saveContact: ({ account }, { phone, name }: { phone: string; name: string }) => account.save(phone, { name }),
  deleteContact: ({ account }, { phone }: { phone: string }) => {
    account.addressBook.delete(webId(phone));
    return { ok: true };
  },
  presence: accepted,
  chatstate: accepted,
};
