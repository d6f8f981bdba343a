import { isGroup, type Jid } from './jid.js';
import type { MessageMedia } from './media.js';

export const MESSAGE_TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'contact',
  'poll',
  'call',
  'revoked',
  'masked',
  'unknown',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];
export type MessageDirection = 'incoming' | 'outgoing';

/**
 * The id every documented surface uses: `true_628123456789@c.us_3EB0A1`, in groups with the sender behind it,
 * `false_120363044556677889@g.us_3EB07C_628770001122@c.us`.
 * @param stanzaId WhatsApp's own id of the message, unique within its chat and direction
 */
export function toMessageId(fromMe: boolean, chatId: Jid, stanzaId: string, author?: Jid): string {
  const base = `${String(fromMe)}_${chatId}_${stanzaId}`;
  return isGroup(chatId) && !fromMe && author !== undefined ? `${base}_${author}` : base;
}

/** Why a message failed. */
export interface Failure {
  /** WhatsApp's own, such as `463`; or one of the catalogue, where the engine refused it. */
  readonly code: string;
  readonly message: string;
}

/** What `metadata` of a message says about its way out. */
export interface WayOut {
  /** Nobody knows whether it left; as long as no ack tells. */
  readonly sendState?: 'unknown';
  readonly failure?: Failure;
}

/** @param metadata JSON text @returns the same with the mark that nobody knows whether the message left, or without */
export function inDoubt(metadata: string | null, isInDoubt: boolean): string | null {
  const { sendState, ...others } = JSON.parse(metadata ?? '{}') as WayOut;
  if (!isInDoubt && sendState === undefined) return metadata;
  const marked: WayOut = isInDoubt ? { ...others, sendState: 'unknown' } : others;
  return Object.keys(marked).length === 0 ? null : JSON.stringify(marked);
}

/** @param metadata JSON text @returns the same with why the message failed */
export const withFailure = (metadata: string | null, failure: Failure): string =>
  JSON.stringify({ ...(JSON.parse(metadata ?? '{}') as WayOut), failure } satisfies WayOut);

/** Where a location message points. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly description?: string;
  readonly address?: string;
  readonly url?: string;
}

/** A message as an engine reports it, normalised at the edge. */
export interface ObservedMessage {
  readonly stanzaId: string;
  readonly chatId: Jid;
  readonly fromMe: boolean;
  /** Who wrote it; in a group the participant, never the group. */
  readonly author: Jid;
  /** The name the author gave themselves, if the message carried it. */
  readonly pushName?: string;
  readonly type: MessageType;
  readonly body: string;
  readonly sentAt: Date;
  readonly hasMedia: boolean;
  /** The file it carries, stored or omitted; absent for files the engine was not asked to store. */
  readonly media?: MessageMedia;
  readonly location?: Place;
  readonly poll?: { readonly options: readonly string[]; readonly multiple: boolean };
  readonly mentionedIds?: readonly Jid[];
  readonly quoted?: { readonly stanzaId: string; readonly author?: Jid; readonly body: string };
  /** Both spellings of the author where the engine knows them: phone-number address and privacy alias. */
  readonly authorLid?: Jid;
}
