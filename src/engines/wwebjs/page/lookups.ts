import type { PageModel, PageWindow } from './page-window.js';

/**
 * Finds a message by any of the keys it may have.
 * @param keys texts of keys, the likeliest first
 * @returns the key under which WhatsApp Web has it
 */
export async function findMessage(keys: string[], id: string, fromMe: boolean): Promise<string | undefined> {
  const { Msg } = (globalThis as unknown as PageWindow).require('WAWebCollections');
  const textOf = ({ id: key }: PageModel): string => key._serialized ?? key.$1 ?? String(key);
  const inMemory =
    keys.map((key) => Msg.get(key)).find((model) => model !== undefined) ??
    Msg.getModelsArray().find((model) => model.id.id === id && model.id.fromMe === fromMe);
  if (inMemory !== undefined) return textOf(inMemory);
  for (const key of keys) {
    const found = await Msg.getMessagesById([key]).catch(() => undefined);
    const model = found?.messages?.[0];
    if (model !== undefined) return textOf(model);
  }
  return undefined;
}

/** What the page itself knows of the phone numbers behind privacy aliases. Asks nobody. */
export function phoneNumbersOf(lids: string[]): (string | undefined)[] {
  const page = globalThis as unknown as PageWindow;
  const { createWid } = page.require('WAWebWidFactory');
  const { getPhoneNumber } = page.require('WAWebApiContact');
  return lids.map((lid) => {
    try {
      return getPhoneNumber(createWid(lid))?._serialized;
    } catch {
      return undefined;
    }
  });
}

export interface KnownContact {
  readonly id: string;
  readonly lid: string | undefined;
  readonly pn: string | undefined;
  readonly name: string | undefined;
  readonly pushName: string | undefined;
  readonly isBlocked: boolean;
  readonly isBusiness: boolean;
}

/** People that the page knows. @param limit at most so many */
export function knownContacts(limit: number): KnownContact[] {
  const page = globalThis as unknown as PageWindow;
  const getters = page.require('WAWebContactGetters');
  const people = page
    .require('WAWebCollections')
    .Contact.getModelsArray()
    .filter(({ id }) => /@(c\.us|lid)$/.test(String(id._serialized)));
  return people.slice(0, limit).map((contact) => {
    const { lid } = contact;
    return {
      id: String(contact.id._serialized),
      lid:
        typeof lid === 'object' && lid !== null
          ? (lid as { _serialized?: string })._serialized
          : (lid as string | undefined),
      pn: contact.phoneNumber?._serialized,
      name: getters.getName(contact),
      pushName: getters.getPushname(contact),
      isBlocked: contact.isContactBlocked === true,
      isBusiness: contact.isBusiness === true,
    };
  });
}

/**
 * Chats in which something was said at `sinceSeconds` or later, the newest first; not the status updates.
 * @param limit at most so many
 */
export function recentChats(sinceSeconds: number, limit: number): string[] {
  const chats = (globalThis as unknown as PageWindow).require('WAWebCollections').Chat.getModelsArray();
  return chats
    .filter(({ id, t }) => Number(t) >= sinceSeconds && id._serialized !== 'status@broadcast')
    .sort((one, other) => Number(other.t) - Number(one.t))
    .slice(0, limit)
    .map(({ id }) => String(id._serialized));
}

export interface KnownChat {
  readonly id: string;
  readonly name: string | undefined;
  readonly unreadCount: number | undefined;
}

/** @param limit at most so many */
export function knownChats(limit: number): KnownChat[] {
  const chats = (globalThis as unknown as PageWindow).require('WAWebCollections').Chat.getModelsArray();
  return chats.slice(0, limit).map(({ id, name, formattedTitle, unreadCount }) => ({
    id: String(id._serialized),
    name: name || formattedTitle,
    unreadCount,
  }));
}
