import type { GroupMetadata } from '@whiskeysockets/baileys';
import type { Group } from '../../../domain/group.js';
import { EngineFailedError } from '../../../domain/errors.js';
import { toJid } from '../../../domain/jid.js';
import type { GroupOperations } from '../../../engine/operations.js';
import type { Connection } from '../connection.js';
import { toGroup } from '../group.js';
import { neutral, toWire } from '../jid.js';
import { noAnswer, type Outgoing } from '../outgoing.js';
import { refusalOf } from '../refusal.js';
import { memberAddress } from '../wire-address.js';

/** What WhatsApp says of a group that does not exist, or that the account is not in. */
const NOT_OURS: ReadonlySet<number | undefined> = new Set([401, 403, 404]);
const DONE = 200;

export const groupOperations = (outgoing: Outgoing): GroupOperations => ({
  list: () =>
    outgoing.ask('The groups could not be listed', async (connection) => {
      const groups = Object.values(await connection.socket.groupFetchAllParticipating());
      return groups.flatMap((group) => toGroup(group, connection.addresses) ?? []);
    }),

  get: (id) =>
    outgoing.ask('The group could not be read', async (connection) => {
      try {
        return known(connection, await connection.socket.groupMetadata(id));
      } catch (error) {
        if (NOT_OURS.has(refusalOf(error))) return undefined;
        throw error;
      }
    }),

  create: (subject, participants) =>
    outgoing.ask('The group could not be created', async (connection) => {
      const created = await connection.socket.groupCreate(subject, participants.map(toWire));
      return known(connection, created);
    }),

  changeParticipants: (id, change, participants) =>
    outgoing.ask('The participants could not be changed', async (connection) => {
      const wires = await Promise.all(participants.map((person) => memberAddress(connection, id, person)));
      const answers = await connection.socket.groupParticipantsUpdate(id, wires, change);
      connection.groups.changed(id);
      const statuses = new Map(
        answers.map(({ jid, status }) => [neutral(jid, undefined, connection.addresses), Number(status)]),
      );
      return participants.map((person, index) => {
        const wire = neutral(wires[index], undefined, connection.addresses);
        return { id: person, status: statuses.get(person) ?? statuses.get(wire) ?? DONE };
      });
    }),

  setSubject: (id, subject) =>
    outgoing.ask('The name of the group could not be changed', async (connection) => {
      await connection.socket.groupUpdateSubject(id, subject);
      connection.groups.changed(id);
      connection.people.groups([{ id, subject }]);
    }),

  setDescription: (id, description) =>
    outgoing.ask('The description of the group could not be changed', async ({ socket, groups }) => {
      await socket.groupUpdateDescription(id, description === '' ? undefined : description);
      groups.changed(id);
    }),

  setSettings: (id, { announce, locked, ephemeralSeconds }) =>
    outgoing.ask('The settings of the group could not be changed', async ({ socket, groups }) => {
      if (announce !== undefined) await socket.groupSettingUpdate(id, announce ? 'announcement' : 'not_announcement');
      if (locked !== undefined) await socket.groupSettingUpdate(id, locked ? 'locked' : 'unlocked');
      if (ephemeralSeconds !== undefined) await socket.groupToggleEphemeral(id, ephemeralSeconds);
      groups.changed(id);
    }),

  inviteCode: (id) =>
    outgoing.ask('The invite code could not be read', async ({ socket }) => needed(await socket.groupInviteCode(id))),

  revokeInviteCode: (id) =>
    outgoing.ask('The invite code could not be revoked', async ({ socket }) =>
      needed(await socket.groupRevokeInvite(id)),
    ),

  join: (code) =>
    outgoing.ask('The group could not be joined', async ({ socket, groups }) => {
      const id = toJid(needed(await socket.groupAcceptInvite(code)));
      if (id === undefined) throw new EngineFailedError('WhatsApp did not say which group was joined');
      groups.changed(id);
      return id;
    }),

  leave: (id) =>
    outgoing.ask('The group could not be left', async ({ socket, groups }) => {
      await socket.groupLeave(id);
      groups.changed(id);
    }),
});

function known(connection: Connection, metadata: GroupMetadata): Group {
  connection.people.groups([metadata]);
  const group = toGroup(metadata, connection.addresses);
  if (group === undefined) throw new EngineFailedError('WhatsApp answered with something that is no group');
  return group;
}

/** The library answers with nothing when WhatsApp did not answer at all. */
function needed<T>(answer: T | undefined): T {
  if (answer === undefined) throw noAnswer();
  return answer;
}
