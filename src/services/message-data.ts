import { ACK } from '../domain/ack.js';
import type { MediaData, MessageData } from '../domain/event.js';
import { isGroup, isLid, phoneOf, toJid, type Jid } from '../domain/jid.js';
import type { MessageMedia } from '../domain/media.js';
import { toMessageId, type ObservedMessage } from '../domain/message.js';
import { newRowId } from '../runtime/ids.js';
import type { MessageRow } from '../store/write-op.js';

/** The account's own address; empty before it was linked for the first time. */
export type OwnJid = Jid | '';
export const ownJid = (phone: string | null): OwnJid => toJid(`${phone ?? ''}@c.us`) ?? '';

export const epochSeconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);

/**
 * The documented message object; its keys stand in the documented order. In a group `from` is the group and `author`
 * the person.
 * @param own the account's own address
 * @param senderPhone whether to add the sender's number, null where WhatsApp hides it
 */
export function toMessageData(own: OwnJid, message: ObservedMessage, senderPhone: boolean): MessageData {
  const { chatId, fromMe, author, pushName, mentionedIds = [], media, location, quoted } = message;
  const group = isGroup(chatId);
  return {
    id: toMessageId(fromMe, chatId, message.stanzaId, author),
    from: fromMe ? own : chatId,
    to: fromMe ? chatId : own,
    chatId,
    ...(group && !fromMe ? { author } : {}),
    body: message.body,
    type: message.type,
    timestamp: epochSeconds(message.sentAt),
    fromMe,
    isGroup: group,
    hasMedia: message.hasMedia,
    ...(!fromMe && isLid(author) ? { isLidSender: true } : {}),
    ...(!fromMe && senderPhone ? { senderPhone: phoneOf(author) ?? null } : {}),
    ...(mentionedIds.length > 0 ? { mentionedIds } : {}),
    ...(!fromMe && pushName ? { contact: { pushName } } : {}),
    ...(media ? { media: toMediaData(media) } : {}),
    ...(quoted ? { quotedMessage: { id: quotedId(own, chatId, quoted), body: quoted.body } } : {}),
    ...(location ? { location } : {}),
  };
}

/** Where the file is stays inside: webhooks get its bytes, everybody else asks the gateway for it. */
const toMediaData = ({ file: _, ...about }: MessageMedia): MediaData => about;

/**
 * The row of a message. What was received counts as delivered; what the phone sent has reached the server.
 * @param history from before the link: its place among the others is that of the moment it was sent
 */
export function toMessageRow(
  sessionId: string,
  data: MessageData,
  message: ObservedMessage,
  history = false,
): MessageRow {
  const { location, poll } = message;
  const sentAt = message.sentAt.getTime();
  const metadata = {
    ...(message.hasMedia ? { hasMedia: true } : {}),
    ...(message.authorLid === undefined ? {} : { authorLid: message.authorLid }),
    ...(data.mentionedIds === undefined ? {} : { mentionedIds: data.mentionedIds }),
    ...(data.quotedMessage === undefined ? {} : { quotedMessage: data.quotedMessage }),
    ...(location === undefined ? {} : { location }),
    ...(poll === undefined ? {} : { poll }),
  };
  return {
    id: history ? newRowId(sentAt) : newRowId(),
    sessionId,
    waMessageId: data.id,
    stanzaId: message.stanzaId,
    chatId: message.chatId,
    author: message.author,
    authorName: message.pushName ?? null,
    from: data.from,
    to: data.to,
    body: message.body,
    type: message.type,
    direction: message.fromMe ? 'outgoing' : 'incoming',
    ack: message.fromMe ? ACK.SERVER : ACK.DEVICE,
    sentAt,
    metadata: Object.keys(metadata).length > 0 ? JSON.stringify(metadata) : null,
    media: message.media === undefined ? null : JSON.stringify(message.media),
    createdAt: history ? sentAt : Date.now(),
  };
}

function quotedId(own: OwnJid, chatId: Jid, { stanzaId, author }: NonNullable<ObservedMessage['quoted']>): string {
  return toMessageId(author !== undefined && author === own, chatId, stanzaId, author);
}
