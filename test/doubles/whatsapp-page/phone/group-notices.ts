import { type Account } from '../network/account.js';
import { type Chat, NOTICE } from '../network/chat.js';
import { type MemberChange } from '../network/group.js';

/** The line in a group that says who joined, left or was promoted; the list of members comes first. */
export function tellOfMembers(account: Account, chat: Chat, change: MemberChange, ids: string[], by?: string): void {
  account.putChat(chat.id);
  notice(account, chat, change, { by, recipients: ids });
}

/** A line about the group itself: its subject, description or settings. @param line.body the new one */
export function notice(
  account: Account,
  chat: Chat,
  subtype: string,
  line: { by?: string | undefined; body?: string; recipients?: string[] } = {},
): void {
  const { by = account.addressIn(chat.group), body, recipients } = line;
  account.deliver({ chat: chat.id, from: by, type: NOTICE, body, extra: { subtype, recipients } });
}
