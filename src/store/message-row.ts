import type { Message } from '../generated/prisma/client.js';

const COLUMNS = [
  'id',
  'sessionId',
  'waMessageId',
  'stanzaId',
  'chatId',
  'author',
  'authorName',
  'from',
  'to',
  'body',
  'type',
  'direction',
  'ack',
  'sentAt',
  'metadata',
  'createdAt',
] as const satisfies readonly (keyof Message)[];

/** A row of `Message` in the order of `messageColumns`: moments are numbers, JSON is text. */
export type MessageTuple = readonly [
  id: string,
  sessionId: string,
  waMessageId: string,
  stanzaId: string,
  chatId: string,
  author: string,
  authorName: string | null,
  from: string,
  to: string,
  body: string,
  type: string,
  direction: string,
  ack: number,
  sentAt: number,
  metadata: string | null,
  createdAt: number,
];

/** For the SELECT of a statement in raw mode, which takes half the time of one that makes objects. */
export const messageColumns = (table: string): string => COLUMNS.map((column) => `${table}."${column}"`).join(', ');

export const toMessage = ([
  id,
  sessionId,
  waMessageId,
  stanzaId,
  chatId,
  author,
  authorName,
  from,
  to,
  body,
  type,
  direction,
  ack,
  sentAt,
  metadata,
  createdAt,
]: MessageTuple): Message => ({
  id,
  sessionId,
  waMessageId,
  stanzaId,
  chatId,
  author,
  authorName,
  from,
  to,
  body,
  type,
  direction,
  ack,
  sentAt: new Date(sentAt),
  metadata: metadata === null ? null : (JSON.parse(metadata) as Message['metadata']),
  createdAt: new Date(createdAt),
});
