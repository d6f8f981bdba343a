import type { Scenario } from '../scenario.js';

const FIELDS = 'channelId name description';
const LIST = `query ($sessionId: ID!) { channels(sessionId: $sessionId) { ${FIELDS} } }`;
const GET = `query ($sessionId: ID!, $channelId: Jid!) {
  channel(sessionId: $sessionId, channelId: $channelId) { ${FIELDS} }
}`;
const MESSAGES = `query ($sessionId: ID!, $channelId: Jid!) {
  channelMessages(sessionId: $sessionId, channelId: $channelId) { body hasMedia }
}`;
const FOLLOW = `mutation ($input: FollowChannelInput!) { followChannel(input: $input) { ${FIELDS} } }`;
const UNFOLLOW = 'mutation ($input: ChannelInput!) { unfollowChannel(input: $input) }';

interface Listed {
  readonly channels: readonly { readonly channelId: string }[];
}

export const CHANNELS: readonly Scenario[] = [
  {
    title: 'a channel is followed, read and left',
    proves: ['READ_CHANNELS', 'FOLLOW_CHANNELS'],
    async play(stage) {
      const { id, inviteCode } = await stage.world.channel({ name: 'Harbour news', description: 'Tides and delays' });
      const channel = { channelId: id, name: 'Harbour news', description: 'Tides and delays' };
      const listed = async () => (await stage.ask<Listed>(LIST)).channels.filter(({ channelId }) => channelId === id);

      expect(await stage.ask(FOLLOW, { input: { inviteCode } })).toEqual({ followChannel: channel });
      await stage.world.post(id, 'High water at ten');
      expect(await listed()).toEqual([channel]);
      expect(await stage.ask(GET, { channelId: id })).toEqual({ channel });
      expect(await stage.ask(MESSAGES, { channelId: id })).toEqual({
        channelMessages: [{ body: 'High water at ten', hasMedia: false }],
      });
      expect(await stage.ask(UNFOLLOW, { input: { channelId: id } })).toEqual({ unfollowChannel: id });
      expect(await listed()).toEqual([]);

      return {
        seen: [
          { saw: 'channel followed', channel: id },
          { saw: 'channel left', channel: id },
        ],
      };
    },
  },
];
