import { type Ack, ACK, advances, documentedAck, statusOf } from '../../domain/ack.js';
import type { EventData } from '../../domain/event.js';
import type { MessageDirection, MessageType } from '../../domain/message.js';
import type { AppendEvent } from './append-event.js';
import type { Database, Handlers } from './batch.js';

type MessageOp =
  | 'message.insert'
  | 'message.ack'
  | 'message.sent'
  | 'message.revoke'
  | 'message.react'
  | 'message.edit'
  | 'message.star'
  | 'event.append'
  | 'file.free';

interface StoredMessage {
  readonly id: string;
  readonly waMessageId: string;
  readonly chatId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly type: MessageType;
  readonly direction: MessageDirection;
  readonly ack: Ack;
  readonly sentAt: number;
  readonly metadata: string | null;
  readonly media: string | null;
}
interface Metadata {
  readonly reactions?: Record<string, string>;
  /** When each of them was made; epoch milliseconds. */
  readonly reactedAt?: Record<string, number>;
  readonly [key: string]: unknown;
}

export function messageOps(database: Database, append: AppendEvent): Handlers<MessageOp> {
  // Its id holds the author's address, and that may have been an alias when it came for the first time.
  const mediaOf = database.prepare<string[], { readonly media: string | null }>(
    `SELECT "media" FROM "Message" WHERE "sessionId" = ? AND "stanzaId" = ?
     AND ("waMessageId" = ? OR ("chatId" = ? AND "author" = ?))`,
  );
  const touchChat = database.prepare(
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount", "lastMessageAt", "lastMessage")
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE excluded."name" WHEN '' THEN "name" ELSE excluded."name" END,
       "unreadCount" = "unreadCount" + excluded."unreadCount",
       "lastMessage" = CASE WHEN excluded."lastMessageAt" >= coalesce("lastMessageAt", 0)
                            THEN excluded."lastMessage" ELSE "lastMessage" END,
       "lastMessageAt" = max(excluded."lastMessageAt", coalesce("lastMessageAt", 0))`,
  );
  const insertMessage = database.prepare(
    `INSERT INTO "Message" ("id", "sessionId", "waMessageId", "stanzaId", "chatId", "author", "authorName", "from", "to",
       "body", "type", "direction", "ack", "sentAt", "metadata", "media", "createdAt")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // With the chat: who knows the stanza id of a message elsewhere must not revoke it from here.
  const find = database.prepare<[string, string, string], StoredMessage>(
    'SELECT * FROM "Message" WHERE "sessionId" = ? AND "stanzaId" = ? AND "chatId" = ? ORDER BY "id" DESC LIMIT 1',
  );
  const findOutgoing = database.prepare<[string, string], StoredMessage>(
    `SELECT * FROM "Message" WHERE "sessionId" = ? AND "stanzaId" = ? AND "direction" = 'outgoing'
     ORDER BY "id" DESC LIMIT 1`,
  );
  const setAck = database.prepare('UPDATE "Message" SET "ack" = ? WHERE "id" = ?');
  const empty = database.prepare(
    `UPDATE "Message" SET "body" = '', "type" = 'revoked', "metadata" = NULL, "media" = NULL WHERE "id" = ?`,
  );
  const setBody = database.prepare('UPDATE "Message" SET "body" = ?, "editedAt" = ? WHERE "id" = ?');
  const setStarred = database.prepare('UPDATE "Message" SET "starred" = ? WHERE "id" = ?');
  const setPreview = database.prepare(
    `UPDATE "Chat" SET "lastMessage" = ?
     WHERE "sessionId" = ? AND "id" = ? AND "lastMessageAt" = ? AND "lastMessage" = ?`,
  );
  const setMetadata = database.prepare('UPDATE "Message" SET "metadata" = ? WHERE "id" = ?');

  return {
    'message.insert': ({ row, chat, event }, batch) => {
      const stored = mediaOf.get(row.sessionId, row.stanzaId, row.waMessageId, row.chatId, row.author);
      if (stored !== undefined) {
        // It was downloaded once more, before it was known that the message is here already.
        if (stored.media !== row.media) batch.free(row.media);
        return;
      }
      touchChat.run(row.sessionId, row.chatId, chat.name, chat.kind, chat.unread, row.sentAt, row.body);
      insertMessage.run(
        row.id,
        row.sessionId,
        row.waMessageId,
        row.stanzaId,
        row.chatId,
        row.author,
        row.authorName,
        row.from,
        row.to,
        row.body,
        row.type,
        row.direction,
        row.ack,
        row.sentAt,
        row.metadata,
        row.media,
        row.createdAt,
      );
      if (event) append(event, row.id, batch);
    },

    'message.ack': (op, batch) => {
      const message = findOutgoing.get(op.sessionId, op.stanzaId);
      if (message === undefined || !advances(message.ack, op.ack)) return;
      setAck.run(op.ack, message.id);
      const id = message.waMessageId;
      const data = { id, messageId: id, status: statusOf(op.ack), ack: documentedAck(op.ack) };
      append({ ...op.ackEvent, data: JSON.stringify(data satisfies EventData['message.ack']) }, message.id, batch);
      if (op.ack !== ACK.ERROR) return;
      const failed: EventData['message.failed'] = { id, messageId: id, status: 'failed', ack: -1 };
      append({ ...op.failedEvent, data: JSON.stringify(failed) }, message.id, batch);
    },

    'message.sent': (op, batch) => append(op.event, op.messageId, batch),

    'message.revoke': (op, batch) => {
      const message = find.get(op.sessionId, op.stanzaId, op.chatId);
      if (message?.type === 'revoked') return;
      // The event first: it is what fails if the session is gone, and then nothing may have changed.
      if (op.event !== null) append(op.event, message?.id ?? null, batch);
      if (message === undefined) return;
      empty.run(message.id);
      batch.free(message.media);
      setPreview.run('', op.sessionId, message.chatId, message.sentAt, message.body);
    },

    'message.react': (op, batch) => {
      const message = find.get(op.sessionId, op.stanzaId, op.chatId);
      if (message === undefined) return;
      const metadata = JSON.parse(message.metadata ?? '{}') as Metadata;
      const { [op.senderId]: previous = '', ...others } = metadata.reactions ?? {};
      if (previous === op.emoji) return;
      const reactions = op.emoji === '' ? others : { ...others, [op.senderId]: op.emoji };
      const times = Object.entries(metadata.reactedAt ?? {}).filter(([senderId]) => senderId !== op.senderId);
      if (op.emoji !== '') times.push([op.senderId, op.event.occurredAt]);
      const reactedAt = times.length > 0 ? Object.fromEntries(times) : undefined;
      setMetadata.run(JSON.stringify({ ...metadata, reactions, reactedAt }), message.id);
      const data: EventData['message.reaction'] = {
        messageId: message.waMessageId,
        chatId: message.chatId,
        reaction: op.emoji,
        senderId: op.senderId,
        reactions,
      };
      append({ ...op.event, data: JSON.stringify(data) }, message.id, batch);
    },

    'message.edit': (op, batch) => {
      const message = find.get(op.sessionId, op.stanzaId, op.chatId);
      if (message === undefined || message.type === 'revoked' || message.body === op.body) return;
      const { waMessageId: id, chatId, from, to, type, body: previousBody } = message;
      const data: EventData['message.edited'] = {
        id,
        chatId,
        from,
        to,
        fromMe: message.direction === 'outgoing',
        type,
        body: op.body,
        previousBody,
        timestamp: Math.floor(op.at / 1000),
      };
      append({ ...op.event, data: JSON.stringify(data) }, message.id, batch);
      setBody.run(op.body, op.at, message.id);
      setPreview.run(op.body, op.sessionId, chatId, message.sentAt, previousBody);
    },

    'message.star': ({ messageId, starred }) => void setStarred.run(starred, messageId),

    'event.append': ({ event }, batch) => append(event, null, batch),

    'file.free': ({ file }, batch) => void batch.freed.push(file),
  };
}
