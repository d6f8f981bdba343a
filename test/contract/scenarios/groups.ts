import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import type { Contact, Sighting } from '../words.js';

const PARTICIPANTS = 'participants { participantId lid isAdmin isSuperAdmin }';
const GROUP_FIELDS = `groupId name description participantsCount isAdmin isReadOnly announce locked ${PARTICIPANTS}`;
const GET = `query ($sessionId: ID!, $groupId: Jid!) { group(sessionId: $sessionId, groupId: $groupId) { ${GROUP_FIELDS} } }`;
const LIST = 'query ($sessionId: ID!) { groups(sessionId: $sessionId) { groupId name } }';
const CREATE = `mutation ($input: CreateGroupInput!) { group: createGroup(input: $input) { ${GROUP_FIELDS} } }`;
const INVITE = `query ($sessionId: ID!, $groupId: Jid!) {
  invite: groupInviteCode(sessionId: $sessionId, groupId: $groupId) { inviteCode inviteLink }
}`;
const REVOKE =
  'mutation ($input: GroupInput!) { invite: revokeGroupInviteCode(input: $input) { inviteCode inviteLink } }';
const JOIN = 'mutation ($input: JoinGroupInput!) { joined: joinGroup(input: $input) { groupId } }';
const LEAVE = 'mutation ($input: GroupInput!) { left: leaveGroup(input: $input) }';
const change = (field: string): string =>
  `mutation ($input: ParticipantsInput!) { change: ${field}(input: $input) { groupId results { participantId ok status } } }`;
const set = (field: string, input: string): string =>
  `mutation ($input: ${input}!) { set: ${field}(input: $input) { group { name description announce locked } } }`;

interface Participant {
  readonly participantId: string;
}
interface Group {
  readonly group: { readonly participants: readonly Participant[] } & Record<string, unknown>;
}

/** The group as the account sees it, its people in a known order. */
async function seenGroup(stage: Stage, groupId: string): Promise<Group['group']> {
  return sorted((await stage.ask<Group>(GET, { groupId })).group);
}
const sorted = (group: Group['group']): Group['group'] => ({
  ...group,
  participants: [...group.participants].sort((a, b) => a.participantId.localeCompare(b.participantId)),
});

const member = ({ id, lid }: Contact, isAdmin = false) => ({
  participantId: id,
  lid,
  isAdmin,
  isSuperAdmin: false,
});
const owner = (stage: Stage) => ({
  participantId: stage.me,
  lid: expect.stringMatching(/^\d+@lid$/) as unknown,
  isAdmin: true,
  isSuperAdmin: true,
});
const fresh = (stage: Stage, groupId: string, name: string, people: readonly Contact[]) => ({
  groupId,
  name,
  description: '',
  participantsCount: people.length + 1,
  isAdmin: true,
  isReadOnly: false,
  announce: false,
  locked: false,
  participants: [owner(stage), ...people.map((person) => member(person))].sort((a, b) =>
    a.participantId.localeCompare(b.participantId),
  ),
});

