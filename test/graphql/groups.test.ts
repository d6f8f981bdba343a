import type { Group } from '../../src/domain/group.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { EngineFailedError } from '../../src/domain/errors.js';
import type { Jid } from '../../src/domain/jid.js';
import { ALICE, GROUP, ME } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

const BOB = '628770003344@c.us' as Jid;
const ALIAS = '99887766554433@lid' as Jid;
const OWN_ALIAS = '11112222333344@lid' as Jid;
const OTHER_GROUP = '120363000000000001@g.us' as Jid;
const CODE = 'Fr3ightDepotNine000001';

const drivers: Group = {
  id: GROUP,
  subject: 'Drivers',
  description: 'Who drives when',
  owner: ALICE,
  createdAt: new Date('2026-01-02T03:04:05Z'),
  participants: [
    { id: ALICE, lid: ALIAS, isAdmin: true, isSuperAdmin: true },
    { id: ME, isAdmin: false, isSuperAdmin: false },
    { id: '5550001112223@lid' as Jid, isAdmin: false, isSuperAdmin: false },
  ],
  announce: true,
  locked: false,
  parent: OTHER_GROUP,
};

let gateway: Fixture;
let sessionId: string;
const engine = () => gateway.rig.factory.engine;

beforeAll(async () => (gateway = await startFixture()));
afterAll(() => gateway.stop());
beforeEach(async () => {
  sessionId = (await gateway.rig.createReady()).id;
  engine().answers['groups.get'] = drivers;
});
afterEach(() => (gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));

const ask = <T = Record<string, unknown>>(fields: string) => gateway.run<T>(`{ ${fields} }`);
const inSession = (rest = '') => `(sessionId: "${sessionId}"${rest})`;
const aGroup = (groupId: string = GROUP) => inSession(`, groupId: "${groupId}"`);
const PAYLOADS: Record<string, string> = {
  createGroup: '{ groupId name participantsCount }',
  revokeGroupInviteCode: '{ inviteCode inviteLink }',
  leaveGroup: '',
  joinGroup: '{ groupId }',
  setGroupSubject: '{ groupId }',
  setGroupDescription: '{ groupId }',
  setGroupSettings: '{ groupId }',
};
const INPUTS: Record<string, string> = {
  createGroup: 'CreateGroupInput',
  revokeGroupInviteCode: 'GroupInput',
  leaveGroup: 'GroupInput',
  joinGroup: 'JoinGroupInput',
  setGroupSubject: 'GroupSubjectInput',
  setGroupDescription: 'GroupDescriptionInput',
  setGroupSettings: 'GroupSettingsInput',
};
const change = (field: string, input: Record<string, unknown>) =>
  gateway.run(
    `mutation ($input: ${INPUTS[field] ?? 'ParticipantsInput'}!) {
       ${field}(input: $input) ${PAYLOADS[field] ?? '{ groupId results { participantId ok status } }'} }`,
    { input: { sessionId, ...input } },
  );

