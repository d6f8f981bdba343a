import { type Channel, type ChannelRole } from './channel.js';
import { type Chat, messageOf, type MessageDraft, newChat, NOTICE, type PageMessage } from './chat.js';
import { type Directory, given, type Person } from './directory.js';
import { type Group, newGroupId } from './group.js';
import { isGroupId, webId } from './ids.js';
import { Recorded } from './recorded.js';

/** What the account's address book adds to a person. */
export interface AddressBookEntry {
  name?: string | undefined;
  blocked: boolean;
}

export interface Label {
  id: string;
  name: string;
  /** `#rrggbb`. */
  color: string;
}

/** A message that left through the page. */
export interface Sent {
  id: string;
  key: string;
  chat: string;
  type: string;
  body?: string | undefined;
  caption?: string | undefined;
  /** Milliseconds since 1970. */
  at: number;
  media?: { mimetype: string; filename?: string | undefined; bytes: number; path: string } | undefined;
  /** Every attribute of the page's message model. */
  message: Record<string, unknown>;
}

/** Something the page asked of WhatsApp, a sent message included. */
export interface PageRequest {
  op: string;
  /** Milliseconds since 1970. */
  at: number;
  [argument: string]: unknown;
}

/** What goes to a page; `t` names it. */
export type PageEvent = { t: string } & Record<string, unknown>;

/** Something that can be told: an open page. */
export interface Screen {
  push(event: PageEvent): void;
}

/** A WhatsApp account: a phone with its chats, the pages linked to it, and what those pages did. */
export class Account {
  pushname: string;
  /** android, iphone, smba, smbi: the last two are business apps, which have labels. */
  platform: string;
  about: string;
  readonly addressBook = new Map<string, AddressBookEntry>();
  readonly chats = new Map<string, Chat>();
  readonly labels = new Map<string, Label>();
  readonly subscriptions = new Map<string, ChannelRole>();
  /** Linked devices, by id. */
  readonly devices = new Set<string>();
  readonly pages = new Set<Screen>();
  readonly sent = new Recorded<Sent>();
  readonly requests = new Recorded<PageRequest>();
  /** Operation → how many of the next requests are refused. */
  readonly refusals = new Map<string, number>();
  /** Operation → how long every answer to it takes. */
  readonly delaysMs = new Map<string, number>();

  constructor(
    readonly person: Person,
    private readonly directory: Directory,
  ) {
    this.pushname = person.pushname ?? `+${person.pn.split('@')[0]}`;
    this.platform = person.isBusiness ? 'smba' : 'android';
    this.about = person.about ?? '';
  }

  get id(): string {
    return this.person.pn;
  }

  /** To every page of the account. @returns how many there are */
  push(event: PageEvent): number {
    for (const page of this.pages) page.push(event);
    return this.pages.size;
  }

  isMe(anyId: string): boolean {
    const id = webId(anyId);
    return id === this.person.pn || id === this.person.lid;
  }

  /** How the account itself is written in a group; everywhere else, its number. */
  addressIn(group: Group | undefined): string {
    return group?.addressing === 'lid' ? this.person.lid : this.person.pn;
  }

  /** Puts somebody into the address book, or changes the entry. */
  save(phone: string, entry: Partial<AddressBookEntry>): Record<string, unknown> {
    const { pn } = this.directory.person(phone);
    this.addressBook.set(pn, { blocked: false, ...this.addressBook.get(pn), ...given(entry) });
    const contact = this.contact(pn) as Record<string, unknown>;
    this.push({ t: 'contact', contact });
    return contact;
  }

  /** A person as this account's page sees them. */
  contact(anyId: string): object | undefined {
    const person = this.directory.lookup(anyId);
    if (!person) return undefined;
    const { lid, pushname, isBusiness } = person;
    const { name, blocked = false } = this.addressBook.get(person.pn) ?? {};
    const pn = person.numberHidden ? undefined : person.pn;
    return { id: webId(anyId), pn, lid, name, pushname, isBusiness, blocked };
  }

