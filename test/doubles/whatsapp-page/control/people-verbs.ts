import { type Verbs } from '../../process/verb-server.js';
import { type Chat, type ChannelFacts, type GroupFacts, type PersonFacts } from '../control-api.js';
import { newChannel } from '../network/channel.js';
import { newGroup } from '../network/group.js';
import { webId } from '../network/ids.js';
import { type PageDouble } from '../page-double.js';

interface PhoneBody {
  phone: string;
}
type AccountBody = PhoneBody & PersonFacts & { platform?: string };
type ContactBody = PhoneBody & PersonFacts & { contact: string; name?: string; blocked?: boolean };
type ChatBody = PhoneBody & Partial<Omit<Chat, 'messages' | 'group'>> & { id: string };
type GroupBody = PhoneBody & GroupFacts & { subject: string; members: string[]; owner?: string; id?: string };
type ChannelBody = ChannelFacts & { name: string; subscriber?: string; owner?: string };

const NO_COLOR = '#64c4ff';

/** Who and what there is. */
export const peopleVerbs = (double: PageDouble): Verbs => ({
  account: ({ phone, platform, ...facts }: AccountBody) => {
    const account = double.account(phone, facts);
    account.platform = platform ?? account.platform;
    account.push({ t: 'profile', pushname: account.pushname });
    return { id: account.id, lid: account.person.lid };
  },
  person: ({ phone, ...facts }: PhoneBody & PersonFacts) => double.directory.person(phone, facts),
  contact: ({ phone, contact, name, blocked, ...facts }: ContactBody) => {
    double.directory.person(contact, facts);
    return double.account(phone).save(contact, { name, blocked });
  },
  chat: ({ phone, id, ...facts }: ChatBody) => double.account(phone).putChat(webId(id), facts),
  group: ({ phone, subject, members, owner, id, ...facts }: GroupBody) => {
    const account = double.account(phone);
    const addressing = facts.addressing ?? double.options.groupAddressing;
    const address = (who: string) => {
      const person = double.directory.person(who);
      return addressing === 'lid' ? person.lid : person.pn;
    };
    const group = newGroup(subject, address(owner ?? phone), members.map(address), { ...facts, addressing });
    const chat = account.addGroup(group, id);
    return { id: chat.id, participants: group.participants.map((member) => member.id) };
  },
  label: ({ phone, id, name, color = NO_COLOR }: PhoneBody & { id: string; name: string; color?: string }) => {
    const account = double.account(phone);
    account.labels.set(id, { id, name, color });
    account.push({ t: 'label', label: { id, name, color } });
    return {};
  },
  channel: ({ name, subscriber, owner, ...facts }: ChannelBody) => {
    const channel = newChannel(name, facts);
    double.channels.set(channel.id, channel);
    for (const [phone, role] of [[subscriber, 'subscriber'] as const, [owner, 'owner'] as const]) {
      if (phone === undefined) continue;
      const account = double.account(phone);
      account.subscriptions.set(channel.id, role);
      account.push({ t: 'channel', channel: { ...channel, role } });
    }
    return channel;
  },
});
