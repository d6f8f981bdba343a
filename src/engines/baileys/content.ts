import type { proto } from '@whiskeysockets/baileys';
import type { MessageType, Place } from '../../domain/message.js';

type Content = proto.IMessage;
type Kind = keyof Content;

export interface Described {
  readonly type: MessageType;
  readonly body: string;
  readonly context?: proto.IContextInfo | null;
  readonly location?: Place;
  readonly poll?: { readonly options: readonly string[]; readonly multiple: boolean };
}

/** Envelopes around the real content; each holds a `message`. Source: `normalizeMessageContent` in Baileys. */
const ENVELOPES = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'editedMessage',
  'associatedChildMessage',
  'groupStatusMessage',
  'groupStatusMessageV2',
] as const satisfies readonly Kind[];
/** As the library: enough for every real nesting, and an end for a hostile one. */
const MAX_ENVELOPES = 5;

/** Kinds that tell nothing to a reader: protocol business, or additions to another message. */
const SILENT: ReadonlySet<string> = new Set<Kind>([
  'protocolMessage',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'messageContextInfo',
  'deviceSentMessage',
  'reactionMessage',
  'encReactionMessage',
  'encCommentMessage',
  'encEventResponseMessage',
  'secretEncryptedMessage',
  'pollUpdateMessage',
  'pinInChatMessage',
  'keepInChatMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
]);

type Describe<K extends Kind> = (part: NonNullable<Content[K]>) => Pick<Described, 'type' | 'location' | 'poll'> & {
  readonly body?: string | null | undefined;
};

const poll = ({ name, options, selectableOptionsCount }: proto.Message.IPollCreationMessage) => ({
  type: 'poll' as const,
  body: name,
  poll: {
    options: (options ?? []).map(({ optionName }) => optionName ?? ''),
    multiple: selectableOptionsCount !== 1,
  },
});

/** @returns nothing for a place that is nowhere */
function placeAt(
  { degreesLatitude: latitude, degreesLongitude: longitude }: proto.Message.ILocationMessage,
  told: Record<'description' | 'address' | 'url', string | null | undefined>,
): { location?: Place } {
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return {};
  const given = Object.fromEntries(Object.entries(told).filter(([, text]) => text));
  return { location: { latitude: Number(latitude), longitude: Number(longitude), ...given } };
}

const DESCRIBE: { readonly [K in Kind]?: Describe<K> } = {
  conversation: (text) => ({ type: 'text', body: text }),
  extendedTextMessage: ({ text }) => ({ type: 'text', body: text }),
  imageMessage: ({ caption }) => ({ type: 'image', body: caption }),
  videoMessage: ({ caption }) => ({ type: 'video', body: caption }),
  ptvMessage: ({ caption }) => ({ type: 'video', body: caption }),
  audioMessage: ({ ptt }) => ({ type: ptt === true ? 'voice' : 'audio' }),
  documentMessage: ({ caption, fileName }) => ({ type: 'document', body: caption || fileName }),
  stickerMessage: () => ({ type: 'sticker' }),
  lottieStickerMessage: () => ({ type: 'sticker' }),
  locationMessage: (at) => ({
    type: 'location',
    body: at.name || at.address,
    ...placeAt(at, { description: at.name, address: at.address, url: at.url }),
  }),
  liveLocationMessage: (at) => ({
    type: 'location',
    body: at.caption,
    ...placeAt(at, { description: at.caption, address: undefined, url: undefined }),
  }),
  contactMessage: ({ displayName }) => ({ type: 'contact', body: displayName }),
  contactsArrayMessage: ({ displayName }) => ({ type: 'contact', body: displayName }),
  pollCreationMessage: poll,
  pollCreationMessageV2: poll,
  pollCreationMessageV3: poll,
  call: () => ({ type: 'call' }),
  productMessage: ({ body, product, catalog }) => ({ type: 'text', body: body || product?.title || catalog?.title }),
  callLogMesssage: () => ({ type: 'call' }),
  placeholderMessage: () => ({ type: 'masked' }),
  groupInviteMessage: ({ caption }) => ({ type: 'text', body: caption }),
  buttonsMessage: ({ contentText }) => ({ type: 'text', body: contentText }),
  buttonsResponseMessage: ({ selectedDisplayText }) => ({ type: 'text', body: selectedDisplayText }),
  listMessage: ({ title, description }) => ({ type: 'text', body: description || title }),
  listResponseMessage: ({ title }) => ({ type: 'text', body: title }),
  templateMessage: ({ hydratedTemplate }) => ({ type: 'text', body: hydratedTemplate?.hydratedContentText }),
  templateButtonReplyMessage: ({ selectedDisplayText }) => ({ type: 'text', body: selectedDisplayText }),
  interactiveMessage: ({ body }) => ({ type: 'text', body: body?.text }),
  interactiveResponseMessage: ({ body }) => ({ type: 'text', body: body?.text }),
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

const isPresent = (part: unknown): boolean => part !== null && part !== undefined;

/** What is inside the envelopes. */
export function unwrap(content: Content | null | undefined): Content | undefined {
  let inner = content ?? undefined;
  for (let depth = 0; inner !== undefined && depth < MAX_ENVELOPES; depth++) {
    const current: Content = inner;
    const envelope = ENVELOPES.map((kind) => current[kind]).find((part) => isPresent(part));
    if (envelope === undefined) break;
    inner = envelope?.message ?? undefined;
  }
  return inner;
}

/** The one part that a reader sees of a message, out of its envelopes and without what only the protocol needs. */
export function essence(content: Content): Content | undefined {
  const inner = unwrap(content);
  const kind = inner && tellingKinds(inner)[0];
  return inner && kind && { [kind]: inner[kind] };
}

const tellingKinds = (content: Content): Kind[] =>
  (Object.keys(content) as Kind[]).filter((kind) => isPresent(content[kind]) && !SILENT.has(kind));

/**
 * @param content unwrapped
 * @returns undefined where there is nothing to tell; type `unknown` for a kind that is not in this table
 */
export function describe(content: Content): Described | undefined {
  const told = tellingKinds(content);
  const kind = told.find((candidate) => Object.hasOwn(DESCRIBE, candidate));
  if (kind === undefined) return told.length === 0 ? undefined : { type: 'unknown', body: '' };
  const part = content[kind] as { contextInfo?: proto.IContextInfo | null };
  const { body, ...described } = (DESCRIBE[kind] as (part: unknown) => ReturnType<Describe<Kind>>)(part);
  return { ...described, body: body ?? '', context: part.contextInfo };
}
