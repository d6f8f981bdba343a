import type WAWebJS from 'whatsapp-web.js';
import { EngineFailedError, NotFoundError } from '../../../domain/errors.js';
import type { Group, ParticipantChange, ParticipantResult } from '../../../domain/group.js';
import { type Jid, parseJid } from '../../../domain/jid.js';
import type { GroupOperations } from '../../../engine/operations.js';
import { participantsIn, toGroup } from '../group.js';
import { granted, type Outgoing } from '../outgoing.js';
import { readGroups } from '../page/groups.js';
import { addressOf } from '../wire.js';

/** WhatsApp's codes. */
const DONE = 200;
const NOT_IN_GROUP = 404;

export function groupOperations(outgoing: Outgoing): GroupOperations {
  const { run, addresses, resolve } = outgoing;

  async function read(ids: Jid[] | undefined): Promise<Group[]> {
    const groups = await run.evaluate('Reading groups', readGroups, [ids]);
    await resolve(groups.flatMap(participantsIn));
    return groups.flatMap((group) => toGroup(group, addresses()) ?? []);
  }

  /** @throws NotFoundError for a group that the account is not in */
  async function inGroup<T>(what: string, id: Jid, work: (group: WAWebJS.GroupChat) => Promise<T>): Promise<T> {
    if ((await read([id])).length === 0) throw new NotFoundError('Group', id);
    return run.call(what, async (client) => work((await client.getChatById(id)) as WAWebJS.GroupChat));
  }

  /** For what the library answers false to. */
  const change = (what: string, id: Jid, work: (group: WAWebJS.GroupChat) => Promise<boolean>): Promise<void> =>
    granted(what, run, () => inGroup(what, id, work));

  return {
    list: () => read(undefined),
    get: async (id) => (await read([id]))[0],

    async create(subject, participants) {
      const made = await run.call('Creating a group', (client) =>
        client.createGroup(subject, [...participants], { autoSendInviteV4: false }),
      );
      // on failure the library answers a sentence
      if (typeof made === 'string') throw new EngineFailedError(`Creating a group failed: ${made}`);
      const id = parseJid(addressOf(made.gid));
      const [group] = await read([id]);
      if (group === undefined) throw new EngineFailedError('Creating a group failed: WhatsApp Web does not show it');
      return group;
    },

    async changeParticipants(id, change, participants) {
      if (change === 'add') return add(id, participants);
      return changeMembers(id, change, participants);
    },

    setSubject: (id, subject) => change('Changing the subject', id, (group) => group.setSubject(subject)),
    setDescription: (id, text) => change('Changing the description', id, (group) => group.setDescription(text)),

    async setSettings(id, { announce, locked }) {
      if (announce !== undefined) {
        await change('Changing who may write', id, (group) => group.setMessagesAdminsOnly(announce));
      }
      if (locked !== undefined) {
        await change('Changing who may edit the group', id, (group) => group.setInfoAdminsOnly(locked));
      }
    },

    inviteCode: (id) => inGroup('Reading the invite code', id, (group) => group.getInviteCode()),
    revokeInviteCode: (id) =>
      // its types promise nothing; it answers the new code
      inGroup('Revoking the invite code', id, (group) => group.revokeInvite() as Promise<unknown> as Promise<string>),
    join: async (code) => parseJid(await run.call('Joining a group', (client) => client.acceptInvite(code))),
    leave: (id) => inGroup('Leaving a group', id, (group) => group.leave()),
  };

  async function add(id: Jid, participants: readonly Jid[]): Promise<ParticipantResult[]> {
    const results = await inGroup('Adding participants', id, (group) =>
      group.addParticipants([...participants], { autoSendInviteV4: false }),
    );
    // on failure the library answers a sentence, which its types tell in another way
    if (typeof results === 'string') throw new EngineFailedError(`Adding participants failed: ${String(results)}`);
    const codes = results as unknown as Readonly<Record<string, { readonly code?: number }>>;
    return participants.map((participant) => ({ id: participant, status: codes[participant]?.code ?? NOT_IN_GROUP }));
  }

  /** The library leaves out, without a word, who is not in the group. */
  async function changeMembers(
    id: Jid,
    change: Exclude<ParticipantChange, 'add'>,
    participants: readonly Jid[],
  ): Promise<ParticipantResult[]> {
    const [group] = await read([id]);
    if (group === undefined) throw new NotFoundError('Group', id);
    const members = new Set(group.participants.flatMap(({ id: pn, lid }) => [pn, ...(lid === undefined ? [] : [lid])]));
    const present = participants.filter((participant) => members.has(participant));
    if (present.length > 0) {
      await run.call('Changing participants', async (client) => {
        const chat = (await client.getChatById(id)) as WAWebJS.GroupChat;
        const method = `${change}Participants` as const;
        await chat[method]([...present]);
      });
    }
    return participants.map((participant) => ({
      id: participant,
      status: members.has(participant) ? DONE : NOT_IN_GROUP,
    }));
  }
}
