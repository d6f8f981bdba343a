import { type Group } from './group.js';
import { isGroupId, messageKey, newMessageId, nowS } from './ids.js';

/** A message as the page gets it; `extra` holds further attributes of the page's message model. */
export interface PageMessage {
  id: string;
  key: string;
  fromMe: boolean;
  remote: string;
  participant?: string | undefined;
  from: string;
  to: string;
  type: string;
  body?: string | undefined;
  caption?: string | undefined;
  /** Seconds since 1970. */
  t: number;
  /** -1 error, 0 pending, 1 server, 2 device, 3 read, 4 played. */
  ack: number;
  notifyName?: string | undefined;
  extra: Record<string, unknown>;
}

/** What a message is made of; the rest follows from the account. */
export interface MessageDraft {
  chat: string;
  /** Who wrote it, in a group; the account itself with `fromMe`. */
  from?: string | undefined;
  fromMe?: boolean | undefined;
  id?: string | undefined;
  type?: string | undefined;
  body?: string | undefined;
  caption?: string | undefined;
  t?: number | undefined;
  ack?: number | undefined;
  notifyName?: string | undefined;
  extra?: Record<string, unknown> | undefined;
}

/** Where status updates stand. */
export const STATUS = 'status@broadcast';

/** The type of a line about the group, which nobody counts as unread. */
export const NOTICE = 'gp2';

export interface Chat {
  id: string;
  name?: string | undefined;
  unread: number;
  archive: boolean;
  pin: number;
  muteExpiration: number;
  /** Seconds since 1970. */
  t: number;
  labels: string[];
  messages: PageMessage[];
  group?: Group | undefined;
}

export const newChat = (id: string, facts: Partial<Omit<Chat, 'id'>> = {}): Chat => ({
  unread: 0,
  archive: false,
  pin: 0,
  muteExpiration: 0,
  t: nowS(),
  labels: [],
  messages: [],
  ...facts,
  id,
});

/** @param me the account's own number, as WhatsApp Web writes it */
export function messageOf(draft: MessageDraft, me: string): PageMessage {
  const { chat: remote, fromMe = false, id = newMessageId() } = draft;
  const author = fromMe ? me : (draft.from ?? remote);
  const participant = isGroupId(remote) || remote === STATUS ? author : undefined;
  return {
    id,
    key: messageKey({ fromMe, remote, id, participant }),
    fromMe,
    remote,
    participant,
    from: fromMe ? me : remote,
    to: fromMe ? remote : me,
    type: draft.type ?? 'chat',
    body: draft.body,
    caption: draft.caption,
    t: draft.t ?? nowS(),
    ack: draft.ack ?? 1,
    notifyName: draft.notifyName,
    extra: draft.extra ?? {},
  };
}
