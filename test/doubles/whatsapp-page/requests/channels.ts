import { type Account, RefusedError } from '../network/account.js';
import { type Channel, newChannel } from '../network/channel.js';
import { type PageDouble } from '../page-double.js';
import { accepted, type Answers } from './request.js';

interface OnChannel {
  id: string;
}

export const channelAnswers: Answers = {
  channel: ({ double, account }, { id }: OnChannel) => view(account, needChannel(double, id)),
  channelByCode: ({ double, account }, { code }: { code: string }) => {
    const found = [...double.channels.values()].find((channel) => channel.inviteCode === code);
    if (!found) throw new RefusedError(404, 'item-not-found');
    return view(account, found);
  },
  createChannel: ({ double, account }, { name, description }: { name: string; description?: string }) => {
    const channel = newChannel(name, description ? { description } : {});
    double.channels.set(channel.id, channel);
    account.subscriptions.set(channel.id, 'owner');
    return view(account, channel);
  },
  subscribe: ({ double, account }, { id }: OnChannel) => {
    needChannel(double, id).subscribers++;
    account.subscriptions.set(id, 'subscriber');
  },
  unsubscribe: ({ double, account }, { id }: OnChannel) => {
    needChannel(double, id).subscribers--;
    account.subscriptions.delete(id);
  },
  editChannel: ({ double }, { id, name, description }: OnChannel & { name?: string; description?: string }) => {
    const channel = needChannel(double, id);
    if (name !== undefined) channel.name = name;
    if (description !== undefined) channel.description = description;
  },
  deleteChannel: ({ double, account }, { id }: OnChannel) => {
    double.channels.delete(needChannel(double, id).id);
    account.subscriptions.delete(id);
  },
  muteChannel: accepted,
};

function needChannel(double: PageDouble, id: string): Channel {
  const channel = double.channels.get(id);
  if (!channel) throw new RefusedError(404, 'item-not-found');
  return channel;
}

const view = (account: Account, channel: Channel) => ({
  ...channel,
  role: account.subscriptions.get(channel.id) ?? 'guest',
});