export const GROUPS: readonly Scenario[] = [
  {
    title: 'a group is listed, and shown with its people under both addresses',
    proves: ['READ_GROUPS'],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const groupId = await stage.group('Depot', [rina, caio]);

      expect(await seenGroup(stage, groupId)).toEqual(fresh(stage, groupId, 'Depot', [rina, caio]));
      const { groups } = await stage.ask<{ groups: readonly { groupId: string }[] }>(LIST);
      expect(groups.filter((group) => group.groupId === groupId)).toEqual([{ groupId, name: 'Depot' }]);
      return { seen: [] };
    },
  },
  {
    title: 'a group is made',
    proves: ['CREATE_GROUP', 'READ_GROUPS'],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const input = { name: 'Night shift', participants: [rina.id, caio.id] };

      const made = await stage.ask<Group>(CREATE, { input });
      const groupId = String(made.group.groupId);
      stage.follow(groupId);

      expect(sorted(made.group)).toEqual(fresh(stage, groupId, 'Night shift', [rina, caio]));
      expect(await seenGroup(stage, groupId)).toEqual(fresh(stage, groupId, 'Night shift', [rina, caio]));
      return { seen: [{ saw: 'group created', subject: 'Night shift', participants: [rina.id, caio.id] }] };
    },
  },
  {
    title: 'people are added, promoted, demoted and removed',
    proves: ['GROUP_PARTICIPANTS', 'READ_GROUPS'],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const group = await stage.group('Depot', [rina]);
      const steps = [
        ['addParticipants', 'add', [member(rina), member(caio)]],
        ['promoteParticipants', 'promote', [member(rina), member(caio, true)]],
        ['demoteParticipants', 'demote', [member(rina), member(caio)]],
        ['removeParticipants', 'remove', [member(rina)]],
      ] as const;

      const seen: Sighting[] = [];
      for (const [field, what, people] of steps) {
        const answer = await stage.ask(change(field), { input: { groupId: group, participants: [caio.id] } });
        expect(answer).toEqual({
          change: { groupId: group, results: [{ participantId: caio.id, ok: true, status: 200 }] },
        });
        const { participants } = await seenGroup(stage, group);
        expect(participants.filter(({ participantId }) => participantId !== stage.me)).toEqual(people);
        seen.push({ saw: 'participants', group, change: what, who: [caio.id] });
      }
      return { seen };
    },
  },
  {
    title: 'a group gets another name',
    proves: ['GROUP_SUBJECT', 'READ_GROUPS'],
    async play(stage) {
      const group = await stage.group('Depot', [await stage.contact('Rina')]);

      const answer = await stage.ask(set('setGroupSubject', 'GroupSubjectInput'), {
        input: { groupId: group, subject: 'Depot Nine 🚚' },
      });

      expect(answer).toMatchObject({ set: { group: { name: 'Depot Nine 🚚' } } });
      return { seen: [{ saw: 'group subject', group, subject: 'Depot Nine 🚚' }] };
    },
  },
  {
    title: 'a group gets a description, and loses it',
    proves: ['GROUP_DESCRIPTION', 'READ_GROUPS'],
    async play(stage) {
      const group = await stage.group('Depot', [await stage.contact('Rina')]);

      for (const description of ['Keys, trucks\nand gates', '']) {
        const input = { groupId: group, description };
        const answer = await stage.ask(set('setGroupDescription', 'GroupDescriptionInput'), { input });
        expect(answer).toMatchObject({ set: { group: { description } } });
      }

      return {
        seen: [
          { saw: 'group description', group, description: 'Keys, trucks\nand gates' },
          { saw: 'group description', group, description: '' },
        ],
      };
    },
  },
  {
    title: 'only admins may write, only admins may edit, and neither any more',
    proves: ['GROUP_SETTINGS', 'READ_GROUPS'],
    async play(stage) {
      const group = await stage.group('Depot', [await stage.contact('Rina')]);

      const seen: Sighting[] = [];
      for (const setting of ['announce', 'locked'] as const) {
        for (const on of [true, false]) {
          const input = { groupId: group, [setting]: on };
          const answer = await stage.ask(set('setGroupSettings', 'GroupSettingsInput'), { input });
          expect(answer).toMatchObject({ set: { group: { [setting]: on } } });
          seen.push({ saw: 'group setting', group, setting, on });
        }
      }
      return { seen };
    },
  },
  {
    title: 'the invite code of a group is read, and replaced by another',
    proves: ['GROUP_INVITE'],
    async play(stage) {
      const group = await stage.group('Depot', [await stage.contact('Rina')]);
      interface Invite {
        readonly invite: { readonly inviteCode: string; readonly inviteLink: string };
      }

      const first = (await stage.ask<Invite>(INVITE, { groupId: group })).invite;
      const second = (await stage.ask<Invite>(REVOKE, { input: { groupId: group } })).invite;
      const third = (await stage.ask<Invite>(INVITE, { groupId: group })).invite;

      expect(first.inviteLink).toBe(`https://chat.whatsapp.com/${first.inviteCode}`);
      expect(second.inviteCode).not.toBe(first.inviteCode);
      expect(third).toEqual(second);
      return { seen: [{ saw: 'invite revoked', group }] };
    },
  },
  {
    title: 'a group is joined by its code, and left',
    proves: ['JOIN_GROUP', 'LEAVE_GROUP'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const { id: group, code } = await stage.world.foreignGroup('Strangers', rina);
      stage.follow(group);

      expect(await stage.ask(JOIN, { input: { inviteCode: code } })).toEqual({ joined: { groupId: group } });
      expect(await stage.ask(LEAVE, { input: { groupId: group } })).toEqual({ left: group });

      return {
        seen: [
          { saw: 'group joined', code },
          { saw: 'group left', group },
        ],
      };
    },
  },
  {
    title: 'the messages of a group are let disappear, and stay again',
    proves: ['GROUP_EPHEMERAL'],
    async play(stage) {
      const group = await stage.group('Depot', [await stage.contact('Rina')]);
      const set = 'mutation ($input: GroupSettingsInput!) { set: setGroupSettings(input: $input) { groupId } }';

      for (const ephemeralSeconds of [86_400, 0]) {
        await stage.ask(set, { input: { groupId: group, ephemeralSeconds } });
      }

      return { seen: [86_400, 0].map((seconds) => ({ saw: 'group timer' as const, group, seconds })) };
    },
  },
];
