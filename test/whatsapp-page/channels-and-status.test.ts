import { type Channel, type Client, type Message, MessageMedia } from 'whatsapp-web.js';
import { type ObservedClient, PageRig, PHONE, PNG } from './rig.js';

const STATUS = 'status@broadcast';

describe('channels and status posts through the page double', () => {
  let rig: PageRig;
  let gateway: ObservedClient;
  let client: Client;

  beforeAll(async () => {
    rig = await PageRig.start();
    await rig.control.channel({ name: 'Followed', subscriber: PHONE });
    gateway = await rig.linked();
    ({ client } = gateway);
  });
  afterAll(() => rig.stop());

  it('lists the channels it follows', async () => {
    expect(await client.getChannels()).toMatchObject([
      { name: 'Followed', isChannel: true, channelMetadata: { membershipType: 'subscriber' } },
    ]);
  });

  it('finds a channel by its invite code, follows it, reads it and leaves it', async () => {
    const news = await rig.control.channel({ name: 'News', inviteCode: 'NEWSCODE', description: 'every day' });
    await rig.control.post(news.id, 'first post');

    const channel = (await client.getChannelByInviteCode('NEWSCODE')) as unknown as Channel;
    expect(await client.subscribeToChannel(news.id)).toBe(true);
    const posts = await channel.fetchMessages({ limit: 10 });
    expect(await client.unsubscribeFromChannel(news.id)).toBe(true);

    expect(channel).toMatchObject({ name: 'News', description: 'every day' });
    expect(posts).toMatchObject([{ body: 'first post' }]);
    await rig.control.waitRequest(PHONE, { op: 'subscribe', id: news.id });
    await rig.control.waitRequest(PHONE, { op: 'unsubscribe', id: news.id });
  });

  it('finds no channel under an unknown code', async () => {
    expect(await client.getChannelByInviteCode('NOCODE')).toBeUndefined();
    await rig.control.waitRequest(PHONE, { op: 'channelByCode', code: 'NOCODE' });
  });

  it('makes a channel and writes in it', async () => {
    const made = await client.createChannel('Mine', { description: 'ours' });
    const { _serialized: id } = (made as unknown as { nid: { _serialized: string } }).nid;

    await client.sendMessage(id, 'hello followers');
    await client.sendMessage(id, new MessageMedia('image/png', PNG.toString('base64')), { caption: 'a dot' });

    expect(await rig.control.waitSent(PHONE, { chat: id, body: 'hello followers' })).toMatchObject({ type: 'chat' });
    expect((await rig.control.waitSent(PHONE, { chat: id, caption: 'a dot' })).media?.bytes).toBe(PNG.length);
  });

  it('posts a text status under an id of its own, and takes it back', async () => {
    await client.sendMessage(STATUS, 'good morning');

    const { id, key } = await rig.control.waitSent(PHONE, { chat: STATUS, body: 'good morning' });
    await gateway.event('message_create', (message: Message) => message.id.id === id);
    await client.revokeStatusMessage(key);

    await rig.control.waitRequest(PHONE, { op: 'revokeStatus', id: key });
  });

  it('posts an image status', async () => {
    const media = new MessageMedia('image/png', PNG.toString('base64'));

    const posted = await client.sendMessage(STATUS, media, { caption: 'sunrise' });

    const sent = await rig.control.waitSent(PHONE, { chat: STATUS, caption: 'sunrise' });
    expect(sent.id).toBe(posted.id.id);
    expect(sent.media?.bytes).toBe(PNG.length);
  });

  it('asked the page for nothing it does not have', async () => {
    expect(await rig.complaints()).toEqual([]);
  });
});
