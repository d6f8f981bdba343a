import { type Jid, parseJid } from './jid.js';

export const STATUS_TYPES = ['text', 'image', 'video'] as const;
export type StatusType = (typeof STATUS_TYPES)[number];

/** Where status updates are posted to, and come from. */
export const STATUS_CHAT = parseJid('status@broadcast');
/** How long WhatsApp shows one. */
export const STATUS_SHOWN_MS = 24 * 3_600_000;

/** Fonts of a text, by WhatsApp's numbers. Source: `ExtendedTextMessage.FontType` in its WAProto. */
export const STATUS_FONTS = [0, 1, 2, 6, 7, 8, 9, 10] as const;

/** How the text of a status update looks. */
export interface StatusStyle {
  /** `#rrggbb` */
  readonly backgroundColor?: string;
  /** One of `STATUS_FONTS`. */
  readonly font?: number;
}

/** A status update of somebody, while WhatsApp shows it. */
export interface StatusUpdate extends StatusStyle {
  readonly id: string;
  readonly contact: { readonly id: Jid; readonly name?: string; readonly pushName?: string };
  readonly type: StatusType;
  /** The text, or what stands below the picture. */
  readonly caption?: string;
  readonly postedAt: Date;
  readonly expiresAt: Date;
}

/** The documented id of somebody's status update. */
export const toStatusId = (stanzaId: string, author: Jid): string => `false_${STATUS_CHAT}_${stanzaId}_${author}`;

/** WhatsApp's colours are `AARRGGBB`, as one number that may be negative. @returns `#rrggbb` */
export function toColor(argb: unknown): string | undefined {
  if (typeof argb !== 'number' || !Number.isInteger(argb)) return undefined;
  return `#${(argb & 0xffffff).toString(16).padStart(6, '0')}`;
}
