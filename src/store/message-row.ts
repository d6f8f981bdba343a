import type { Message } from '../generated/prisma/client.js';
import type { MessageRow } from './write-op.js';

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
  'media',
  'editedAt',
  'starred',
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
  media: string | null,
  editedAt: number | null,
  starred: number,
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
  media,
  editedAt,
  starred,
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
  media: media === null ? null : (JSON.parse(media) as Message['media']),
  editedAt: editedAt === null ? null : new Date(editedAt),
  starred: starred === 1,
});

/** A message that was just stored, as if it had been read. */
export const asStored = ({ sentAt, metadata, createdAt, media, ...row }: MessageRow): Message => ({
  ...row,
  sentAt: new Date(sentAt),
  metadata: metadata === null ? null : (JSON.parse(metadata) as Message['metadata']),
  createdAt: new Date(createdAt),
  media: media === null ? null : (JSON.parse(media) as Message['media']),
  editedAt: null,
  starred: false,
});
