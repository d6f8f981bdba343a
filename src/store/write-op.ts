import type { Ack } from '../domain/ack.js';
import type { BulkErrorCode, BulkKind } from '../domain/bulk.js';
import type { DeliveryState, DisabledReason, RetryPolicyName } from '../domain/delivery.js';
import type { EventType } from '../domain/event.js';
import type { Failure } from '../domain/message.js';
import type { ScheduledEnd, ScheduledErrorCode } from '../domain/scheduled.js';
import type { EngineKind, ProxyType, SessionStatus } from '../domain/session.js';
import type { TableRows } from './data-tables.js';

// In every row here moments are epoch milliseconds, JSON columns are text and flags are 0 or 1.

/** A row of `Message`, as it is first stored. */
export interface MessageRow {
  readonly id: string;
  readonly sessionId: string;
  readonly waMessageId: string;
  readonly stanzaId: string;
  readonly chatId: string;
  readonly author: string;
  readonly authorName: string | null;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly type: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly ack: Ack;
  readonly sentAt: number;
  readonly metadata: string | null;
  readonly media: string | null;
  readonly createdAt: number;
}

/** The chat a message belongs to; made on its first message. An empty `name` leaves a known name alone. */
export interface ChatTouch {
  readonly name: string;
  readonly kind: string;
  /** 1 for an unread inbound message, 0 otherwise. */
  readonly unread: 0 | 1;
}

/** An event that is to be journalled, with the webhooks it goes to. */
export interface EventRow {
  readonly id: string;
  readonly sessionId: string;
  readonly type: EventType;
  readonly occurredAt: number;
  /** JSON text of the documented `data`. */
  readonly data: string;
  readonly deliveries: readonly DeliveryRow[];
}
export interface DeliveryRow {
  readonly id: string;
  readonly webhookId: string;
}

/** An event whose `data` needs the stored row: the writer completes it inside the transaction. */
export type EventStub = Omit<EventRow, 'data'>;

/** A row of `Session`, as it is first stored. */
export interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly status: SessionStatus;
  readonly engine: EngineKind;
  readonly config: string;
  readonly proxyUrl: string | null;
  readonly proxyType: ProxyType | null;
  readonly createdAt: number;
}

/** What became known of a person. What is left out stays as it is. */
export interface ContactPatch {
  readonly name?: string | undefined;
  readonly pushName?: string | undefined;
  readonly isBlocked?: boolean | undefined;
  readonly isBusiness?: boolean | undefined;
}

/** The columns of a session that live state changes. A key left out stays as it is. */
export interface SessionPatch {
  readonly status?: SessionStatus;
  readonly phone?: string | null;
  readonly pushName?: string | null;
  readonly connectedAt?: number | null;
  readonly lastActiveAt?: number | null;
  readonly lastError?: string | null;
}

/** A row of `Webhook`, as it is first stored. */
export interface WebhookRow {
  readonly id: string;
  readonly sessionId: string;
  readonly url: string;
  readonly events: string;
  readonly secret: string | null;
  readonly headers: string;
  readonly filters: string | null;
  readonly retryCount: number;
  /** Null: WEBHOOK_RETRY_POLICY. */
  readonly retryPolicy: RetryPolicyName | null;
  /** Null: the documented payload. */
  readonly payloadQuery: string | null;
  readonly ordered: 0 | 1;
  readonly active: 0 | 1;
  readonly createdAt: number;
}

/** The columns of a webhook that its owner changes. A key left out stays as it is. */
export type WebhookPatch = Partial<Omit<WebhookRow, 'id' | 'sessionId' | 'createdAt'>> & {
  /** These are only ever cleared. */
  readonly [K in
    | 'disabledReason'
    | 'firstFailedAt'
    | 'lastFailedAt'
    | 'previousSecret'
    | 'previousSecretEndsAt']?: null;
};

/** A row of `Template`, as it is first stored. */
export interface TemplateRow {
  readonly id: string;
  readonly sessionId: string;
  readonly name: string;
  readonly body: string;
  readonly header: string | null;
  readonly footer: string | null;
  readonly createdAt: number;
}