describe('groups of the account', () => {
  it('come by name, in pages by number', async () => {
    engine().answers['groups.list'] = [drivers, { ...drivers, id: OTHER_GROUP, subject: 'Accounting' }];

    const { data, errors } = await ask(
      `groups${inSession()} { name } second: groups${inSession(', limit: 1, offset: 1')} { name }`,
    );

    expect(errors).toEqual([]);
    expect(data).toEqual({ groups: [{ name: 'Accounting' }, { name: 'Drivers' }], second: [{ name: 'Drivers' }] });
  });

  it('tell who is in them', async () => {
    engine().emit({ kind: 'contact', id: ALICE, name: 'Rina Wijaya' });
    await gateway.store.commits.settled();

    const { data, errors } = await ask(`group${aGroup()} {
      id groupId name description owner createdAt participantsCount isAdmin isReadOnly announce locked parent
      participants { participantId number lid isAdmin isSuperAdmin contact { name } } }`);

    expect(errors).toEqual([]);
    expect(data?.group).toEqual({
      id: `${sessionId}:${GROUP}`,
      groupId: GROUP,
      name: 'Drivers',
      description: 'Who drives when',
      owner: ALICE,
      createdAt: '2026-01-02T03:04:05.000Z',
      participantsCount: 3,
      isAdmin: false,
      isReadOnly: true,
      announce: true,
      locked: false,
      parent: OTHER_GROUP,
      participants: [
        {
          participantId: ALICE,
          number: '628770001122',
          lid: ALIAS,
          isAdmin: true,
          isSuperAdmin: true,
          contact: { name: 'Rina Wijaya' },
        },
        { participantId: ME, number: '628123456789', lid: null, isAdmin: false, isSuperAdmin: false, contact: null },
        {
          participantId: '5550001112223@lid',
          number: null,
          lid: null,
          isAdmin: false,
          isSuperAdmin: false,
          contact: null,
        },
      ],
    });
  });

  it('know this account as admin under either of its addresses', async () => {
    engine().emit({ kind: 'identity', lid: OWN_ALIAS, pn: ME });
    await gateway.store.commits.settled();
    engine().answers['groups.get'] = {
      ...drivers,
      participants: [{ id: OWN_ALIAS, isAdmin: true, isSuperAdmin: false }],
    };

    expect((await ask(`group${aGroup()} { isAdmin isReadOnly }`)).data).toEqual({
      group: { isAdmin: true, isReadOnly: false },
    });
  });

  it('are NOT_FOUND if the account is not in them', async () => {
    engine().answers['groups.get'] = undefined;

    expect((await ask(`group${aGroup()} { id }`)).errors).toMatchObject([
      { code: 'NOT_FOUND', message: `Group "${GROUP}" not found` },
    ]);
  });

  it('are those of a started session', async () => {
    const { id } = await gateway.rig.create();

    expect((await ask(`groups(sessionId: "${id}") { id }`)).errors).toMatchObject([{ code: 'SESSION_NOT_STARTED' }]);
  });

  it.each([
    ['a person', ALICE, 'VALIDATION_FAILED'],
    ['no address', 'drivers', 'INVALID_JID'],
  ])('cannot be %s', async (_what, groupId, code) => {
    expect((await ask(`group${aGroup(groupId)} { id }`)).errors).toMatchObject([{ code }]);
    expect((await ask(`groupInviteCode${aGroup(groupId)} { inviteCode }`)).errors).toMatchObject([{ code }]);
    expect((await change('leaveGroup', { groupId })).errors).toMatchObject([{ code }]);
    expect(engine().asked).toEqual([]);
  });
});

describe('making a group', () => {
  it('asks WhatsApp for each person once, and names the chat', async () => {
    const { data, errors } = await change('createGroup', { name: 'Night shift', participants: [ALICE, BOB, ALICE] });

    expect(errors).toEqual([]);
    const groupId = '120363099999999999@g.us';
    expect(data).toEqual({ createGroup: { groupId, name: 'Night shift', participantsCount: 2 } });
    expect(engine().asked).toEqual([['groups.create', 'Night shift', [ALICE, BOB]]]);
    expect((await ask(`session(id: "${sessionId}") { chat(chatId: "${groupId}") { name kind } }`)).data).toEqual({
      session: { chat: { name: 'Night shift', kind: 'GROUP' } },
    });
  });

  it.each([
    ['without a name', { name: '', participants: [ALICE] }, 'name must be longer than or equal to 1 characters'],
    [
      'with too long a name',
      { name: 'x'.repeat(101), participants: [ALICE] },
      'name must be shorter than or equal to 100 characters',
    ],
    ['without people', { name: 'x', participants: [] }, 'participants should not be empty'],
    [
      'with a group in it',
      { name: 'x', participants: [ALICE, GROUP] },
      'participants.1 must be a person, such as 628123456789@c.us or 1234@lid',
    ],
    [
      'with everybody',
      { name: 'x', participants: Array.from({ length: 1024 }, (_, n) => `62811${n}00@c.us`) },
      'participants must contain no more than 1023 elements',
    ],
    ['without anything', {}, 'name should not be empty; participants should not be empty'],
  ])('%s is refused', async (_what, input, message) => {
    const { errors } = await change('createGroup', input);

    expect(errors.map(({ code }) => code)).toEqual(errors.map(() => 'VALIDATION_FAILED'));
    expect(errors.map((error) => error.message).join('; ')).toBe(message);
    expect(engine().asked).toEqual([]);
  });

  it('names the participant that is no address', async () => {
    const { errors } = await change('createGroup', { name: 'x', participants: [ALICE, 'bob'] });

    expect(errors).toMatchObject([
      { code: 'INVALID_JID', message: expect.stringMatching(/^participants\.1 /) as string },
    ]);
  });
});

