import type { ChannelMessage } from '../../src/domain/channel.js';
import type { SessionChannel } from '../../src/services/channel-service.js';
import { channelAddress } from '../address-rules.js';
import { builder } from '../builder.js';
import { matching, rules, whole } from '../rules.js';

const Channel = builder.objectRef<SessionChannel>('Channel').implement({
  description: 'A channel, as WhatsApp shows it to this account.',
  access: 'viewer',
  fields: (t) => ({
    id: t.id({
      description: 'Unique over all sessions; the key for client caches. Operations take `channelId`.',
      rest: { omit: true },
      resolve: ({ sessionId, id }) => `${sessionId}:${id}`,
    }),
    channelId: t.expose('id', {
      type: 'Jid',
      description: 'WhatsApp address of the channel, which operations take.',
      rest: { name: 'id' },
    }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.exposeString('description', { description: 'What it is about; empty if it does not say.' }),
    inviteCode: t.string({
      nullable: true,
      description: 'What stands behind whatsapp.com/channel/.',
      rest: { omitNull: true },
      resolve: ({ inviteCode }) => inviteCode ?? null,
    }),
    subscriberCount: t.int({
      nullable: true,
      description: 'How many follow it, where WhatsApp tells.',
      rest: { omitNull: true },
      resolve: ({ followers }) => followers ?? null,
    }),
    isVerified: t.boolean({
      description: 'Whether WhatsApp vouches for its name.',
      rest: { name: 'verified' },
      resolve: ({ isVerified }) => isVerified ?? false,
    }),
  }),
});

const ChannelMessageType = builder.objectRef<ChannelMessage>('ChannelMessage').implement({
  description: 'A post of a channel.',
  access: 'viewer',
  fields: (t) => ({
    messageId: t.exposeID('id', { description: 'Its id within the channel.', rest: { name: 'id' } }),
    body: t.exposeString('body', { description: 'The text, or the caption.' }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      description: 'When it was posted.',
      rest: { name: 'timestamp', form: 'epochSeconds' },
    }),
    hasMedia: t.exposeBoolean('hasMedia', { description: 'Whether it carries a file.' }),
  }),
});

const ofSession = { role: 'viewer', session: 'sessionId' } as const;
const CHANNELS = '/api/sessions/{sessionId}/channels';
const CHANNEL = `${CHANNELS}/{channelId}`;
const errors = [404, 409, 501];

builder.queryFields((t) => {
  const sessionId = () => t.arg.id({ required: true, description: 'The session.' });
  const channelId = () =>
    t.arg({ type: 'Jid', required: true, description: 'Address of the channel.', validate: channelAddress() });
  return {
    channels: t.field({
      type: [Channel],
      description: 'Channels the account follows. Fails with SESSION_NOT_STARTED or SESSION_NOT_CONNECTED.',
      access: ofSession,
      rest: { method: 'GET', path: CHANNELS, status: 200, tag: 'channels', errors },
      args: { sessionId: sessionId() },
      resolve: (_root, args, { services }) => services.channels.list(args.sessionId),
    }),
    channel: t.field({
      type: Channel,
      nullable: true,
      description: 'A channel, followed or not. Fails with NOT_FOUND.',
      access: ofSession,
      rest: { method: 'GET', path: CHANNEL, status: 200, tag: 'channels', errors },
      args: { sessionId: sessionId(), channelId: channelId() },
      resolve: (_root, args, { services }) => services.channels.get(args.sessionId, args.channelId),
    }),
    channelMessages: t.field({
      type: [ChannelMessageType],
      description: 'The newest posts of a channel, newest last.',
      access: ofSession,
      rest: {
        method: 'GET',
        path: `${CHANNEL}/messages`,
        status: 200,
        tag: 'channels',
        args: { limit: { from: 'query', lenient: true } },
        errors,
      },
      args: {
        sessionId: sessionId(),
        channelId: channelId(),
        limit: t.arg.int({ defaultValue: 50, description: 'How many, 1 to 100.', validate: whole(1, 100) }),
      },
      resolve: (_root, args, { services }) =>
        services.channels.messages(args.sessionId, args.channelId, args.limit ?? 50),
    }),
  };
});

const INVITE = /^(?:https:\/\/(?:www\.)?whatsapp\.com\/channel\/)?[A-Za-z0-9_-]{8,64}$/;
const FollowChannelInput = builder.inputType('FollowChannelInput', {
  description: 'A channel to follow.',
  validate: rules({ inviteCode: matching(INVITE, 128) }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    inviteCode: t.string({
      required: true,
      description: 'The code, or the link that ends with it: `https://whatsapp.com/channel/...`.',
    }),
  }),
});

const ChannelInput = builder.inputType('ChannelInput', {
  description: 'A channel of a session.',
  validate: rules({ channelId: channelAddress() }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    channelId: t.field({ type: 'Jid', required: true, description: 'Address of the channel.' }),
  }),
});

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  return {
    followChannel: t.field({
      type: Channel,
      description: 'Follows a channel.',
      access,
      rest: { method: 'POST', path: `${CHANNELS}/subscribe`, status: 201, tag: 'channels', errors },
      args: { input: t.arg({ type: FollowChannelInput, required: true, description: 'Which channel.' }) },
      resolve: (_root, { input: { sessionId, inviteCode } }, { services }) =>
        services.channels.follow(sessionId, inviteCode),
    }),
    unfollowChannel: t.field({
      type: 'Jid',
      description: 'No longer follows a channel. Answers its address.',
      access,
      rest: {
        method: 'DELETE',
        path: CHANNEL,
        status: 200,
        tag: 'channels',
        result: 'empty',
        beside: { success: true },
        errors,
      },
      args: { input: t.arg({ type: ChannelInput, required: true, description: 'Which channel.' }) },
      resolve: async (_root, { input: { sessionId, channelId } }, { services }) => {
        await services.channels.unfollow(sessionId, channelId);
        return channelId;
      },
    }),
  };
});
