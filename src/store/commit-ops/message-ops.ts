import { type Ack, ACK, advances, documentedAck, statusOf } from '../../domain/ack.js';
import type { EventData } from '../../domain/event.js';
import { inDoubt, type MessageDirection, type MessageType, withFailure } from '../../domain/message.js';
import type { Sql } from '../sql.js';
import { allOf } from './all-of.js';
import type { AppendEvent } from './append-event.js';
import type { MessageRow } from '../write-op.js';
import type { Handlers } from './batch.js';

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

export function messageOps(sql: Sql, append: AppendEvent): Handlers<MessageOp> {
  const moment = sql.dialect.moment('?');
  // Its id holds the author's address, and that may have been an alias when it came for the first time.
  const stored = `FROM "Message" WHERE "sessionId" = @sessionId AND "stanzaId" = @stanzaId
     AND ("waMessageId" = @waMessageId OR ("chatId" = @chatId AND "author" = @author))`;
  const isOlder = 'excluded."lastMessageAt" < "Chat"."lastMessageAt"';
  const [sentAt, createdAt] = [sql.dialect.moment('@sentAt'), sql.dialect.moment('@createdAt')];
  const touchChat = sql.prepare(
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount", "lastMessageAt", "lastMessage")
     SELECT @sessionId, @chatId, @name, @kind, @unread, ${sentAt}, @body WHERE NOT EXISTS (SELECT 1 ${stored})
     ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "name" = CASE excluded."name" WHEN '' THEN "Chat"."name" ELSE excluded."name" END,
       "unreadCount" = "Chat"."unreadCount" + excluded."unreadCount",
       "lastMessage" = CASE WHEN ${isOlder} THEN "Chat"."lastMessage" ELSE excluded."lastMessage" END,
       "lastMessageAt" = CASE WHEN ${isOlder} THEN "Chat"."lastMessageAt" ELSE excluded."lastMessageAt" END`,
  );
  const insertMessage = sql.prepare(
    `INSERT INTO "Message" ("id", "sessionId", "waMessageId", "stanzaId", "chatId", "author", "authorName", "from", "to",
       "body", "type", "direction", "ack", "sentAt", "metadata", "media", "createdAt")
     SELECT @id, @sessionId, @waMessageId, @stanzaId, @chatId, @author, @authorName, @from, @to,
       @body, @type, @direction, @ack, ${sentAt}, @metadata, @media, ${createdAt} WHERE NOT EXISTS (SELECT 1 ${stored})`,
  );
  const mediaOf = sql.prepare<[MessageRow], { readonly media: string | null }>(`SELECT "media" ${stored}`);
  // With the chat: who knows the stanza id of a message elsewhere must not revoke it from here.
  const find = sql.prepare<[string, string, string], StoredMessage>(
    'SELECT * FROM "Message" WHERE "sessionId" = ? AND "stanzaId" = ? AND "chatId" = ? ORDER BY "id" DESC LIMIT 1',
  );
  const findOutgoing = sql.prepare<[string, string], StoredMessage>(
    `SELECT * FROM "Message" WHERE "sessionId" = ? AND "stanzaId" = ? AND "direction" = 'outgoing'
     ORDER BY "id" DESC LIMIT 1`,
  );
  const setAck = sql.prepare('UPDATE "Message" SET "ack" = ? WHERE "id" = ?');
  const empty = sql.prepare(
    `UPDATE "Message" SET "body" = '', "type" = 'revoked', "metadata" = NULL, "media" = NULL WHERE "id" = ?`,
  );
  const setBody = sql.prepare(`UPDATE "Message" SET "body" = ?, "editedAt" = ${moment} WHERE "id" = ?`);
  const setStarred = sql.prepare('UPDATE "Message" SET "starred" = ? WHERE "id" = ?');
  const setPreview = sql.prepare(
    `UPDATE "Chat" SET "lastMessage" = ?
     WHERE "sessionId" = ? AND "id" = ? AND "lastMessageAt" = ${moment} AND "lastMessage" = ?`,
  );
  const setMetadata = sql.prepare('UPDATE "Message" SET "metadata" = ? WHERE "id" = ?');

  return {
    'message.insert': async ({ row, chat, event }, batch) => {
      // All of them are sent at once: each looks by itself whether the message is here already.
      const touched = touchChat.run({ ...row, ...chat });
      const inserted = insertMessage.run(row);
      await allOf([touched, inserted, ...(event ? [append(event, row, batch)] : [])]);
      if ((await inserted) > 0) return;
      // It was downloaded once more, before it was known that the message is here already.
      const known = await mediaOf.get(row);
      if (known?.media !== row.media) batch.free(row.media);
    },

    'message.ack': async (op, batch) => {
      const message = await findOutgoing.get(op.sessionId, op.stanzaId);
      if (message === undefined || !advances(message.ack, op.ack)) return;
      await setAck.run(op.ack, message.id);
      const known = inDoubt(message.metadata, false);
      const metadata = op.failure === undefined ? known : withFailure(known, op.failure);
      if (metadata !== message.metadata) await setMetadata.run(metadata, message.id);
      const id = message.waMessageId;
      const data = { id, messageId: id, status: statusOf(op.ack), ack: documentedAck(op.ack) };
      await append(
        { ...op.ackEvent, data: JSON.stringify(data satisfies EventData['message.ack']) },
        message.id,
        batch,
      );
      if (op.ack !== ACK.ERROR) return;
      const { failure: error } = op;
      const failed: EventData['message.failed'] = {
        id,
        messageId: id,
        status: 'failed',
        ack: -1,
        ...(error && { error }),
      };
      await append({ ...op.failedEvent, data: JSON.stringify(failed) }, message.id, batch);
    },

    'message.sent': (op, batch) => append(op.event, op.messageId, batch),

    'message.revoke': async (op, batch) => {
      const message = await find.get(op.sessionId, op.stanzaId, op.chatId);
      if (message?.type === 'revoked') return;
      // The event first: it is what fails if the session is gone, and then nothing may have changed.
      if (op.event !== null) await append(op.event, message?.id ?? null, batch);
      if (message === undefined) return;
      await empty.run(message.id);
      batch.free(message.media);
      await setPreview.run('', op.sessionId, message.chatId, message.sentAt, message.body);
    },

    'message.react': async (op, batch) => {
      const message = await find.get(op.sessionId, op.stanzaId, op.chatId);
      if (message === undefined) return;
      const metadata = JSON.parse(message.metadata ?? '{}') as Metadata;
      const { [op.senderId]: previous = '', ...others } = metadata.reactions ?? {};
      if (previous === op.emoji) return;
      const reactions = op.emoji === '' ? others : { ...others, [op.senderId]: op.emoji };
      const times = Object.entries(metadata.reactedAt ?? {}).filter(([senderId]) => senderId !== op.senderId);
      if (op.emoji !== '') times.push([op.senderId, op.event.occurredAt]);
      const reactedAt = times.length > 0 ? Object.fromEntries(times) : undefined;
      await setMetadata.run(JSON.stringify({ ...metadata, reactions, reactedAt }), message.id);
      const data: EventData['message.reaction'] = {
        messageId: message.waMessageId,
        chatId: message.chatId,
        reaction: op.emoji,
        senderId: op.senderId,
        reactions,
      };
      await append({ ...op.event, data: JSON.stringify(data) }, message.id, batch);
    },

    'message.edit': async (op, batch) => {
      const message = await find.get(op.sessionId, op.stanzaId, op.chatId);
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
      await append({ ...op.event, data: JSON.stringify(data) }, message.id, batch);
      await setBody.run(op.body, op.at, message.id);
      await setPreview.run(op.body, op.sessionId, chatId, message.sentAt, previousBody);
    },

    'message.star': ({ messageId, starred }) => setStarred.run(starred, messageId),

    'event.append': ({ event }, batch) => append(event, null, batch),

    'file.free': async ({ file }, batch) => void batch.freed.push(file),
  };
}
