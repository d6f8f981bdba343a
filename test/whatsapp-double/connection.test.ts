import { ALICE, BRUNO, type Rig, startRig, ZECA } from './rig.js';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await rig.connect('alice', ALICE);
  await rig.connect('bruno', BRUNO);
});
afterAll(() => rig.stop());

it('keeps what is sent during a drop, and delivers all of it in order after the reconnect', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `while away ${index}`);

  await rig.control.drop(ALICE);
  for (const text of texts) await rig.control.inject({ to: ALICE, from: ZECA, text });

  const inbox = await rig.client.waitForInbox('alice', texts.length);
  const { connects, closeCode } = await rig.client.view('alice');
  expect(inbox.map(({ text }) => text)).toEqual(texts);
  expect({ connects, closeCode }).toEqual({ connects: 2, closeCode: 428 });
  expect((await rig.client.view('bruno')).connects).toBe(1);
});

it.each([
  ['unavailable', 503],
  ['replaced', 440],
] as const)('ends a connection as %s', async (why, code) => {
  await rig.client.waitFor('bruno', 'open', ({ state }) => state === 'open');

  await rig.control.kick(BRUNO, why);

  await rig.client.waitFor('bruno', `close with ${code}`, ({ closeCode }) => closeCode === code);
});

it('bans an account until it is unbanned', async () => {
  await rig.control.ban(BRUNO);
  await rig.client.start('bruno');
  const banned = await rig.client.waitFor('bruno', 'refusal', ({ closeCode }) => closeCode === 403);

  await rig.control.unban(BRUNO);
  await rig.client.start('bruno');

  expect(banned.state).toBe('closed');
  await rig.client.waitFor('bruno', 'open', ({ state }) => state === 'open');
});

it('fails logins with a code until the faults are cleared', async () => {
  await rig.control.loginFault(503);
  await rig.control.drop(BRUNO);
  await rig.client.waitFor('bruno', 'refusal', ({ closeCode }) => closeCode === 503);

  await rig.control.clearFaults();

  await rig.client.waitFor('bruno', 'open', ({ state }) => state === 'open');
});

it('logs a client out from the phone, and refuses its old credentials', async () => {
  await rig.control.logout(BRUNO);
  await rig.client.waitFor('bruno', 'logout', ({ closeCode, state }) => closeCode === 401 && state === 'closed');

  await rig.client.start('bruno');

  const { connects } = await rig.client.waitFor('bruno', 'refusal', ({ state }) => state === 'closed');
  expect((await rig.client.view('bruno')).closeCode).toBe(401);
  expect(connects).toBeGreaterThan(1);
  expect((await rig.control.state()).accounts.map(({ pn }) => pn)).toEqual([ALICE]);
});

it('forgets a device that logs itself out', async () => {
  await rig.client.logout('alice');

  const { accounts } = await rig.control.state();
  expect(accounts).toEqual([]);
});
