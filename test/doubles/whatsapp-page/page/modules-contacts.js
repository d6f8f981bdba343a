import { chats } from './chats.js';
import { blocklist, exists, lidOf, numberOf, putContact } from './contacts.js';
import { isMe, wid } from './ids.js';
import { Collection, Model, serialized } from './model.js';
import { request } from './server.js';
import { Conn } from './state.js';

async function setBlocked(contact, on) {
  await request('block', { id: serialized(contact.id), on });
  contact.set({ isContactBlocked: on });
  if (on) blocklist.add(new Model({ id: contact.id }));
  else blocklist.remove(contact.id);
}

async function queryWidExists(id) {
  const contact = await exists(id);
  if (!contact) return null;
  putContact(contact, wid(contact.id));
  return { wid: wid(contact.id), biz: contact.isBusiness, lid: wid(contact.lid) };
}

const numberFor = (id) => (wid(id).isLid() ? numberOf(id) : wid(id));

export const profilePictures = new Collection(
  Model,
  async (id) => new Model({ id: wid(id), canSet: () => true, canDelete: () => true }),
);
profilePictures.get = (id) => new Model({ id: wid(id), canSet: () => true, canDelete: () => true });

export const businessProfiles = new Collection(Model, async (id) => new Model({ id: wid(id), profileOptions: {} }));

export const contactModules = {
  WAWebQueryExistsJob: { queryWidExists },
  WAWebApiContact: {
    getAlternateUserWid: (id) => (wid(id).isLid() ? numberOf(id) : lidOf(id)),
    getCurrentLid: lidOf,
    getPhoneNumber: numberFor,
  },
  WAWebLidMigrationUtils: { toPn: (id) => (id ? numberFor(id) : id) },
  WAWebContactGetters: {
    getIsMe: (contact) => isMe(contact.id),
    getIsUser: (contact) => contact.id.isUser(),
    getIsGroup: (contact) => contact.id.isGroup(),
    getIsWAContact: (contact) => contact.id.isUser(),
    getUserid: (contact) => (contact.phoneNumber ?? contact.id).user,
    getVerifiedName: (contact) => contact.verifiedName,
    getVerifiedLevel: (contact) => contact.verifiedLevel,
    getStatusMute: () => false,
    getName: (contact) => contact.name,
    getShortName: (contact) => contact.shortName,
    getPushname: (contact) => contact.pushname,
    getIsEnterprise: () => false,
  },
  WAWebFrontendContactGetters: { getIsMyContact: (contact) => contact.isAddressBookContact === 1 },
  WAWebContactProfilePicThumbBridge: {
    requestProfilePicFromServer: (contact) => request('profilePicture', { id: serialized(contact.id) }),
    sendSetPicture: (id, _thumbnail, picture) => request('setPicture', { id: serialized(id), size: picture.length }),
    requestDeletePicture: (id) => request('setPicture', { id: serialized(id), size: 0 }),
  },
  WAWebContactStatusBridge: {
    getStatus: ({ wid: id }) => request('about', { id: serialized(id) }),
    setMyStatus: (about) => request('setAbout', { about }),
  },
  WAWebSetPushnameConnAction: {
    setPushname: async (name) => {
      await request('setPushname', { name });
      Conn.set({ pushname: name });
    },
  },
  WAWebPhoneUtils: { formattedPhoneNumber: (jid) => `+${jid.split('@')[0]}` },
  WAPhoneFindCC: { findCC: (number) => number.slice(0, 2) },
  WAWebBlockContactUtils: { getContactToBlockOnlyUseIfNoAssociatedChat: (contact) => contact },
  WAWebBlockContactAction: {
    blockContact: ({ contact }) => setBlocked(contact, true),
    unblockContact: (contact) => setBlocked(contact, false),
  },
  WAWebSaveContactAction: {
    saveContactAction: ({ phoneNumber, firstName, lastName }) =>
      request('saveContact', { phone: phoneNumber, name: [firstName, lastName].filter(Boolean).join(' ') }),
  },
  WAWebDeleteContactAction: {
    deleteContactAction: ({ phoneNumber }) => request('deleteContact', { phone: serialized(phoneNumber) }),
  },
  WAWebFindCommonGroupsContactAction: {
    findCommonGroups: async (contact) => {
      const shared = new Collection(Model);
      for (const id of await request('commonGroups', { id: serialized(contact.id) })) shared.put(chats.get(id));
      Object.defineProperty(contact, 'commonGroups', { value: shared, configurable: true });
      return true;
    },
  },
  WAWebApiDeviceList: { getDeviceIds: async (ids) => ids.map((id) => ({ id, devices: [{ id: 0 }] })) },
};
