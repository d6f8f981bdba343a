import { parseJid } from '../../../src/domain/jid.js';
import { type Rig, startRig } from './rig.js';

const PHONE = '5511950000041';
const ALICE = '5531988887777';
const STRANGER = '5531988880001';
const alice = parseJid(`${ALICE}@c.us`);

let rig: Rig;
let lidOfAlice: ReturnType<typeof parseJid>;
beforeAll(async () => {
  rig = await startRig();
  await rig.link('depot', PHONE);
  lidOfAlice = parseJid(`${(await rig.double.control.person({ phone: ALICE, name: 'Alice' })).lid}@lid`);
});
afterAll(() => rig.stop());

const factsAbout = (id: string) =>
  rig.engine
    .seen('depot', 'contact')
    .filter((event) => event.id === id)
    .map(({ kind: _kind, id: _id, ...facts }) => facts);

it('people of the history are told, with the names that the phone knows and both their addresses', async () => {
  const person = await rig.double.control.person({ phone: '552190000000' });

  await rig.engine.next('depot', 'contact', ({ id, pushName }) => id === '552190000000@c.us' && pushName !== undefined);

  expect(Object.assign({}, ...factsAbout('552190000000@c.us'))).toEqual({ name: 'User 0000', pushName: 'User 0000' });
  const identities = rig.engine.seen('depot', 'identity').filter(({ lid }) => lid === `${person.lid}@lid`);
  expect(identities).toEqual([{ kind: 'identity', lid: `${person.lid}@lid`, pn: '552190000000@c.us' }]);
});

it('who writes is told once, before what they wrote', async () => {
  rig.engine.forgetEvents();

  for (const text of ['one', 'two']) await rig.double.control.inject({ to: PHONE, from: ALICE, text });
  await rig.engine.next('depot', 'message', ({ message }) => message.body === 'two');
  await rig.engine.next('depot', 'contact', ({ id }) => id === alice);

  const kinds = rig.engine.events.map(({ event }) => event.kind);
  expect(kinds.indexOf('identity')).toBeLessThan(kinds.indexOf('message'));
  expect(rig.engine.seen('depot', 'identity')).toEqual([{ kind: 'identity', lid: lidOfAlice, pn: alice }]);
  expect(factsAbout(alice)).toEqual([{ pushName: 'Alice' }]);
});

it('the number behind an alias is known once somebody wrote', async () => {
  expect(await rig.engine.ask('depot', 'contacts.phoneBehind', lidOfAlice)).toBe(ALICE);
  expect(await rig.engine.ask('depot', 'contacts.phoneBehind', parseJid('99887766554433@lid'))).toBeUndefined();
});

it('a contact is blocked and unblocked, and told so', async () => {
  rig.engine.forgetEvents();
  const blockAndBack = async (blocked: boolean) => {
    await rig.engine.ask('depot', 'contacts.setBlocked', alice, blocked);
    return (await rig.double.control.actions({ phone: PHONE })).actions.at(-1)?.stanza;
  };

  expect(await blockAndBack(true)).toMatchObject({
    attrs: { xmlns: 'blocklist' },
    children: [{ tag: 'item', attrs: { action: 'block', jid: lidOfAlice } }],
  });
  expect(await blockAndBack(false)).toMatchObject({ children: [{ attrs: { action: 'unblock' } }] });

  expect(factsAbout(alice)).toEqual([{ isBlocked: true }, { isBlocked: false }]);
});

it('who is blocked already is told with the next link', async () => {
  await rig.engine.ask('depot', 'contacts.setBlocked', alice, true);
  await rig.engine.call('close', 'depot');
  rig.engine.forgetEvents();

  await rig.engine.call('open', 'depot');

  expect(await rig.engine.next('depot', 'contact', ({ id }) => id === alice)).toMatchObject({ isBlocked: true });
});

it('the picture of a person and of a group can be found, unless there is none', async () => {
  const group = await rig.double.control.group({ subject: 'Crew', creator: ALICE, members: [PHONE] });
  await rig.double.control.person({ phone: STRANGER, picture: null });

  expect(await rig.engine.ask('depot', 'contacts.pictureUrl', alice)).toContain(`/pp/${ALICE}.jpg`);
  expect(await rig.engine.ask('depot', 'contacts.pictureUrl', parseJid(group.id))).toContain('/pp/');
  expect(await rig.engine.ask('depot', 'contacts.pictureUrl', parseJid(`${STRANGER}@c.us`))).toBeUndefined();
});

it('a picture that WhatsApp does not answer for is an error, not no picture', async () => {
  await rig.double.control.fault({ xmlns: 'w:profile:picture', code: 500 });

  await expect(rig.engine.ask('depot', 'contacts.pictureUrl', alice)).rejects.toThrow('ENGINE_FAILED');
});
