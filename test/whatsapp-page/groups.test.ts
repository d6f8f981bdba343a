import { type Client, type GroupChat, type GroupNotification, type Message } from 'whatsapp-web.js';
import { ANA, ANA_ID, BOB, BOB_ID, ME, NOBODY_ID, type ObservedClient, PageRig, PHONE } from './rig.js';

const GUARDED = '5511966665555';
const GUARDED_ID = `${GUARDED}@c.us`;

interface CreatedGroup {
  gid: { _serialized: string };
  participants: Record<string, { statusCode: number; isGroupCreator: boolean; isInviteV4Sent: boolean }>;
}

describe('groups through the page double', () => {
  let rig: PageRig;
  let gateway: ObservedClient;
  let client: Client;
  let groupId: string;
  let created: CreatedGroup;

  beforeAll(async () => {
    rig = await PageRig.start();
    await rig.control.person(GUARDED, { inviteOnly: true });
    gateway = await rig.linked();
    ({ client } = gateway);
    created = (await client.createGroup('Team', [ANA_ID, NOBODY_ID, GUARDED_ID])) as unknown as CreatedGroup;
    groupId = created.gid._serialized;
  });
  afterAll(() => rig.stop());

  const group = async (): Promise<GroupChat> => (await client.getChatById(groupId)) as GroupChat;
  const members = async () => (await group()).participants.map(({ id, isAdmin }) => [id._serialized, isAdmin]);
  const told = async (event: string, type: string): Promise<GroupNotification> =>
    (await gateway.event<[GroupNotification]>(event, (notice) => (notice.type as string) === type))[0];

  it('are created, with an answer for every member', async () => {
    expect(created.participants).toMatchObject({
      [ME]: { statusCode: 200, isGroupCreator: true },
      [ANA_ID]: { statusCode: 200, isGroupCreator: false },
      [NOBODY_ID]: { statusCode: 404 },
      [GUARDED_ID]: { statusCode: 403, isInviteV4Sent: true },
    });
    expect(await group()).toMatchObject({ isGroup: true, name: 'Team' });
    expect(await members()).toEqual([
      [ME, true],
      [ANA_ID, false],
    ]);
  });

  it('take members in, promote, demote and remove them', async () => {
    const chat = await group();

    const added = await chat.addParticipants([BOB_ID]);
    const again = await chat.addParticipants([BOB_ID]);
    await chat.promoteParticipants([BOB_ID]);
    expect(await members()).toContainEqual([BOB_ID, true]);
    await chat.demoteParticipants([BOB_ID]);
    await chat.removeParticipants([BOB_ID]);

    expect(added).toMatchObject({ [BOB_ID]: { code: 200 } });
    expect(again).toMatchObject({ [BOB_ID]: { code: 409 } });
    expect(await members()).not.toContainEqual([BOB_ID, expect.anything()]);
    const joined = await told('group_join', 'add');
    expect(await joined.getRecipients()).toMatchObject([{ number: BOB }]);
    await told('group_admin_changed', 'promote');
    await told('group_admin_changed', 'demote');
    await told('group_leave', 'remove');
  });

  it('change their subject, description and settings', async () => {
    const chat = await group();

    expect(await chat.setSubject('Team 2')).toBe(true);
    expect(await chat.setDescription('what we do')).toBe(true);
    expect(await chat.setMessagesAdminsOnly(true)).toBe(true);
    expect(await chat.setInfoAdminsOnly(true)).toBe(true);

    expect(await group()).toMatchObject({ name: 'Team 2', description: 'what we do', isReadOnly: true });
    expect((await told('group_update', 'subject')).body).toBe('Team 2');
    await told('group_update', 'announce');
    await rig.control.waitRequest(PHONE, { op: 'groupProperty', property: 'restrict', value: 1 });
  });

  it('tell what others change', async () => {
    await rig.control.members(PHONE, groupId, 'add', [BOB], ANA);
    await rig.control.groupInfo(PHONE, groupId, { subject: 'Team 3' }, ANA);

    await gateway.event('group_update', (notice: GroupNotification) => notice.body === 'Team 3');
    expect(await members()).toContainEqual([BOB_ID, false]);
    expect((await group()).name).toBe('Team 3');
  });

  it('carry messages, with the author beside the group', async () => {
    const { lid } = await rig.control.person(ANA);

    const sent = await client.sendMessage(groupId, 'to all');
    const { id, key } = await rig.control.inject({ to: PHONE, from: ANA, group: groupId, text: 'from Ana' });

    expect(sent.id._serialized).toMatch(new RegExp(`^true_${groupId}_3EB0[0-9A-F]{18}_\\d+@lid$`));
    const [message] = await gateway.event<[Message]>('message', (received) => received.id.id === id);
    expect(message).toMatchObject({ from: groupId, author: lid, body: 'from Ana' });
    expect(message.id._serialized).toBe(key);
  });

  it('are invited to by a code, until it is revoked', async () => {
    const chat = await group();
    const code = await chat.getInviteCode();
    expect(await client.getInviteInfo(code)).toMatchObject({ subject: 'Team 3' });

    await chat.revokeInvite();

    expect(await chat.getInviteCode()).not.toBe(code);
    await expect(client.getInviteInfo(code)).rejects.toThrow('item-not-found');
  });

  it('are joined by a code', async () => {
    const other = await rig.control.group('5511900000009', { subject: 'Others', members: [ANA], inviteCode: 'JOINME' });

    const joined = await client.acceptInvite('JOINME');

    expect(joined).toBe(other.id);
    expect(await client.getChatById(joined)).toMatchObject({ name: 'Others' });
  });

  it('hear who asks to be let in, and decide', async () => {
    await rig.control.askToJoin(PHONE, groupId, '5511933332222');
    await rig.control.askToJoin(PHONE, groupId, '5511933331111');
    await told('group_membership_request', 'membership_approval_request');
    const { lid } = await rig.control.person('5511933332222');

    const waiting = await client.getGroupMembershipRequests(groupId);
    await client.approveGroupMembershipRequests(groupId, { requesterIds: [lid], sleep: null });
    const rejected = await client.rejectGroupMembershipRequests(groupId, { requesterIds: null, sleep: null });

    expect(waiting).toHaveLength(2);
    expect(rejected).toMatchObject([{ message: 'Rejected successfully' }]);
    expect(await members()).toContainEqual(['5511933332222@c.us', false]);
    expect(await client.getGroupMembershipRequests(groupId)).toEqual([]);
  });

  it('are shared with a contact, and left', async () => {
    expect(await client.getCommonGroups(ANA_ID)).toContainEqual(expect.objectContaining({ _serialized: groupId }));

    await (await group()).leave();

    await rig.control.waitRequest(PHONE, { op: 'leaveGroup', id: groupId });
  });

  it('asked the page for nothing it does not have', async () => {
    expect(await rig.complaints()).toEqual([]);
  });
});
