import type { Stored, Told } from './scenario.js';
import type { Stage } from './stage.js';
import type { Contact } from './words.js';

/** A message as a scenario knows it; everything else about its event and its row follows from this. */
export interface Known {
  readonly stanzaId: string;
  readonly chatId: string;
  /** Left out: the account wrote it. */
  readonly from?: Contact;
  readonly body: string;
  /** `text` unless told. */
  readonly type?: string;
  readonly hasMedia?: boolean;
  readonly mentionedIds?: readonly string[];
  readonly quotedMessage?: { readonly id: string; readonly body: string };
  readonly media?: Readonly<Record<string, unknown>>;
  readonly location?: Readonly<Record<string, unknown>>;
  readonly poll?: { readonly options: readonly string[]; readonly multiple: boolean };
}

const isGroup = (chatId: string): boolean => chatId.endsWith('@g.us');

/** The documented id. */
export function idOf({ stanzaId, chatId, from }: Pick<Known, 'stanzaId' | 'chatId' | 'from'>): string {
  const base = `${String(from === undefined)}_${chatId}_${stanzaId}`;
  return from !== undefined && isGroup(chatId) ? `${base}_${from.id}` : base;
}

/** The documented message object of `message.received` and `message.sent`. */
function dataOf({ me }: Stage, message: Known): Record<string, unknown> {
  const { chatId, from, body, type = 'text', hasMedia = false, mentionedIds, media, quotedMessage, location } = message;
  const group = isGroup(chatId);
  return {
    id: idOf(message),
    from: from === undefined ? me : chatId,
    to: from === undefined ? chatId : me,
    chatId,
    ...(from !== undefined && group ? { author: from.id } : {}),
    body,
    type,
    timestamp: 'now',
    fromMe: from === undefined,
    isGroup: group,
    hasMedia,
    ...(mentionedIds === undefined ? {} : { mentionedIds }),
    ...(from === undefined ? {} : { contact: { pushName: from.name } }),
    ...(media === undefined ? {} : { media }),
    ...(quotedMessage === undefined ? {} : { quotedMessage }),
    ...(location === undefined ? {} : { location }),
  };
}

export const received = (stage: Stage, message: Known): Told => ({
  type: 'MESSAGE_RECEIVED',
  data: dataOf(stage, message),
});

export const sent = (stage: Stage, message: Known): Told => ({ type: 'MESSAGE_SENT', data: dataOf(stage, message) });

const ACK_NUMBER = { sent: 1, delivered: 2, read: 3 } as const;
export type AckStatus = keyof typeof ACK_NUMBER;

export const acked = (message: Known, status: AckStatus): Told => ({
  type: 'MESSAGE_ACK',
  data: { id: idOf(message), messageId: idOf(message), status, ack: ACK_NUMBER[status] },
});

/** @param reactions everybody's, after this one */
export const reacted = (
  message: Known,
  senderId: string,
  reaction: string,
  reactions: Readonly<Record<string, string>>,
): Told => ({
  type: 'MESSAGE_REACTION',
  data: { messageId: idOf(message), chatId: message.chatId, reaction, senderId, reactions },
});

export const edited = (stage: Stage, message: Known, body: string): Told => {
  const { id, chatId, from, to, fromMe, type } = dataOf(stage, message);
  const previousBody = message.body;
  return {
    type: 'MESSAGE_EDITED',
    data: { id, chatId, from, to, fromMe, type, body, previousBody, timestamp: 'now' },
  };
};

export const revoked = (stage: Stage, message: Known): Told => {
  const { id, chatId, from, to } = dataOf(stage, message);
  return { type: 'MESSAGE_REVOKED', data: { id, chatId, from, to, type: 'revoked', body: '', timestamp: 'now' } };
};

/** Sent, and on WhatsApp's server. */
export const sentAndAcked = (stage: Stage, message: Known): readonly Told[] => [
  sent(stage, message),
  acked(message, 'sent'),
];

/** @param status how far it got; left out: `DELIVERED` for what was received, `SENT` for what the account wrote */
export function stored({ me }: Stage, message: Known, overrides: Partial<Stored> = {}): Stored {
  const { chatId, from, body, type = 'text', hasMedia, mentionedIds, quotedMessage, location, poll, media } = message;
  const metadata = {
    ...(hasMedia ? { hasMedia } : {}),
    ...(from === undefined ? {} : { authorLid: from.lid }),
    ...(mentionedIds === undefined ? {} : { mentionedIds }),
    ...(quotedMessage === undefined ? {} : { quotedMessage }),
    ...(location === undefined ? {} : { location }),
    ...(poll === undefined ? {} : { poll }),
  };
  return {
    waMessageId: idOf(message),
    chatId,
    author: from?.id ?? me,
    authorName: from?.name ?? null,
    from: from === undefined ? me : chatId,
    to: from === undefined ? chatId : me,
    body,
    type: type.toUpperCase(),
    direction: from === undefined ? 'OUTGOING' : 'INCOMING',
    status: from === undefined ? 'SENT' : 'DELIVERED',
    metadata: Object.keys(metadata).length > 0 ? metadata : null,
    media: media === undefined ? null : { filename: null, sizeBytes: null, omitted: false, ...media },
    edited: false,
    reactions: [],
    mentions: mentionedIds ?? [],
    quoted: quotedMessage === undefined ? null : { waMessageId: quotedMessage.id, body: quotedMessage.body },
    location: location === undefined ? null : { description: null, address: null, url: null, ...location },
    poll: poll ?? null,
    ...overrides,
  };
}

/** The row of a message that is there no more: that it was, and who wrote it. */
export const storedRevoked = (stage: Stage, message: Known): Stored => ({
  ...stored(stage, { ...base(message), body: '', type: 'revoked' }),
  metadata: null,
});
const base = ({ stanzaId, chatId, from }: Known) => ({ stanzaId, chatId, ...(from === undefined ? {} : { from }) });

export const storedEdited = (stage: Stage, message: Known, body: string): Stored =>
  stored(stage, message, { body, edited: true });
