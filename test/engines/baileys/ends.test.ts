import { join } from 'node:path';
import Database from 'better-sqlite3';
import { waitFor } from '../../support/wait.js';
import { type Rig, startRig, textsOf } from './rig.js';

const ALICE = '5531988887777';

let rig: Rig;
let account = 0;
let depot: string;
let phone: string;
beforeAll(async () => {
  rig = await startRig({}, { busyTimeoutMs: 100 });
});
beforeEach(async () => {
  account += 1;
  depot = `depot-${account}`;
  phone = `551195000000${account}`;
  await rig.link(depot, phone);
  rig.engine.forgetEvents();
});
afterEach(() => rig.engine.call('kill', depot));
afterAll(() => rig.stop());

it('ends logged out when the phone removes the device', async () => {
  await rig.double.control.logout(phone);

  expect(await rig.engine.next(depot, 'ended')).toEqual({ kind: 'ended', end: 'logged-out', reason: 'logged out' });
});

it('ends replaced when another process takes the link', async () => {
  await rig.double.control.kick(phone, 'replaced');

  expect(await rig.engine.next(depot, 'ended')).toMatchObject({ end: 'replaced' });
});

it('ends banned, and outdated, as the server says', async () => {
  await rig.double.control.ban(phone);
  const banned = await rig.engine.next(depot, 'ended');
  await rig.double.control.unban(phone);
  await rig.double.control.loginFault(405);
  rig.engine.forgetEvents();

  await rig.engine.call('open', depot);

  expect(banned).toMatchObject({ end: 'banned' });
  expect(await rig.engine.next(depot, 'ended')).toMatchObject({ end: 'outdated' });
  await rig.double.control.clearFaults();
});

it('ends lost, once, when the line is cut, and the next link misses nothing', async () => {
  await rig.double.control.drop(phone);
  const lost = await rig.engine.next(depot, 'ended');
  await rig.double.control.inject({ to: phone, from: ALICE, text: 'meanwhile' });

  await rig.engine.call('open', depot);

  expect(lost).toMatchObject({ end: 'lost', reason: expect.stringContaining('connection lost') as string });
  await rig.engine.next(depot, 'message');
  expect(textsOf(rig, depot)).toEqual(['meanwhile']);
  expect(rig.engine.seen(depot, 'ended')).toHaveLength(1);
});

it('ends lost when the store fails, before the server is told anything, and misses nothing', async () => {
  const lock = new Database(join(rig.folder, 'data.sqlite'));
  lock.exec('BEGIN IMMEDIATE');
  const { id } = await rig.double.control.inject({ to: phone, from: ALICE, text: 'while the disk is full' });
  const ended = await rig.engine.next(depot, 'ended');
  const duringOutage = await rig.double.control.handled({ phone });
  lock.exec('ROLLBACK');
  lock.close();
  await rig.engine.call('recover');
  rig.engine.forgetEvents();

  await rig.engine.call('open', depot);

  expect(ended).toMatchObject({ end: 'lost' });
  expect(duringOutage).toMatchObject({ receipted: [], nacked: [], pending: 1 });
  await waitFor('the receipt', async () => (await rig.double.control.handled({ phone })).receipted.includes(id));
  expect(textsOf(rig, depot)).toEqual(['while the disk is full']);
});

it('follows a demand for a new connection by itself', async () => {
  await rig.double.control.kick(phone, 'restart');

  await rig.engine.next(depot, 'ready');
  const aboutTheLink = rig.engine.events.map(({ event }) => event.kind).filter((kind) => kind !== 'contact');
  expect(aboutTheLink).toEqual(['connecting', 'ready']);
});

it('says nothing any more once it is closed', async () => {
  await rig.engine.call('close', depot);
  await rig.double.control.inject({ to: phone, from: ALICE, text: 'later' });

  const { devices } = (await rig.double.control.state()).accounts.find(({ pn }) => pn === phone) ?? {};

  expect(devices).toMatchObject([{ online: false, pending: 1 }]);
  expect(rig.engine.events).toEqual([]);
});

it('can be killed while the server has stopped answering', async () => {
  await rig.double.control.freeze(phone);

  await rig.engine.call('kill', depot);

  expect(rig.engine.events).toEqual([]);
});

it('fails a text that is under way when the line is cut, and does not wait for a time-out', async () => {
  await rig.double.control.fault({ xmlns: 'usync', drop: true, times: 5 });
  const sending = rig.engine.sendText(depot, '5531900003333@c.us', 'never');
  const failed = sending.catch((error: Error) => error.message);
  await waitFor('the question', async () => ((await rig.double.control.state()).counters.faults ?? 0) > 0);

  await rig.double.control.drop(phone);

  expect(await failed).toContain('ENGINE_FAILED: The link ended before WhatsApp answered');
  await rig.double.control.clearFaults();
});
