import { NotFoundError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { Message, Prisma, Store } from '../store/store.js';
import type { MessageRow } from '../store/write-op.js';

/** Which stored message is meant. */
export interface MessageName {
  readonly sessionId: string;
  /** The documented id, such as `true_628123456789@c.us_3EB0A1`. */
  readonly messageId: string;
  /** The chat it is in, under any of its addresses; whoever names another one has mixed something up. */
  readonly chatId?: Jid | null | undefined;
}

/**
 * @throws NotFoundError if the session has not stored it, or has it in another chat
 */
export async function storedMessage(
  { pages, identities }: Pick<Store, 'pages' | 'identities'>,
  { sessionId, messageId, chatId }: MessageName,
): Promise<Message> {
  const message = await pages.message(sessionId, messageId);
  const elsewhere = (stored: Message): boolean =>
    chatId !== undefined && chatId !== null && !identities.addressesOf(chatId).includes(stored.chatId as Jid);
  if (message === undefined || elsewhere(message)) throw new NotFoundError('Message', messageId);
  return message;
}

/** A row as it was just written, as it would be read. */
export const toMessage = ({ sentAt, createdAt, metadata, media, ...row }: MessageRow): Message => ({
  ...row,
  sentAt: new Date(sentAt),
  createdAt: new Date(createdAt),
  metadata: metadata === null ? null : (JSON.parse(metadata) as Prisma.JsonValue),
  media: media === null ? null : (JSON.parse(media) as Prisma.JsonValue),
  editedAt: null,
  starred: false,
});
