import type { MediaKind } from '../domain/media.js';
import type { ScheduledContent } from '../domain/scheduled.js';
import type { OutgoingContent } from '../engine/operations.js';
import type { Capability } from '../engine/port.js';

type ContentOf<K extends OutgoingContent['kind']> = Extract<OutgoingContent, { kind: K }>;

/** What needs nothing beside itself: no file, no other message. */
export type PlainContent = ContentOf<'text' | 'location' | 'contact' | 'poll'>;

/** Something of the account's own catalog. */
export type OfferContent = ContentOf<'product' | 'catalog'>;

/** A text as callers describe it. */
export interface TextParts {
  readonly text: string;
  /** Default false: it makes the gateway look at what stands behind the first link. */
  readonly linkPreview?: boolean | null | undefined;
}
export interface LocationParts {
  readonly latitude: number;
  readonly longitude: number;
  readonly description?: string | null | undefined;
  readonly address?: string | null | undefined;
}
export interface ContactParts {
  readonly contactName: string;
  /** In any usual spelling. */
  readonly contactNumber: string;
}
export interface PollParts {
  readonly question: string;
  readonly options: readonly string[];
  readonly multiple?: boolean | null | undefined;
}

export const textContent = ({ text, linkPreview }: TextParts): ContentOf<'text'> => ({
  kind: 'text',
  text,
  linkPreview: linkPreview ?? false,
});

export const locationContent = ({
  latitude,
  longitude,
  description,
  address,
}: LocationParts): ContentOf<'location'> => ({
  kind: 'location',
  latitude,
  longitude,
  ...(description ? { name: description } : {}),
  ...(address ? { address } : {}),
});

export const contactContent = ({ contactName, contactNumber }: ContactParts): ContentOf<'contact'> => ({
  kind: 'contact',
  name: contactName.replace(/\s+/g, ' ').trim(),
  number: contactNumber.replace(/\D/g, ''),
});

export const pollContent = ({ question, options, multiple }: PollParts): ContentOf<'poll'> => ({
  kind: 'poll',
  question,
  options,
  multiple: multiple ?? false,
});

/** What an engine needs to be able to do to send a file of a kind. */
const CAPABILITY_OF = {
  image: 'SEND_IMAGE',
  video: 'SEND_VIDEO',
  audio: 'SEND_AUDIO',
  voice: 'SEND_VOICE',
  document: 'SEND_DOCUMENT',
  sticker: 'SEND_STICKER',
} as const satisfies Record<MediaKind, Capability>;

/** What an engine has to be able to do to send a text, or a file of a kind. */
export const capabilityFor = (kind: 'text' | MediaKind): Capability =>
  kind === 'text' ? 'SEND_TEXT' : CAPABILITY_OF[kind];

/** What an engine needs to be able to do to send something. */
export function capabilitiesFor(content: ScheduledContent): readonly Capability[] {
  switch (content.kind) {
    case 'text':
      return content.linkPreview ? ['SEND_TEXT', 'LINK_PREVIEW'] : ['SEND_TEXT'];
    case 'location':
      return ['SEND_LOCATION'];
    case 'contact':
      return ['SEND_CONTACT'];
    case 'poll':
      return ['SEND_POLL'];
    case 'forward':
      return ['FORWARD'];
    default:
      return [CAPABILITY_OF[content.kind]];
  }
}
