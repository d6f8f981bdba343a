import { createHash } from 'node:crypto';
import type { MessageStatus } from './ack.js';
import type { DisabledReason } from './delivery.js';
import type { Failure, MessageType, Place } from './message.js';
import type { SessionStatus } from './session.js';

/** The ten live events of the documented API, two that later versions of it have, and ours. Each is one row of the journal. */
export const EVENT_TYPES = [
  'message.received',
  'message.sent',
  'message.ack',
  'message.failed',
  'message.revoked',
  'message.reaction',
  'message.edited',
  'session.status',
  'session.qr',
  'session.authenticated',
  'session.disconnected',
  'call.received',
  'webhook.disabled',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Accepted in a webhook's subscription, never emitted: documented as reserved. */
export const RESERVED_EVENT_TYPES = ['group.join', 'group.leave', 'group.update'] as const;
/** What a webhook may subscribe to; `*` means every event. */
export const WEBHOOK_EVENTS = [...EVENT_TYPES, ...RESERVED_EVENT_TYPES, '*'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** The file of a message, as the documented message object shows it. */
export interface MediaData {
  readonly mimetype: string;
  readonly filename?: string;
  readonly sizeBytes?: number;
  /** There is no file: it was over the cap, or could not be downloaded. */
  readonly omitted?: boolean;
  /** Base64. Only in the body of a webhook, and only up to WEBHOOK_MEDIA_MAX_BYTES; the journal refers to the file. */
  readonly data?: string;
}

/** The documented message object of `message.received` and `message.sent`. `timestamp` is epoch seconds. */
export interface MessageData {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly chatId: string;
  readonly author?: string;
  readonly body: string;
  readonly type: MessageType;
  readonly timestamp: number;
  readonly fromMe: boolean;
  readonly isGroup: boolean;
  readonly hasMedia: boolean;
  readonly isLidSender?: boolean;
  readonly senderPhone?: string | null;
  readonly mentionedIds?: readonly string[];
  readonly contact?: { readonly name?: string; readonly pushName?: string };
  readonly media?: MediaData;
  readonly quotedMessage?: { readonly id: string; readonly body: string };
  readonly location?: Place;
}

/** What `data` holds, by type of event; the same on webhooks and in the journal. */
export interface EventData {
  'message.received': MessageData;
  'message.sent': MessageData;
  'message.ack': { id: string; messageId: string; status: MessageStatus; ack: number };
  'message.failed': { id: string; messageId: string; status: 'failed'; ack: -1; error?: Failure };
  'message.revoked': {
    id: string;
    chatId: string;
    from: string;
    to: string;
    type: 'revoked';
    body: '';
    timestamp: number;
  };
  'message.reaction': {
    messageId: string;
    chatId: string;
    /** Empty when the reaction was taken back. */
    reaction: string;
    senderId: string;
    /** Sender to emoji, after this reaction was applied. */
    reactions: Record<string, string>;
  };
  'message.edited': {
    id: string;
    chatId: string;
    from: string;
    to: string;
    fromMe: boolean;
    type: MessageType;
    /** As it is now. */
    body: string;
    /** As it was before. */
    previousBody: string;
    /** When it was edited; epoch seconds. */
    timestamp: number;
  };
  'session.status': { sessionId: string; status: SessionStatus };
  /** `qr` is a PNG as a data URL. */
  'session.qr': { sessionId: string; qr: string };
  'session.authenticated': { sessionId: string; phone: string; pushName: string | null };
  'session.disconnected': { sessionId: string; reason: string };
  /** `timestamp` is epoch seconds. */
  'call.received': { callId: string; from: string; isVideo: boolean; isGroup: boolean; timestamp: number };
  /** The gateway switched a webhook off. `failingSince` is epoch seconds; null unless it is failing. */
  'webhook.disabled': { webhookId: string; reason: DisabledReason; failingSince: number | null };
}

export type EventOf<T extends EventType = EventType> = {
  [K in T]: { readonly type: K; readonly sessionId: string; readonly occurredAt: Date; readonly data: EventData[K] };
}[T];

const shortHash = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 8);

/** The documented idempotency key of an event: the same for every webhook and every retry. */
export function idempotencyKeyOf(event: EventOf): string {
  const at = event.occurredAt.toISOString();
  const session = event.sessionId;
  switch (event.type) {
    case 'message.received':
    case 'message.sent':
      return `msg_${session}_${event.data.id}`;
    case 'message.ack':
      return `ack_${session}_${event.data.messageId}_${event.data.status}`;
    case 'message.failed':
      return `failed_${session}_${event.data.messageId}_${event.data.status}`;
    case 'message.revoked':
      return `rev_${session}_${event.data.id}`;
    case 'message.reaction':
      return `react_${session}_${event.data.messageId}_${event.data.senderId}_${at}`;
    case 'message.edited':
      return `edit_${session}_${event.data.id}_${at}`;
    case 'call.received':
      return `call_${session}_${event.data.callId}`;
    case 'webhook.disabled':
      return `hook_${session}_${event.data.webhookId}_${at}`;
    case 'session.qr':
      return `qr_${session}_${shortHash(event.data.qr)}`;
    case 'session.status':
      return `sess_${session}_${event.data.status}_${at}`;
    case 'session.authenticated':
      return `auth_${session}_${shortHash(JSON.stringify(event.data))}_${at}`;
    case 'session.disconnected':
      return `disc_${session}_${shortHash(event.data.reason)}_${at}`;
  }
}
