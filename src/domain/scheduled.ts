import type { ErrorCode } from './errors.js';
import type { Jid } from './jid.js';
import type { MediaKind } from './media.js';

/**
 * How a scheduled message stands. `sending`: its message is stored, and what became of it is not written down yet; a
 * message goes on from there.
 */
export const SCHEDULED_STATUSES = ['scheduled', 'sending', 'sent', 'failed', 'expired', 'cancelled'] as const;
export type ScheduledStatus = (typeof SCHEDULED_STATUSES)[number];

/** How it may end. */
export type ScheduledEnd = Exclude<ScheduledStatus, 'scheduled' | 'sending'>;

/** Why it failed. `SEND_UNKNOWN`: the gateway ended in the middle, and nobody knows whether it went out. */
export type ScheduledErrorCode = ErrorCode | 'SEND_UNKNOWN';

/** What is going to be sent, as it is stored; a file stands beside it. */
export type ScheduledContent =
  | { readonly kind: 'text'; readonly text: string; readonly linkPreview: boolean }
  | { readonly kind: MediaKind; readonly caption?: string }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | { readonly kind: 'contact'; readonly name: string; readonly number: string }
  | {
      readonly kind: 'poll';
      readonly question: string;
      readonly options: readonly string[];
      readonly multiple: boolean;
    }
  /** `messageId` is the documented one. */
  | { readonly kind: 'forward'; readonly messageId: string };

/** Everything a scheduled message consists of, but its file. */
export interface ScheduledParts {
  readonly content: ScheduledContent;
  readonly mentions?: readonly Jid[];
  /** Documented id of the message that is answered. */
  readonly quotedMessageId?: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const SCHEDULE_LIMITS = {
  /** Messages of one session that wait. */
  waiting: 1000,
  /** How far ahead. */
  aheadMs: 366 * DAY_MS,
  /** How long after its moment a message is still sent, unless told. */
  graceMs: 60 * MINUTE_MS,
  maxGraceMs: 7 * DAY_MS,
  /** How long what is over stays listed. */
  keptMs: 30 * DAY_MS,
} as const;
