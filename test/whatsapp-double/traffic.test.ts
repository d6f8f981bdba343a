import { ALICE, BRUNO, eventually, type Rig, startRig } from './rig.js';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await rig.connect('alice', ALICE);
  await rig.connect('bruno', BRUNO);
});
afterAll(() => rig.stop());

it('loads every account with messages that all arrive, each once', async () => {
  const report = await rig.control.load({ accounts: 'all', total: 200, contacts: 5, window: 50 });

  const inboxes = await Promise.all(['alice', 'bruno'].map((session) => rig.client.waitForInbox(session, 100)));
  const { messages = [] } = await rig.control.loadReport(report.id, true);
  const texts = inboxes.flat().map(({ text }) => text);
  expect(report).toMatchObject({ state: 'done', sent: 200, handled: 200, nacked: 0 });
  expect(report.latencyMs.p50).toBeGreaterThan(0);
  expect(texts.toSorted()).toEqual(messages.map(({ text }) => text).toSorted());
});

it('keeps to the rate it is given', async () => {
  const { perSecond, seconds } = await rig.control.load({ accounts: [ALICE], total: 50, rate: 100, contacts: 2 });

  expect(perSecond).toBeLessThan(130);
  expect(seconds).toBeGreaterThan(0.4);
});

it('lets contacts write by themselves, in turn, and stop after so many', async () => {
  const contacts = [
    { phone: '5511966660001', name: 'Ana' },
    { phone: '5511966660002', name: 'Beto' },
  ];
  const start = (await rig.client.inbox('bruno')).length;

  await rig.control.chatter({ to: BRUNO, contacts, everyMs: 20, total: 4 });

  const inbox = (await rig.client.waitForInbox('bruno', start + 4)).slice(start);
  // the client reads different senders side by side, so only the number of each is certain
  expect(inbox.map(({ name }) => name).sort()).toEqual(['Ana', 'Ana', 'Beto', 'Beto']);
  expect(new Set(inbox.map(({ text }) => text)).size).toBe(4);
  expect(await rig.control.chatterStop(BRUNO)).toEqual({ sent: 4, running: false });
});

it('stops the chatter when told to', async () => {
  const contacts = [{ phone: '5511966660003', name: 'Caio' }];
  await rig.control.chatter({ to: ALICE, contacts, everyMs: 5 });
  await eventually(
    'some chatter',
    () => rig.client.inbox('alice'),
    (messages) => messages.some(({ name }) => name === 'Caio'),
  );

  const { sent, running } = await rig.control.chatterStop(ALICE);

  expect(running).toBe(false);
  expect(await rig.control.chatterStop(ALICE)).toEqual({ sent, running: false });
});