/** The columns of a template that its owner changes. A key left out stays as it is. */
export type TemplatePatch = Partial<Pick<TemplateRow, 'name' | 'body' | 'header' | 'footer'>>;

/** A row of `MessageBatch`, as it is first stored. */
export interface BatchRow {
  readonly id: string;
  readonly sessionId: string;
  readonly name: string;
  readonly account: string;
  readonly options: string;
  readonly createdAt: number;
}
/** A row of `BatchItem`, as it is first stored; its place in the list is its position. */
export interface BatchItemRow {
  readonly chatId: string;
  readonly kind: BulkKind;
  readonly content: string;
  readonly media: string | null;
}
/** Which item of which batch. */
export interface ItemKey {
  readonly sessionId: string;
  readonly batchId: string;
  readonly position: number;
}

/** A row of `ScheduledMessage`, as it is first stored. */
export interface ScheduledRow {
  readonly id: string;
  readonly sessionId: string;
  readonly chatId: string;
  readonly type: string;
  readonly body: string;
  readonly content: string;
  readonly media: string | null;
  readonly sendAt: number;
  readonly expiresAt: number;
  readonly createdAt: number;
}

/** Which request to send: whose, what for, under which key. */
export interface SubmissionKey {
  readonly sessionId: string;
  readonly apiKeyId: string;
  /** Name of the GraphQL field. */
  readonly operation: string;
  readonly key: string;
}

/**
 * Everything that is ever written to DATABASE_NAME while the gateway runs. One queue, one writer thread, one transaction
 * per batch: what was enqueued together or earlier is on disk together or earlier.
 */
