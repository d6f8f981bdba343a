import type { GroupMetadata, GroupParticipant as WireParticipant } from '@whiskeysockets/baileys';
import { toJid } from '../../domain/jid.js';
import type { Group, GroupParticipant } from '../../domain/group.js';
import { momentOf } from '../../domain/moment.js';
import { type Addresses, lidAmong, neutral } from './jid.js';

/** A group in our words. @returns undefined for an address that is none */
export function toGroup(group: GroupMetadata, addresses: Addresses): Group | undefined {
  const id = toJid(group.id);
  if (id === undefined) return undefined;
  const owner = neutral(group.owner, group.ownerPn, addresses);
  const parent = toJid(group.linkedParent);
  const createdAt = momentOf(group.creation);
  return {
    id,
    subject: group.subject,
    description: group.desc ?? '',
    participants: group.participants.flatMap((participant) => toParticipant(participant, addresses) ?? []),
    announce: group.announce === true,
    locked: group.restrict === true,
    ...(owner === undefined ? {} : { owner }),
    ...(parent === undefined ? {} : { parent }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

function toParticipant(
  { id: wire, phoneNumber, lid: alias, admin }: WireParticipant,
  addresses: Addresses,
): GroupParticipant | undefined {
  const id = neutral(wire, phoneNumber, addresses);
  if (id === undefined) return undefined;
  const lid = lidAmong(wire, alias);
  const isSuperAdmin = admin === 'superadmin';
  return { id, isAdmin: isSuperAdmin || admin === 'admin', isSuperAdmin, ...(lid === undefined ? {} : { lid }) };
}
