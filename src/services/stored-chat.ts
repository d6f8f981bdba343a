import type { Jid } from '../domain/jid.js';
import type { Chat, Store } from '../store/store.js';

/** The stored chat with somebody, under whichever of their addresses this session has it; the number's comes first. */
export async function storedChat(
  { pages, identities }: Pick<Store, 'pages' | 'identities'>,
  sessionId: string,
  chatId: Jid,
): Promise<Chat | undefined> {
  const addresses = identities.addressesOf(chatId);
  const chats = await pages.chatsByKeys(addresses.map((address) => ({ sessionId, chatId: address })));
  return addresses.map((address) => chats.find(({ id }) => id === address)).find((chat) => chat !== undefined);
}
