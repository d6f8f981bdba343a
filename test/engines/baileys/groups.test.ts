import { type Jid, parseJid } from '../../../src/domain/jid.js';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig } from './rig.js';

const PHONE = '5511950000031';
const ALICE = '5531988887777';
const BOB = '5531988886666';
const CAROL = '5531988885555';
const ME = parseJid(`${PHONE}@c.us`);
const [alice, bob, carol] = [ALICE, BOB, CAROL].map((phone) => parseJid(`${phone}@c.us`)) as [Jid, Jid, Jid];

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.link('depot', PHONE);
});
beforeEach(() => rig.engine.forgetEvents());
afterAll(() => rig.stop());

const ask: Rig['engine']['ask'] = (...args) => rig.engine.ask(...args);
const made = async (
  options: { creator?: string; members?: string[]; addressing?: 'pn' | 'lid' } = {},
): Promise<Jid> => {
  const { creator = PHONE, members = [ALICE, BOB], addressing = 'lid' } = options;
  return parseJid((await rig.double.control.group({ subject: 'Crew', creator, members, addressing })).id);
};
const lidOf = async (phone: string) => `${(await rig.double.control.person({ phone })).lid}@lid`;
const participantsOf = async (id: Jid) => (await ask('depot', 'groups.get', id))?.participants.map((one) => one.id);

describe('a group', () => {
  it.each(['lid', 'pn'] as const)(
    'is shown with the numbers and aliases of its members, addressed by %s',
    async (addressing) => {
      const id = await made({ addressing });

      const { createdAt, ...group } = (await ask('depot', 'groups.get', id)) ?? {};

      expect(Math.abs(Date.now() - Number(createdAt))).toBeLessThan(60_000);
      expect(group).toEqual({
        id,
        subject: 'Crew',
        description: '',
        owner: ME,
        announce: false,
        locked: false,
        participants: [
          { id: ME, lid: await lidOf(PHONE), isAdmin: true, isSuperAdmin: true },
          { id: alice, lid: await lidOf(ALICE), isAdmin: false, isSuperAdmin: false },
          { id: bob, lid: await lidOf(BOB), isAdmin: false, isSuperAdmin: false },
        ],
      });
    },
  );

  it('is listed with the others', async () => {
    const ids = [await made(), await made({ creator: ALICE, members: [PHONE] })];

    const listed = (await ask('depot', 'groups.list')).map(({ id }) => id);

    expect(listed).toEqual(expect.arrayContaining(ids));
  });

  it.each([
    ['does not exist', async () => parseJid('120363000000000000@g.us')],
    ['is without this account', () => made({ creator: ALICE, members: [BOB] })],
  ])('that %s is not found', async (_, id) => {
    expect(await ask('depot', 'groups.get', await id())).toBeUndefined();
  });

  it('is created', async () => {
    const group = await ask('depot', 'groups.create', 'New crew', [alice, bob]);

    expect(group).toMatchObject({ subject: 'New crew', owner: ME });
    expect(group.participants.map(({ id }) => id)).toEqual([ME, alice, bob]);
    expect(rig.engine.seen('depot', 'chat')).toEqual([{ kind: 'chat', chatId: group.id, name: 'New crew' }]);
  });

  it('fails to be created when WhatsApp refuses', async () => {
    await rig.double.control.fault({ xmlns: 'w:g2', code: 429 });

    await expect(ask('depot', 'groups.create', 'Too many', [alice])).rejects.toThrow('ENGINE_FAILED');
  });
});

