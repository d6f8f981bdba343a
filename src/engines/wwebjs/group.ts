import { toJid } from '../../domain/jid.js';
import type { Group, GroupParticipant } from '../../domain/group.js';
import { momentOf } from '../../domain/moment.js';
import type { Addresses } from './addresses.js';
import type { WireGroup } from './page/groups.js';
import { addressOf, textOf } from './wire.js';

/** @returns undefined for what is not a group of ours to tell about */
export function toGroup({ id, name, metadata }: WireGroup, addresses: Addresses): Group | undefined {
  const jid = toJid(id);
  if (jid === undefined) return undefined;
  const owner = addresses.neutral(metadata.owner);
  const parent = addresses.neutral(metadata.parentGroup);
  const createdAt = momentOf(metadata.creation);
  return {
    id: jid,
    subject: textOf(metadata.subject) ?? name ?? '',
    description: textOf(metadata.desc) ?? '',
    ...(owner === undefined ? {} : { owner }),
    ...(createdAt === undefined ? {} : { createdAt }),
    participants: Array.isArray(metadata.participants)
      ? metadata.participants.flatMap((participant: unknown) => toParticipant(participant, addresses) ?? [])
      : [],
    announce: metadata.announce === true,
    locked: metadata.restrict === true,
    ...(parent === undefined ? {} : { parent }),
  };
}

/** The addresses of everybody in it, as WhatsApp Web has them. */
export const participantsIn = ({ metadata: { participants } }: WireGroup): string[] =>
  Array.isArray(participants)
    ? participants.flatMap((participant: unknown) => addressOf((participant as { readonly id?: unknown }).id) ?? [])
    : [];

function toParticipant(participant: unknown, addresses: Addresses): GroupParticipant | undefined {
  const { id, lid, isAdmin, isSuperAdmin } = participant as Record<string, unknown>;
  const jid = addresses.neutral(id);
  if (jid === undefined) return undefined;
  const alias = toJid(lid) ?? addresses.lidOf(jid);
  return {
    id: jid,
    ...(alias === undefined ? {} : { lid: alias }),
    isAdmin: isAdmin === true || isSuperAdmin === true,
    isSuperAdmin: isSuperAdmin === true,
  };
}
