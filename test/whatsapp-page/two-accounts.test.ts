import { type Message } from 'whatsapp-web.js';
import { ME, PageRig } from './rig.js';

const OTHER = '5511900000002';
const OTHER_ID = `${OTHER}@c.us`;

describe('two accounts of one page double', () => {
  let rig: PageRig;

  beforeAll(async () => {
    rig = await PageRig.start();
  });
  afterAll(() => rig.stop());

  it('write to each other, and see that it arrived and was read', async () => {
    const [one, other] = await Promise.all([rig.linked('one'), rig.linked('other', OTHER)]);

    const sent = await one.client.sendMessage(OTHER_ID, 'ping');
    const [message] = await other.event<[Message]>('message', ({ body }) => body === 'ping');
    const acked = (ack: number) => (of: Message, now: number) => of.id.id === sent.id.id && now === ack;
    await one.event('message_ack', acked(2));
    await message.reply('pong');

    expect(message.from).toBe(ME);
    await one.event('message_ack', acked(3));
    await one.event('message', ({ body }: Message) => body === 'pong');
  });
});