describe('participants', () => {
  it.each([
    ['addParticipants', 'add'],
    ['removeParticipants', 'remove'],
    ['promoteParticipants', 'promote'],
    ['demoteParticipants', 'demote'],
  ])('%s tells what became of each', async (field, told) => {
    engine().answers['groups.changeParticipants'] = [
      { id: ALICE, status: 200 },
      { id: BOB, status: 403 },
    ];

    const { data, errors } = await change(field, { groupId: GROUP, participants: [ALICE, BOB, BOB] });

    expect(errors).toEqual([]);
    expect(data?.[field]).toEqual({
      groupId: GROUP,
      results: [
        { participantId: ALICE, ok: true, status: 200 },
        { participantId: BOB, ok: false, status: 403 },
      ],
    });
    expect(engine().asked).toEqual([['groups.changeParticipants', GROUP, told, [ALICE, BOB]]]);
  });

  it.each(['addParticipants', 'removeParticipants', 'promoteParticipants', 'demoteParticipants'])(
    '%s needs people and a group',
    async (field) => {
      expect((await change(field, { groupId: GROUP, participants: [] })).errors).toMatchObject([
        { code: 'VALIDATION_FAILED', message: 'participants should not be empty' },
      ]);
      expect((await change(field, { groupId: ALICE, participants: [BOB] })).errors).toMatchObject([
        { code: 'VALIDATION_FAILED', message: 'groupId must be a group, such as 120363123456789@g.us' },
      ]);
      expect(engine().asked).toEqual([]);
    },
  );
});

describe('what a group says of itself', () => {
  it('is a subject, which its chat takes over', async () => {
    engine().emit({ kind: 'chat', chatId: GROUP, name: 'Drivers' });

    const { data } = await change('setGroupSubject', { groupId: GROUP, subject: 'Drivers, south' });

    expect(data).toEqual({ setGroupSubject: { groupId: GROUP } });
    expect(engine().asked).toEqual([['groups.setSubject', GROUP, 'Drivers, south']]);
    expect((await ask(`session(id: "${sessionId}") { chat(chatId: "${GROUP}") { name } }`)).data).toEqual({
      session: { chat: { name: 'Drivers, south' } },
    });
  });

  it('is a description, which may be removed', async () => {
    await change('setGroupDescription', { groupId: GROUP, description: 'Ask Rina' });
    const { data } = await change('setGroupDescription', { groupId: GROUP, description: '' });

    expect(data).toEqual({ setGroupDescription: { groupId: GROUP } });
    expect(engine().asked).toEqual([
      ['groups.setDescription', GROUP, 'Ask Rina'],
      ['groups.setDescription', GROUP, ''],
    ]);
  });

  it('is who may do what', async () => {
    await change('setGroupSettings', { groupId: GROUP, announce: true });
    await change('setGroupSettings', { groupId: GROUP, announce: null, locked: false });
    await change('setGroupSettings', { groupId: GROUP, ephemeralSeconds: 0 });

    expect(engine().asked).toEqual([
      ['groups.setSettings', GROUP, { announce: true }],
      ['groups.setSettings', GROUP, { locked: false }],
      ['groups.setSettings', GROUP, { ephemeralSeconds: 0 }],
    ]);
  });

  it.each([
    ['setGroupSubject', { subject: '' }, 'subject must be longer than or equal to 1 characters'],
    ['setGroupSubject', { subject: 'x'.repeat(101) }, 'subject must be shorter than or equal to 100 characters'],
    [
      'setGroupDescription',
      { description: 'x'.repeat(1025) },
      'description must be shorter than or equal to 1024 characters',
    ],
    ['setGroupSettings', {}, 'announce or locked should be given'],
    ['setGroupSettings', { ephemeralSeconds: -1 }, 'ephemeralSeconds must not be less than 0'],
    ['setGroupSettings', { announce: 'yes' }, 'announce must be a boolean value'],
  ])('%s refuses %j', async (field, input, message) => {
    expect((await change(field, { groupId: GROUP, ...input })).errors).toMatchObject([
      { code: 'VALIDATION_FAILED', message },
    ]);
    expect(engine().asked).toEqual([]);
  });

  it('is read again with the change, if that is asked for', async () => {
    const { data } = await gateway.run(
      'mutation ($input: GroupSettingsInput!) { setGroupSettings(input: $input) { group { name locked } } }',
      { input: { sessionId, groupId: GROUP, locked: true } },
    );

    expect(data).toEqual({ setGroupSettings: { group: { name: 'Drivers', locked: false } } });
    expect(engine().asked.map(([operation]) => operation)).toEqual(['groups.setSettings', 'groups.get']);
  });
});

