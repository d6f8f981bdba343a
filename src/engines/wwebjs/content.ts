import type { MessageType, Place } from '../../domain/message.js';
import { textOf, type WireMessage } from './wire.js';

export interface Described {
  readonly type: MessageType;
  readonly body: string;
}

/** Kinds that tell nothing to a reader: notices, protocol business, additions to another message. */
const SILENT: ReadonlySet<string> = new Set([
  'broadcast_notification',
  'ciphertext',
  'debug',
  'e2e_notification',
  'gp2',
  'keep_in_chat',
  'newsletter_notification',
  'notification',
  'notification_template',
  'oversized',
  'pinned_message',
  'poll_update',
  'protocol',
  'reaction',
  'reaction_enc',
  'revoked',
]);

type Describe = (message: WireMessage) => readonly [MessageType, unknown?];
const text: Describe = ({ body, caption, description, title }) => ['text', body || caption || description || title];
const place: Describe = ({ loc }) => ['location', typeof loc === 'string' ? loc.split('\n')[0] : undefined];

/** `Message.type` of the library; its own list is `MessageTypes`, WhatsApp Web knows more. */
const DESCRIBE: Readonly<Record<string, Describe>> = {
  chat: text,
  image: ({ caption }) => ['image', caption],
  video: ({ caption }) => ['video', caption],
  ptv: ({ caption }) => ['video', caption],
  audio: () => ['audio'],
  ptt: () => ['voice'],
  document: ({ caption, filename }) => ['document', caption || filename],
  sticker: () => ['sticker'],
  location: place,
  live_location: place,
  vcard: ({ vcardFormattedName }) => ['contact', vcardFormattedName],
  multi_vcard: ({ vcardFormattedName }) => ['contact', vcardFormattedName],
  poll_creation: ({ pollName }) => ['poll', pollName],
  call_log: () => ['call'],
  groups_v4_invite: text,
  buttons_response: text,
  interactive: text,
  list: text,
  list_response: text,
  hsm: text,
  template_button_reply: text,
};

const MEDIA: ReadonlySet<MessageType> = new Set<MessageType>([
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
]);
export const isMedia = (type: MessageType): boolean => MEDIA.has(type);

/** @returns undefined where there is nothing to tell; type `unknown` for a kind that is not in this table */
export function describe(message: WireMessage): Described | undefined {
  const kind = textOf(message.type);
  if (kind === undefined || SILENT.has(kind)) return undefined;
  const [type, body] = Object.hasOwn(DESCRIBE, kind) ? (DESCRIBE[kind] as Describe)(message) : (['unknown'] as const);
  return { type, body: textOf(body) ?? '' };
}

export function placeIn({ lat, lng, loc, clientUrl }: WireMessage): Place | undefined {
  if (typeof lat !== 'number' || typeof lng !== 'number' || !Number.isFinite(lat + lng)) return undefined;
  const [description, address] = textOf(loc)?.split('\n') ?? [];
  const url = textOf(clientUrl);
  return {
    latitude: lat,
    longitude: lng,
    ...(description ? { description } : {}),
    ...(address ? { address } : {}),
    ...(url === undefined ? {} : { url }),
  };
}

export function pollIn(message: WireMessage): { options: readonly string[]; multiple: boolean } | undefined {
  const { pollOptions, pollSelectableOptionsCount } = message;
  if (message.type !== 'poll_creation' || !Array.isArray(pollOptions)) return undefined;
  const options = pollOptions.flatMap((option: unknown) => {
    const name = typeof option === 'object' && option !== null ? (option as { name?: unknown }).name : undefined;
    return textOf(name) ?? [];
  });
  return { options, multiple: pollSelectableOptionsCount !== 1 };
}