  /** A person's chat is one, under whichever of their addresses it began. */
  chat(id: string): Chat | undefined {
    const { pn, lid } = this.directory.lookup(id) ?? {};
    return this.chats.get(webId(id)) ?? this.chats.get(pn ?? '') ?? this.chats.get(lid ?? '');
  }

  /** @throws Error the page sees as a refusal of the server */
  needChat(id: string): Chat {
    const chat = this.chat(id);
    if (!chat) throw new RefusedError(404, 'item-not-found');
    return chat;
  }

  /** @throws Error the page sees as a refusal of the server */
  needGroup(id: string): Chat & { group: Group } {
    const chat = this.needChat(id);
    if (!chat.group) throw new RefusedError(404, 'item-not-found');
    return chat as Chat & { group: Group };
  }

  /** Makes a chat or changes what is known of it, and shows it to the pages. */
  putChat(id: string, facts: Partial<Omit<Chat, 'id'>> = {}): Chat {
    const chat = this.chats.get(id) ?? newChat(id, { name: this.nameOf(id) });
    Object.assign(chat, given(facts));
    this.chats.set(id, chat);
    this.push({ t: 'chat', chat: withoutMessages(chat) });
    return chat;
  }

  addGroup(group: Group, id = newGroupId()): Chat {
    return this.putChat(id, { name: group.subject, group });
  }

  message(key: string): PageMessage | undefined {
    for (const chat of this.chats.values()) {
      const found = chat.messages.find((message) => message.key === key);
      if (found) return found;
    }
    return undefined;
  }

  /** @throws Error naming the key */
  needMessage(key: string): PageMessage {
    const message = this.message(key);
    if (!message) throw new Error(`this account has no message ${key}`);
    return message;
  }

  /** A message comes into a chat, from somebody else or from the account's own phone. */
  deliver(draft: MessageDraft): PageMessage {
    const message = messageOf(draft, this.addressIn(this.chats.get(draft.chat)?.group));
    const chat = this.chats.get(message.remote) ?? newChat(message.remote, { name: this.nameOf(message.remote) });
    this.chats.set(chat.id, chat);
    chat.messages.push(message);
    chat.t = message.t;
    if (!message.fromMe && message.type !== NOTICE) chat.unread++;
    const contact = message.fromMe ? undefined : this.contact(message.participant ?? message.from);
    this.push({ t: 'msg', msg: message, chat: withoutMessages(chat), contact });
    return message;
  }

  /** Changes a stored message and tells the pages. */
  change(key: string, changes: Partial<PageMessage>, event: PageEvent): void {
    Object.assign(this.needMessage(key), changes);
    this.push({ ...event, id: key });
  }

  forget(key: string): void {
    for (const chat of this.chats.values()) chat.messages = chat.messages.filter((message) => message.key !== key);
  }

  private nameOf(id: string): string | undefined {
    if (isGroupId(id)) return undefined;
    const person = this.directory.lookup(id);
    return person && (this.addressBook.get(person.pn)?.name ?? person.pushname);
  }

  /** Everything a page gets when it connects. @param channels all there are */
  snapshot(channels: Iterable<Channel>): object {
    const { person, pushname, platform } = this;
    const known = new Set([...this.addressBook.keys(), ...[...this.chats.keys()].filter((id) => id.endsWith('@c.us'))]);
    return {
      me: { pn: person.pn, lid: person.lid, pushname, platform },
      contacts: [...known].flatMap((id) => this.contact(id) ?? []),
      chats: [...this.chats.values()],
      labels: [...this.labels.values()],
      channels: [...channels].flatMap((channel) => {
        const role = this.subscriptions.get(channel.id);
        return role ? { ...channel, role } : [];
      }),
    };
  }
}

export const withoutMessages = ({ messages: _messages, ...chat }: Chat): Omit<Chat, 'messages'> => chat;

/** What the page sees as `ServerStatusCodeError`. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ServerStatusCodeError';
  }
}