describe('invitations', () => {
  it('are a code and a link, and can be made anew', async () => {
    const read = await ask(`groupInviteCode${aGroup()} { inviteCode inviteLink }`);
    const made = await change('revokeGroupInviteCode', { groupId: GROUP });

    expect(read.data).toEqual({
      groupInviteCode: { inviteCode: CODE, inviteLink: `https://chat.whatsapp.com/${CODE}` },
    });
    expect(made.data).toEqual({
      revokeGroupInviteCode: {
        inviteCode: 'Fr3ightDepotNine000002',
        inviteLink: 'https://chat.whatsapp.com/Fr3ightDepotNine000002',
      },
    });
  });

  it.each([CODE, `https://chat.whatsapp.com/${CODE}`, `https://chat.whatsapp.com/invite/${CODE}`])(
    'let the account in by %s',
    async (inviteCode) => {
      engine().answers['groups.join'] = GROUP;

      expect((await change('joinGroup', { inviteCode })).data).toEqual({ joinGroup: { groupId: GROUP } });
      expect(engine().asked).toEqual([['groups.join', CODE]]);
    },
  );

  it.each([
    ['nothing', ''],
    ['too little', 'abc'],
    ['another site', `https://chat.example.com/${CODE}`],
    ['something behind the code', `https://chat.whatsapp.com/${CODE}/../x`],
    ['a script', '<script>alert(1)</script>'],
    ['too much', 'x'.repeat(129)],
  ])('cannot be %s', async (_what, inviteCode) => {
    expect((await change('joinGroup', { inviteCode })).errors).toMatchObject([
      {
        code: 'VALIDATION_FAILED',
        extensions: { issues: expect.arrayContaining([expect.objectContaining({ field: 'inviteCode' })]) as unknown },
      },
    ]);
    expect(engine().asked).toEqual([]);
  });
});

it('leaves a group and keeps its chat', async () => {
  engine().emit({ kind: 'chat', chatId: GROUP, name: 'Drivers' });
  await gateway.store.commits.settled();

  expect((await change('leaveGroup', { groupId: GROUP })).data).toEqual({ leaveGroup: GROUP });
  expect(engine().asked).toEqual([['groups.leave', GROUP]]);
  expect((await ask(`session(id: "${sessionId}") { chat(chatId: "${GROUP}") { name } }`)).data).toEqual({
    session: { chat: { name: 'Drivers' } },
  });
});

const EVERY_CHANGE: [string, Record<string, unknown>, string][] = [
  ['createGroup', { name: 'x', participants: [ALICE] }, 'groups.create'],
  ['addParticipants', { groupId: GROUP, participants: [ALICE] }, 'groups.changeParticipants'],
  ['setGroupSubject', { groupId: GROUP, subject: 'x' }, 'groups.setSubject'],
  ['setGroupDescription', { groupId: GROUP, description: 'x' }, 'groups.setDescription'],
  ['setGroupSettings', { groupId: GROUP, locked: true }, 'groups.setSettings'],
  ['revokeGroupInviteCode', { groupId: GROUP }, 'groups.revokeInviteCode'],
  ['joinGroup', { inviteCode: CODE }, 'groups.join'],
  ['leaveGroup', { groupId: GROUP }, 'groups.leave'],
];

it.each(EVERY_CHANGE)('%s says so if WhatsApp refuses', async (field, input, operation) => {
  engine().answers[operation] = () => {
    throw new EngineFailedError('WhatsApp said no');
  };

  expect((await change(field, input)).errors).toMatchObject([{ code: 'ENGINE_FAILED', message: 'WhatsApp said no' }]);
});

it.each(EVERY_CHANGE.filter(([, input]) => 'groupId' in input))(
  '%s answers NOT_FOUND if it fails for a group that is not there',
  async (field, input, operation) => {
    engine().answers['groups.get'] = undefined;
    engine().answers[operation] = () => {
      throw new EngineFailedError('WhatsApp said no');
    };

    expect((await change(field, input)).errors).toMatchObject([
      { code: 'NOT_FOUND', message: `Group "${GROUP}" not found` },
    ]);
  },
);

it.each(EVERY_CHANGE)('%s is refused before an engine that cannot', async (field, input) => {
  gateway.rig.factory.capabilities = new Set();

  expect((await change(field, input)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
  expect(engine().asked).toEqual([]);
});

it.each(EVERY_CHANGE)('%s needs a link', async (field, input) => {
  await gateway.services.sessions.stop(sessionId);

  expect((await change(field, input)).errors).toMatchObject([{ code: 'SESSION_NOT_CONNECTED' }]);
});
