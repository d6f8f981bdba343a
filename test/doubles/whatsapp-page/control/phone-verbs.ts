import { type Verbs } from '../../process/verb-server.js';
import { changeMembers, type MemberChange } from '../network/group.js';
import { nowS, webId } from '../network/ids.js';
import { type PageDouble } from '../page-double.js';
import { notice, tellOfMembers } from '../phone/group-notices.js';

interface OnChat {
  phone: string;
  chat: string;
}
interface OnGroup {
  phone: string;
  group: string;
  by?: string;
}
type MembersBody = OnGroup & { change: MemberChange; ids: string[] };
type InfoBody = OnGroup & { subject?: string; description?: string };

/** What is done on the account's own phone, or by others in its groups. */
export const phoneVerbs = (double: PageDouble): Verbs => ({
  'read-on-phone': ({ phone, chat }: OnChat) => {
    double.needAccount(phone).putChat(webId(chat), { unread: 0 });
    return {};
  },
  'archive-on-phone': ({ phone, chat, on = true }: OnChat & { on?: boolean }) => {
    double.needAccount(phone).putChat(webId(chat), { archive: on });
    return {};
  },
  'delete-chat-on-phone': ({ phone, chat }: OnChat) => {
    const account = double.needAccount(phone);
    const { id } = account.needChat(chat);
    account.chats.delete(id);
    account.push({ t: 'removeChat', id });
    return {};
  },
  members: ({ phone, group: id, change, ids, by }: MembersBody) => {
    const account = double.needAccount(phone);
    const chat = account.needGroup(id);
    const address = addressesIn(double, chat.group.addressing);
    const changed = changeMembers(chat.group, change, ids.map(address));
    tellOfMembers(account, chat, change, changed, address(by ?? phone));
    return {};
  },
  'group-info': ({ phone, group: id, subject, description, by }: InfoBody) => {
    const account = double.needAccount(phone);
    const chat = account.needGroup(id);
    const author = addressesIn(double, chat.group.addressing)(by ?? phone);
    if (subject !== undefined) chat.group.subject = subject;
    if (description !== undefined) chat.group.description = description;
    account.putChat(chat.id, { name: chat.group.subject });
    if (subject !== undefined) notice(account, chat, 'subject', { by: author, body: subject });
    if (description !== undefined) notice(account, chat, 'description', { by: author, body: description });
    return {};
  },
  'ask-to-join': ({ phone, group: id, who }: OnGroup & { who: string }) => {
    const account = double.needAccount(phone);
    const chat = account.needGroup(id);
    const asking = addressesIn(double, chat.group.addressing)(who);
    chat.group.requests.push({ id: asking, t: nowS() });
    account.putChat(chat.id);
    notice(account, chat, 'membership_approval_request', { by: asking, recipients: [asking] });
    return {};
  },
});

const addressesIn = (double: PageDouble, addressing: 'pn' | 'lid') => (anyId: string) => {
  const person = double.directory.lookup(anyId);
  if (!person) return webId(anyId);
  return addressing === 'lid' ? person.lid : person.pn;
};
