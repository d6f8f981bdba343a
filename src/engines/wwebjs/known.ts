import { isLid, toJid } from '../../domain/jid.js';
import type { EngineEvent } from '../../engine/port.js';
import type { BrowserRun } from './browser-run.js';
import type { Identities } from './identities.js';
import { knownChats, knownContacts } from './page/lookups.js';

/** More are not told; they become known when they write. */
const AT_MOST = 20_000;

/** Tells the people and chats that the page knows once the link works. */
export async function tellWhatIsKnown(
  run: BrowserRun,
  identities: Identities,
  emit: (event: EngineEvent) => void,
): Promise<void> {
  const { addresses } = identities;
  for (const contact of await run.evaluate('Reading the contacts', knownContacts, [AT_MOST])) {
    const spellings = [contact.id, contact.lid, contact.pn].flatMap((wire) => toJid(wire) ?? []);
    const lid = spellings.find(isLid);
    const pn = spellings.find((jid) => !isLid(jid));
    if (lid !== undefined && pn !== undefined) identities.learn(lid, pn);
    const id = addresses.neutral(contact.id);
    if (id === undefined || addresses.isSelf(id)) continue;
    const { name, pushName, isBlocked, isBusiness } = contact;
    emit({
      kind: 'contact',
      id,
      ...(name === undefined ? {} : { name }),
      ...(pushName === undefined ? {} : { pushName }),
      isBlocked,
      isBusiness,
    });
  }
  for (const { id, name, unreadCount } of await run.evaluate('Reading the chats', knownChats, [AT_MOST])) {
    const chatId = addresses.neutral(id);
    if (chatId === undefined || chatId === 'status@broadcast') continue;
    emit({
      kind: 'chat',
      chatId,
      ...(name ? { name } : {}),
      ...(typeof unreadCount === 'number' && unreadCount >= 0 ? { unreadCount } : {}),
    });
  }
}