describe('participants', () => {
  it.each(['lid', 'pn'] as const)('are added, promoted, demoted and removed, addressed by %s', async (addressing) => {
    const id = await made({ members: [ALICE], addressing });
    const change = (what: 'add' | 'remove' | 'promote' | 'demote') =>
      ask('depot', 'groups.changeParticipants', id, what, [bob]);
    const isAdmin = async () =>
      (await ask('depot', 'groups.get', id))?.participants.find((one) => one.id === bob)?.isAdmin;

    expect(await change('add')).toEqual([{ id: bob, status: 200 }]);
    expect(await participantsOf(id)).toEqual([ME, alice, bob]);
    await change('promote');
    expect(await isAdmin()).toBe(true);
    await change('demote');
    expect(await isAdmin()).toBe(false);
    expect(await change('remove')).toEqual([{ id: bob, status: 200 }]);
    expect(await participantsOf(id)).toEqual([ME, alice]);
  });

  it('are each told what became of them', async () => {
    const id = await made({ members: [ALICE] });
    await rig.double.control.person({ phone: CAROL, blocksGroupAdd: true });

    const results = await ask('depot', 'groups.changeParticipants', id, 'add', [alice, bob, carol]);

    expect(results).toEqual([
      { id: alice, status: 409 },
      { id: bob, status: 200 },
      { id: carol, status: 403 },
    ]);
  });

  it('cannot be changed by somebody who is no admin', async () => {
    const id = await made({ creator: ALICE, members: [PHONE, BOB] });

    await expect(ask('depot', 'groups.changeParticipants', id, 'remove', [bob])).rejects.toThrow('ENGINE_FAILED');
  });

  it('that join later can read what is sent then', async () => {
    const id = await made({ members: [ALICE] });
    await rig.engine.sendText('depot', id, 'before');
    await ask('depot', 'groups.changeParticipants', id, 'add', [bob]);

    const after = await rig.engine.sendText('depot', id, 'after');

    const message = await waitFor('the message', async () => {
      return (await rig.double.control.received({ phone: PHONE, id: after })).messages[0];
    });
    expect(message).toMatchObject({ failures: [] });
    expect(message.decryptedBy).toContain(await lidOf(BOB));
  });
});

describe('what a group says of itself', () => {
  it('is its name, which its chat takes over', async () => {
    const id = await made();

    await ask('depot', 'groups.setSubject', id, 'Night crew');

    expect(await ask('depot', 'groups.get', id)).toMatchObject({ subject: 'Night crew' });
    expect(rig.engine.seen('depot', 'chat')).toContainEqual({ kind: 'chat', chatId: id, name: 'Night crew' });
  });

  it('is its description, which an empty one removes', async () => {
    const id = await made();

    await ask('depot', 'groups.setDescription', id, 'We load trucks');
    expect(await ask('depot', 'groups.get', id)).toMatchObject({ description: 'We load trucks' });
    await ask('depot', 'groups.setDescription', id, '');
    expect(await ask('depot', 'groups.get', id)).toMatchObject({ description: '' });
  });

  it('is who may write, and who may change it', async () => {
    const id = await made();

    await ask('depot', 'groups.setSettings', id, { announce: true, locked: true });
    expect(await ask('depot', 'groups.get', id)).toMatchObject({ announce: true, locked: true });
    await ask('depot', 'groups.setSettings', id, { announce: false });
    expect(await ask('depot', 'groups.get', id)).toMatchObject({ announce: false, locked: true });
  });
});

describe('an invitation', () => {
  it('has a code, which can be revoked', async () => {
    const id = await made();
    const code = await ask('depot', 'groups.inviteCode', id);

    const next = await ask('depot', 'groups.revokeInviteCode', id);

    expect(next).not.toBe(code);
    expect(await ask('depot', 'groups.inviteCode', id)).toBe(next);
  });

  it('lets the account in, until it leaves', async () => {
    const group = await ask('depot', 'groups.create', 'Open house', []);
    const code = await ask('depot', 'groups.inviteCode', group.id);
    await ask('depot', 'groups.leave', group.id);
    expect(await ask('depot', 'groups.get', group.id)).toBeUndefined();

    expect(await ask('depot', 'groups.join', code)).toBe(group.id);

    expect(await participantsOf(group.id)).toEqual([ME]);
  });

  it('that is no longer good is refused', async () => {
    await expect(ask('depot', 'groups.join', 'nosuchcode')).rejects.toThrow('ENGINE_FAILED');
  });
});
