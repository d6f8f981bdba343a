import type { Channel } from '../../src/domain/channel.js';
import type { Jid } from '../../src/domain/jid.js';
import { CAPABILITY_NAMES } from '../../src/engine/capability.js';
import { ALICE } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

const NEWS = '120363012345678901@newsletter' as Jid;
const CODE = '0029VaDepotNews00000000';
const news: Channel = { id: NEWS, name: 'Depot news', description: 'What happens', inviteCode: CODE, followers: 12 };

let gateway: Fixture;
let sessionId: string;
const engine = () => gateway.rig.factory.engine;

beforeAll(async () => (gateway = await startFixture()));
afterAll(() => gateway.stop());
beforeEach(async () => {
  sessionId = (await gateway.rig.createReady()).id;
  engine().answers['channels.get'] = news;
});
afterEach(() => (gateway.rig.factory.capabilities = new Set(CAPABILITY_NAMES)));

const ask = (fields: string) => gateway.run(`{ ${fields} }`);
const inChannel = (channelId: string = NEWS, rest = '') =>
  `(sessionId: "${sessionId}", channelId: "${channelId}"${rest})`;
const follow = (inviteCode: string) =>
  gateway.run('mutation ($input: FollowChannelInput!) { followChannel(input: $input) { channelId name } }', {
    input: { sessionId, inviteCode },
  });
const unfollow = (channelId: string) =>
  gateway.run('mutation ($input: ChannelInput!) { unfollowChannel(input: $input) }', {
    input: { sessionId, channelId },
  });

it('shows the channels that the account follows', async () => {
  engine().answers['channels.list'] = [news, { id: '1@newsletter' as Jid, name: 'Bare', description: '' }];

  const { data, errors } = await ask(
    `channels(sessionId: "${sessionId}") { id channelId name description inviteCode subscriberCount isVerified }`,
  );

  expect(errors).toEqual([]);
  expect(data?.channels).toEqual([
    {
      id: `${sessionId}:${NEWS}`,
      channelId: NEWS,
      name: 'Depot news',
      description: 'What happens',
      inviteCode: CODE,
      subscriberCount: 12,
      isVerified: false,
    },
    expect.objectContaining({ name: 'Bare', inviteCode: null, subscriberCount: null }),
  ]);
});

it('shows one channel, or that there is none', async () => {
  expect((await ask(`channel${inChannel()} { name }`)).data).toEqual({ channel: { name: 'Depot news' } });

  engine().answers['channels.get'] = undefined;
  expect((await ask(`channel${inChannel()} { name }`)).errors).toMatchObject([
    { code: 'NOT_FOUND', message: `Channel "${NEWS}" not found` },
  ]);
});

it('reads the newest posts', async () => {
  const sentAt = new Date('2026-06-26T08:15:29.000Z');
  engine().answers['channels.messages'] = [{ id: '101', body: 'Closed tomorrow', sentAt, hasMedia: false }];

  const { data } = await ask(
    `channelMessages${inChannel(NEWS, ', limit: 3')} { messageId body sentAt hasMedia } rest: channelMessages${inChannel()} { body }`,
  );

  expect(data?.channelMessages).toEqual([
    { messageId: '101', body: 'Closed tomorrow', sentAt: sentAt.toISOString(), hasMedia: false },
  ]);
  expect(engine().asked).toEqual([
    ['channels.messages', NEWS, 3],
    ['channels.messages', NEWS, 50],
  ]);
});

it.each([CODE, `https://whatsapp.com/channel/${CODE}`, `https://www.whatsapp.com/channel/${CODE}`])(
  'follows by %s',
  async (inviteCode) => {
    engine().answers['channels.follow'] = news;

    expect((await follow(inviteCode)).data).toEqual({ followChannel: { channelId: NEWS, name: 'Depot news' } });
    expect(engine().asked).toEqual([['channels.follow', CODE]]);
  },
);

it('follows no longer', async () => {
  expect((await unfollow(NEWS)).data).toEqual({ unfollowChannel: NEWS });
  expect(engine().asked).toEqual([['channels.unfollow', NEWS]]);
});

it.each(['', 'abc', 'https://example.com/channel/0029VaDepotNews', `${CODE}?x=1`, 'x'.repeat(65)])(
  'cannot follow by %j',
  async (inviteCode) => {
    const { errors } = await follow(inviteCode);

    expect(errors[0]).toMatchObject({ code: 'VALIDATION_FAILED', extensions: { issues: [{ field: 'inviteCode' }] } });
    expect(engine().asked).toEqual([]);
  },
);

it('takes nothing but channels for channels', async () => {
  const refused = [
    { code: 'VALIDATION_FAILED', message: 'channelId must be a channel, such as 120363123456789@newsletter' },
  ];

  expect((await ask(`channel${inChannel(ALICE)} { name }`)).errors).toMatchObject(refused);
  expect((await ask(`channelMessages${inChannel(ALICE)} { body }`)).errors).toMatchObject(refused);
  expect((await unfollow(ALICE)).errors).toMatchObject(refused);
  expect((await ask(`channelMessages${inChannel(NEWS, ', limit: 101')} { body }`)).errors).toMatchObject([
    { code: 'VALIDATION_FAILED', message: 'limit must not be greater than 100' },
  ]);
  expect(engine().asked).toEqual([]);
});

it('is refused before an engine that cannot', async () => {
  gateway.rig.factory.capabilities = new Set();

  expect((await follow(CODE)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
  expect((await unfollow(NEWS)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
  expect((await ask(`channels(sessionId: "${sessionId}") { name }`)).errors).toMatchObject([
    { code: 'NOT_IMPLEMENTED' },
  ]);
  expect((await ask(`channelMessages${inChannel()} { body }`)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
  expect(engine().asked).toEqual([]);
});
