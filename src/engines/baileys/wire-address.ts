import { isGroup, isLid, type Jid, phoneOf, toJid } from '../../domain/jid.js';
import type { Connection } from './connection.js';
import { lidAmong, toWire } from './jid.js';

/** The privacy alias of a person, asked for where it is not known. @returns undefined for whoever has none */
export async function lidOf({ socket }: Connection, person: Jid): Promise<Jid | undefined> {
  if (isLid(person)) return person;
  if (phoneOf(person) === undefined) return undefined;
  return lidAmong(await socket.signalRepository.lidMapping.getLIDForPN(toWire(person)));
}

/**
 * Where a message to this chat goes. A contact that has a privacy alias is written to under it: WhatsApp refuses the
 * phone number then (463), and a refused message must not be tried again.
 */
export async function addressOf(connection: Connection, chat: Jid): Promise<string> {
  return (await lidOf(connection, chat)) ?? toWire(chat);
}

/** How a group names one of its members: by number or by alias, whichever the group goes by. */
export async function memberAddress(connection: Connection, group: Jid, member: Jid): Promise<string> {
  const known = await connection.groups.find(group);
  const lid = (known?.addressingMode as string | undefined) === 'pn' ? undefined : await lidOf(connection, member);
  if (lid !== undefined) return lid;
  const listed = known?.participants.find(({ id, lid: alias }) => [toJid(id), toJid(alias)].includes(member));
  return listed?.id ?? toWire(member);
}

/** The session's own address, as it stands in a conversation at `address`. */
export function ownAddress({ addresses: { self } }: Connection, address: string): string {
  const goesByAlias = isLid(address as Jid) || isGroup(address as Jid);
  return goesByAlias && self.lid !== undefined ? self.lid : toWire(self.pn);
}