export type WriteOp =
  // engine store
  | { op: 'key.put'; sessionId: string; type: string; id: string; value: string }
  | { op: 'key.delete'; sessionId: string; type: string; id: string }
  | {
      op: 'inbound.put';
      sessionId: string;
      hash: string;
      stanzaId: string;
      plain: Uint8Array;
      stanza: Uint8Array | null;
      at: number;
    }
  | { op: 'inbound.done'; sessionId: string; stanzaId: string }
  | { op: 'unreadable.put'; sessionId: string; stanzaId: string; attrs: string; error: string; at: number }
  | { op: 'sent.put'; sessionId: string; stanzaId: string; message: Uint8Array; at: number }
  /** Everything the engine remembers about a session: it must be linked anew. */
  | { op: 'engine.forget'; sessionId: string }
  /** Removes at most `limit` inbound rows that are finished and older than `before`, and as many unreadable ones. */
  | { op: 'inbound.prune'; before: number; limit: number }
  /** Removes at most `limit` sent rows up to and including the row `through`. */
  | { op: 'sent.prune'; sessionId: string; through: number; limit: number }
  // journal
  /** The journal begins with `to` at the earliest; events from `from` up to there go, except those with deliveries. */
  | { op: 'journal.prune'; from: number; to: number }
  /** Stored once per (session, waMessageId). A second time nothing happens: no row, no event, no delivery. */
  | { op: 'message.insert'; row: MessageRow; chat: ChatTouch; event: EventRow | null }
  /**
   * Moves the ack of an outgoing message forward; a report that does not advance it, or finds no row, does nothing.
   * `ackEvent` is journalled as `message.ack`, `failedEvent` in addition when the ack is ERROR.
   */
  | {
      op: 'message.ack';
      sessionId: string;
      stanzaId: string;
      ack: Ack;
      /** Only with ERROR. */
      failure?: Failure;
      ackEvent: EventStub;
      failedEvent: EventStub;
    }
  /** Announces an outgoing message that `message.insert` stored without an event. */
  | { op: 'message.sent'; messageId: string; event: EventRow }
  /** Empties the stored message and marks it revoked, once. An event is journalled even if no row is found. */
  | { op: 'message.revoke'; sessionId: string; chatId: string; stanzaId: string; event: EventRow | null }
  /** Applies a reaction to a stored message; without a row, or if it changes nothing, nothing happens. */
  | {
      op: 'message.react';
      sessionId: string;
      chatId: string;
      stanzaId: string;
      senderId: string;
      emoji: string;
      event: EventStub;
    }
  /** Changes the text of a stored message; without a row, or if it has that text already, nothing happens. */
  | {
      op: 'message.edit';
      sessionId: string;
      chatId: string;
      stanzaId: string;
      body: string;
      at: number;
      event: EventStub;
    }
  | { op: 'message.star'; messageId: string; starred: 0 | 1 }
  /** Journals an event that changes no row. */
  | { op: 'event.append'; event: EventRow }
  /** A file below STORAGE_LOCAL_PATH that no message is going to have. */
  | { op: 'file.free'; sessionId: string; file: string }
  | { op: 'chat.put'; sessionId: string; id: string; name: string; kind: string; unreadCount: number | null }
  /** Removes a chat with its messages. What was journalled about them stays. */
  | { op: 'chat.delete'; sessionId: string; id: string }
  // people
  /** Under an alias whose number is known, the number's contact is meant. */
  | { op: 'contact.put'; sessionId: string; id: string; patch: ContactPatch }
  /**
   * An alias and a number are one person, in every session. In the session that found out, what is stored under the
   * alias moves to the number: the chat with its messages, who wrote them, the contact.
   */
  | { op: 'identity.put'; sessionId: string; lid: string; pn: string; at: number }
  // sessions
  /** Refused as a conflict if the name is taken. */
  | { op: 'session.insert'; row: SessionRow }
  | { op: 'session.patch'; sessionId: string; patch: SessionPatch; at: number; events: readonly EventRow[] }
  /** Removes a session with everything that belongs to it; what arrives for it later is dropped. */
  | { op: 'session.delete'; sessionId: string }
  // import
  /**
   * Puts these rows in place of everything stored. Refused as a whole if one does not fit. What an engine remembers of a
   * session that is in both stays; files that no message has any more are freed.
   */
  | { op: 'data.replace'; tables: readonly TableRows[] }
  // templates
  /** Refused as a conflict if the session has a template of that name. */
  | { op: 'template.insert'; row: TemplateRow }
  /** Refused as a conflict if the session has another template of that name. */
  | { op: 'template.patch'; templateId: string; patch: TemplatePatch; at: number }
  | { op: 'template.delete'; templateId: string }
  // batches
  /** Refused as a conflict if the session has a batch of that name. */
  | { op: 'bulk.insert'; sessionId: string; row: BatchRow; items: readonly BatchItemRow[] }
  | { op: 'bulk.start'; sessionId: string; batchId: string; at: number }
  /** Puts a batch that is processed back, to be taken up again. */
  | { op: 'bulk.pause'; sessionId: string; batchId: string }
  /** Ends a batch that is not over; items that wait stay `pending`, without their files. */
  | {
      op: 'bulk.end';
      sessionId: string;
      batchId: string;
      status: 'completed' | 'failed';
      reason: string | null;
      at: number;
    }
  /** Items that wait are cancelled. Does nothing to a batch that is completed or cancelled. */
  | { op: 'bulk.cancel'; sessionId: string; batchId: string; at: number }
  /** Refused unless the item waits: no two messages are ever stored for one item. */
  | ({ op: 'bulkItem.sending'; messageId: string } & ItemKey)
  | ({ op: 'bulkItem.sent'; at: number } & ItemKey)
  | ({ op: 'bulkItem.failed'; code: BulkErrorCode; message: string } & ItemKey)
  // scheduled messages
  /** Refused if `limit` messages of the session wait already. */
  | { op: 'scheduled.insert'; row: ScheduledRow; limit: number }
  /** Refused unless it waits: no two messages are ever stored for one schedule. Its file is the message's from now on. */
  | { op: 'scheduled.sending'; sessionId: string; scheduledId: string; messageId: string }
  /** Ends one that is not over; `cancelled` and `expired` only one that waits. */
  | {
      op: 'scheduled.end';
      sessionId: string;
      scheduledId: string;
      status: ScheduledEnd;
      error: { readonly code: ScheduledErrorCode; readonly message: string } | null;
      at: number;
    }
  /** Removes at most `limit` that ended before a moment. */
  | { op: 'scheduled.prune'; before: number; limit: number }
  // messages of which nobody knows whether they left
  /** Marks a message as unknown, or takes the mark off. */
  | { op: 'message.doubt'; sessionId: string; messageId: string; inDoubt: 0 | 1 }
  /**
   * Marks every message that was given to an engine that is gone, and of which no ack is stored: WhatsApp does not tell
   * twice that it took or refused one.
   *
   * `since`: only of requests, batches and schedules that ended after this moment, or have not.
   * `sessionId`: whose engine is gone; null: all of an earlier process.
   */
  | { op: 'messages.doubt'; since: number; sessionId: string | null }
  // requests to send
  /** Refused as a conflict if there is one under this key. */
  | ({ op: 'submission.begin'; payloadHash: string; subject: string | null; at: number } & SubmissionKey)
  /** Another subject takes the place of one of which nobody knows whether it left. Refused once it has ended. */
  | ({ op: 'submission.renew'; subject: string } & SubmissionKey)
  /** `answer` is JSON text. Does nothing to one that has ended. */
  | ({ op: 'submission.end'; answer: string; at: number } & SubmissionKey)
  /** Removes at most `limit` that ended, or began and never ended, before a moment. */
  | { op: 'submission.prune'; before: number; limit: number }
  // webhooks
  | { op: 'webhook.insert'; row: WebhookRow }
  | { op: 'webhook.patch'; webhookId: string; patch: WebhookPatch; at: number }
  /** Its secret becomes the previous one, which ends at a moment, and this one takes its place. */
  | { op: 'webhook.rotate'; webhookId: string; secret: string; previousEndsAt: number; at: number }
  /** Switches a webhook off and journals that; does nothing if it is off, or has not failed since `failedSince` (null: at once). */
  | {
      op: 'webhook.disable';
      webhookId: string;
      reason: DisabledReason;
      failedSince: number | null;
      at: number;
      event: EventRow;
    }
  /** Removes a webhook with its deliveries. Where there may be many of them, `delivery.prune` comes first. */
  | { op: 'webhook.delete'; webhookId: string }
  /** Removes at most `limit` deliveries of a webhook with their attempts, those of the oldest events first. */
  | { op: 'delivery.prune'; webhookId: string; limit: number }
  /**
   * Removes at most `limit` deliveries that were finished before a moment, with their attempts, and as many that were
   * planned before it for a webhook that is off.
   */
  | { op: 'delivery.expire'; before: number; limit: number }
  /** Makes a delivery due, whatever became of it; its retry policy begins anew. */
  | { op: 'delivery.replay'; deliveryId: string; at: number }
  /** The same to all deliveries of a webhook that stand like this and lie within both ranges, the ends of `seqs` included. */
  | {
      op: 'delivery.replayAll';
      webhookId: string;
      state: DeliveryState;
      seqs: readonly [first: number, last: number];
      /** Planned then or later, and earlier than that; epoch milliseconds. */
      planned: readonly [from: number, to: number];
      at: number;
    }
  /** What came of tries. A delivery stands among them once; where it is gone, its try is left out. */
  | { op: 'attempts.record'; records: readonly AttemptRecord[] };

/** What came of one try, and what is next for its delivery. */
export interface AttemptRecord {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly attempt: {
    readonly number: number;
    readonly startedAt: number;
    readonly durationMs: number;
    readonly statusCode: number | null;
    readonly error: string | null;
    /** The kind of `error`, as one word. */
    readonly failure: string | null;
    /** The first 16 kB of the answer. */
    readonly responseBody: string | null;
  };
  readonly state: DeliveryState;
  readonly nextAttemptAt: number | null;
  readonly finishedAt: number | null;
}
