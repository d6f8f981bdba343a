import { type Rig, startRig } from './rig.js';

const PHONE = '5511950000061';
const CONTACT = '552190000000';

let rig: Rig;
afterEach(() => rig.stop());

const past = () => rig.engine.seen('depot', 'message').filter(({ history }) => history === true);

it("the phone's recent messages are told with the first login, oldest first, as what they are: the past", async () => {
  rig = await startRig();

  await rig.link('depot', PHONE);

  expect(past()).toHaveLength(6);
  const [first, second] = past().filter(({ message }) => message.chatId === `${CONTACT}@c.us`);
  expect(first?.message).toMatchObject({ body: 'history 0/0', fromMe: false, author: `${CONTACT}@c.us` });
  expect(second?.message).toMatchObject({ body: 'history 0/1', fromMe: true, author: `${PHONE}@c.us` });
  const moments = past().map(({ message }) => message.sentAt.getTime());
  expect(moments).toEqual(moments.toSorted((one, other) => one - other));
});

it('a message that arrives meanwhile is news', async () => {
  rig = await startRig();
  await rig.engine.call('open', 'depot');
  const { qr } = await rig.engine.next('depot', 'qr');
  await rig.double.control.scan({ qr, phone: PHONE, name: 'Depot Nine' });

  await rig.double.control.inject({ to: PHONE, from: CONTACT, text: 'are you there?' });

  const news = await rig.engine.next('depot', 'message', ({ history }) => history !== true);
  expect(news.message.body).toBe('are you there?');
});

it('can be quoted and forwarded', async () => {
  rig = await startRig();
  await rig.link('depot', PHONE);
  const original = past()[0]?.message;
  if (original === undefined) throw new Error('there is no history');

  const id = await rig.engine.send('depot', original.chatId, { kind: 'forward', original });

  const { messages } = await rig.double.control.received({ phone: PHONE, id });
  expect(messages[0]).toMatchObject({ text: original.body });
});

it('has a limit, at which the newest are told', async () => {
  rig = await startRig({ historyChats: 3, historyMessages: 800 });

  await rig.link('depot', PHONE);

  await rig.engine.next('depot', 'message', ({ message }) => message.body === 'history 2/799');
  expect(past()).toHaveLength(2000);
  expect(past()[0]?.message.body).not.toMatch(/\/[0-9]$/);
}, 30_000);
