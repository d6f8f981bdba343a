import type { Jid } from './jid.js';

export const STATUS_TYPES = ['text', 'image', 'video'] as const;
export type StatusType = (typeof STATUS_TYPES)[number];

/** A status update of somebody, while WhatsApp shows it. */
export interface StatusUpdate {
  readonly id: string;
  readonly contact: { readonly id: Jid; readonly name?: string; readonly pushName?: string };
  readonly type: StatusType;
  /** The text, or what stands below the picture. */
  readonly caption?: string;
  readonly postedAt: Date;
  readonly expiresAt: Date;
}
