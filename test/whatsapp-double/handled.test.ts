import { ALICE, eventually, type Rig, startRig, ZECA } from './rig.js';

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
  await rig.connect('alice', ALICE);
});
afterAll(() => rig.stop());

const settled = () =>
  eventually(
    'an empty queue',
    () => rig.control.handled({ phone: ALICE }),
    ({ pending, sent, receipted }) => pending === 0 && receipted.length === sent.length,
  );

it('knows what was sent, what is still queued, and what the client confirmed', async () => {
  await rig.client.stop('alice');
  const texts = ['one', 'two', 'three'];
  for (const text of texts) await rig.control.inject({ to: ALICE, from: ZECA, text });
  const before = await rig.control.handled({ phone: ALICE });

  await rig.client.start('alice');
  const after = await settled();

  expect(before).toMatchObject({ receipted: [], nacked: [], pending: 3 });
  expect(before.sent.map(({ text }) => text)).toEqual(texts);
  expect(after.receipted.toSorted()).toEqual(before.sent.map(({ id }) => id).toSorted());
  expect(after).toMatchObject({ nacked: [], pending: 0, sent: before.sent });
});

it('lists a refused message as refused, and as confirmed once its second copy was read', async () => {
  const { id } = await rig.control.inject({ to: ALICE, from: ZECA, text: 'broken', corrupt: true });

  const { nacked, receipted, pending } = await settled();

  expect({ nacked, pending }).toEqual({ nacked: [id], pending: 0 });
  expect(receipted).toContain(id);
});

it('covers what the load generator sent, id by id', async () => {
  const { id } = await rig.control.load({ accounts: [ALICE], total: 40, contacts: 4 });

  const { messages = [] } = await rig.control.loadReport(id, true);
  const { sent } = await settled();

  expect(messages).toHaveLength(40);
  expect(sent.slice(-40).map((message) => [message.id, message.text])).toEqual(
    messages.map((message) => [message.id, message.text]),
  );
});

it('forgets the oldest ids beyond the limit', async () => {
  await rig.control.options({ handledLogIds: 2 });

  for (const text of ['a', 'b', 'c']) await rig.control.inject({ to: ALICE, from: ZECA, text });

  const { sent } = await rig.control.handled({ phone: ALICE });
  expect(sent.map(({ text }) => text)).toEqual(['b', 'c']);
});
