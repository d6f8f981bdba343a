import type { Jid } from '../domain/jid.js';
import type { MessageType } from '../domain/message.js';
import type { MessageRef } from '../engine/operations.js';
import type { Message } from '../store/store.js';

/** A stored message, as engines are told of it; its addresses and type were checked when it was stored. */
export const toMessageRef = ({ chatId, stanzaId, direction, author, type, body, sentAt }: Message): MessageRef => ({
  chatId: chatId as Jid,
  stanzaId,
  fromMe: direction === 'outgoing',
  author: author as Jid,
  type: type as MessageType,
  body,
  sentAt,
});
