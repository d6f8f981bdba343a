import type WAWebJS from 'whatsapp-web.js';
import type { Channel } from '../../../domain/channel.js';
import { NotFoundError } from '../../../domain/errors.js';
import { toJid } from '../../../domain/jid.js';
import { momentOf } from '../../../domain/moment.js';
import type { ChannelOperations } from '../../../engine/operations.js';
import { describe, isMedia } from '../content.js';
import { granted, type Outgoing } from '../outgoing.js';
import { addressOf, partsOf, textOf, type WireMessage } from '../wire.js';

/** The library's `Channel`, as far as it is read. */
interface WireChannel {
  readonly id: unknown;
  readonly name?: unknown;
  readonly description?: unknown;
  readonly channelMetadata?: {
    readonly inviteCode?: unknown;
    readonly size?: unknown;
    readonly verified?: unknown;
    readonly description?: unknown;
  };
}

export function toChannel({ id, name, description, channelMetadata = {} }: WireChannel): Channel | undefined {
  const jid = toJid(addressOf(id));
  if (jid === undefined) return undefined;
  const inviteCode = textOf(channelMetadata.inviteCode);
  const { size, verified } = channelMetadata;
  return {
    id: jid,
    name: textOf(name) ?? '',
    description: textOf(description) ?? textOf(channelMetadata.description) ?? '',
    ...(inviteCode === undefined ? {} : { inviteCode }),
    ...(typeof size === 'number' ? { followers: size } : {}),
    ...(typeof verified === 'boolean' ? { isVerified: verified } : {}),
  };
}

export function channelOperations({ run }: Outgoing): ChannelOperations {
  const find = async (id: string): Promise<WAWebJS.Channel | undefined> => {
    const channel = await run.call('Reading a channel', (client) => client.getChatById(id));
    return (channel as unknown as WAWebJS.Channel | null) ?? undefined;
  };
  return {
    async list() {
      const channels = await run.call('Reading channels', (client) => client.getChannels());
      return channels.flatMap((channel) => toChannel(channel as unknown as WireChannel) ?? []);
    },

    async get(id) {
      const channel = await find(id);
      return channel && toChannel(channel as unknown as WireChannel);
    },

    async follow(code) {
      const found = await run.call('Looking up a channel', (client) => client.getChannelByInviteCode(code));
      const channel = toChannel((found as unknown as WireChannel | undefined) ?? { id: undefined });
      if (channel === undefined) throw new NotFoundError('Channel', code);
      await granted('Following a channel', run, (client) => client.subscribeToChannel(channel.id));
      return channel;
    },

    unfollow: (id) => granted('Unfollowing a channel', run, (client) => client.unsubscribeFromChannel(id)),

    async messages(id, limit) {
      const channel = await find(id);
      if (channel === undefined) throw new NotFoundError('Channel', id);
      const messages = await run.call('Reading a channel', () => channel.fetchMessages({ limit }));
      return messages.flatMap((message) => {
        const wire = message.rawData as WireMessage;
        const described = describe(wire);
        const key = partsOf(wire.id);
        if (described === undefined || key === undefined) return [];
        const sentAt = momentOf(wire.t) ?? new Date(0);
        return { id: key.id, body: described.body, sentAt, hasMedia: isMedia(described.type) };
      });
    },
  };
}
