import { ALICE, eventually, jidOf, type Rig, startRig, ZECA } from './rig.js';

const TEXT = 'ção 😀 “quoted”\nsecond line';
let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await rig.connect('alice', ALICE);
});
afterAll(() => rig.stop());

const received = async (id: string) => {
  const { messages } = await eventually(
    'the message at its contact',
    () => rig.control.received({ phone: ALICE, id }),
    (answer) => answer.messages.length > 0,
  );
  return messages[0];
};

it.each(['lid', 'pn'] as const)('brings a text to the client and one back, addressed by %s', async (addressing) => {
  const from = addressing === 'lid' ? ZECA : '5511977770002';
  const { id } = await rig.control.inject({ to: ALICE, from, name: 'Zeca', text: `in ${TEXT}`, addressing });
  const inbox = await eventually(
    'the message at the client',
    () => rig.client.inbox('alice'),
    (messages) => messages.some((message) => message.id === id),
  );
  const message = inbox.find((candidate) => candidate.id === id);

  const sent = await rig.client.sendText('alice', message?.jid ?? '', `out ${TEXT}`);

  expect(message).toMatchObject({ text: `in ${TEXT}`, name: 'Zeca', type: 'notify' });
  expect([message?.jid, message?.alt]).toContain(jidOf(from));
  expect(message?.jid).toMatch(addressing === 'lid' ? /@lid$/ : /@s\.whatsapp\.net$/);
  expect(await received(sent)).toMatchObject({ text: `out ${TEXT}`, failures: [], phoneCopy: true });
});

it('reports delivery and reading to the client, as the contact is told to', async () => {
  await rig.control.person({ phone: '5511977770003', policy: { read: true } });
  await rig.control.person({ phone: '5511977770004', offline: true });

  const read = await rig.client.sendText('alice', jidOf('5511977770003'), 'read this');
  const unseen = await rig.client.sendText('alice', jidOf('5511977770004'), 'nobody there');

  await received(unseen);
  const { statuses } = await rig.client.waitFor('alice', 'read receipt', (view) => view.statuses[read] === 4);
  expect(statuses[unseen] ?? 1).toBeLessThan(3);
});

it('files the receipts of the client', async () => {
  const { id } = await rig.control.inject({ to: ALICE, from: ZECA, text: 'confirm me' });

  const { receipts } = await eventually(
    'the receipt',
    () => rig.control.receipts({ phone: ALICE }),
    (answer) => answer.receipts.some((receipt) => receipt.id === id),
  );

  expect(receipts.find((receipt) => receipt.id === id)?.type).toMatch(/^(delivery|inactive)$/);
});

it('sends an unreadable message again when the client asks', async () => {
  await rig.control.inject({ to: ALICE, from: ZECA, text: 'damaged on the way', corrupt: true });

  const repaired = await eventually(
    'the readable copy',
    () => rig.client.inbox('alice'),
    (messages) => messages.some(({ text }) => text === 'damaged on the way'),
  );

  expect(repaired.filter(({ text }) => text === 'damaged on the way')).toHaveLength(1);
});

it('answers a text with an echo, or with an answer of its own', async () => {
  await rig.control.person({ phone: '5511977770005', echo: true });
  await rig.control.person({ phone: '5511977770006', answer: 'I am on holiday' });

  await rig.client.sendText('alice', jidOf('5511977770005'), 'ping');
  await rig.client.sendText('alice', jidOf('5511977770006'), 'are you there?');

  const texts = await eventually(
    'both answers',
    async () => (await rig.client.inbox('alice')).map(({ text }) => text),
    (all) => all.includes('echo:ping') && all.includes('I am on holiday'),
  );
  expect(texts).toEqual(expect.arrayContaining(['echo:ping', 'I am on holiday']));
});

it('refuses a message with the code it is told to', async () => {
  await rig.control.reject(ALICE, [463]);

  const id = await rig.client.sendText('alice', jidOf(ZECA), 'not today');

  await rig.client.waitFor('alice', 'error status', (view) => view.statuses[id] === 0);
  expect((await rig.control.received({ phone: ALICE, id })).messages).toEqual([]);
});

it('has an answer to everything the client asked', async () => {
  const { unhandled, counters } = await rig.control.state();

  expect(unhandled).toEqual({});
  expect(counters.messageErrors ?? 0).toBe(0);
});
