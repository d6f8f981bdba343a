import type { MessageMedia } from '../../src/domain/media.js';
import type { Failure, Place as MessagePlace, WayOut } from '../../src/domain/message.js';
import type { Message as MessageRow } from '../../src/store/store.js';
import { builder } from '../builder.js';

interface QuotedPart {
  readonly id: string;
  readonly body: string;
}
interface PollPart {
  readonly options: readonly string[];
  readonly multiple: boolean;
}
interface ReactionPart {
  readonly senderId: string;
  readonly emoji: string;
  readonly reactedAt: Date;
}

/** What a row keeps in `metadata`; only the gateway writes it. */
interface Metadata extends WayOut {
  readonly authorLid?: string;
  readonly mentionedIds?: readonly string[];
  readonly quotedMessage?: QuotedPart;
  readonly reactions?: Readonly<Record<string, string>>;
  readonly reactedAt?: Readonly<Record<string, number>>;
  readonly location?: MessagePlace;
  readonly poll?: PollPart;
}
export const metadataOf = ({ metadata }: MessageRow): Metadata => (metadata ?? {}) as Metadata;

/** The reactions to a message, one per person. */
export function reactionsOf(message: MessageRow): ReactionPart[] {
  const { reactions = {}, reactedAt = {} } = metadataOf(message);
  return Object.entries(reactions).map(([senderId, emoji]) => ({
    senderId,
    emoji,
    reactedAt: new Date(reactedAt[senderId] ?? message.sentAt),
  }));
}

export const MessageFailure = builder.objectRef<Failure>('MessageFailure').implement({
  description: 'Why a message failed.',
  access: 'viewer',
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        "WhatsApp's own code, such as `463`; where the engine refused it, a code of the catalogue of errors.",
    }),
    message: t.exposeString('message', { description: 'In words.' }),
  }),
});

type MediaPart = MessageMedia & { readonly messageId: string };

/** The file of a message, with what leads to it. */
export const mediaOf = ({ id, media }: MessageRow): MediaPart | null =>
  media === null ? null : { ...(media as unknown as MessageMedia), messageId: id };

export const Media = builder.objectRef<MediaPart>('Media').implement({
  description: 'The file of a message.',
  access: 'viewer',
  fields: (t) => ({
    mimetype: t.exposeString('mimetype', { description: 'Its type, as the sender states it.' }),
    filename: t.string({
      nullable: true,
      description: 'What the sender calls it. Anything may stand there: not a path.',
      resolve: ({ filename }) => filename ?? null,
    }),
    sizeBytes: t.float({
      nullable: true,
      description: 'How large it is; what the sender says where the gateway does not have it.',
      resolve: ({ sizeBytes }) => sizeBytes ?? null,
    }),
    omitted: t.boolean({
      description: 'The gateway does not have it: it was over MEDIA_DOWNLOAD_MAX_BYTES, or could not be downloaded.',
      resolve: ({ omitted }) => omitted ?? false,
    }),
    url: t.string({
      nullable: true,
      description:
        'Path of the file on this gateway, to be fetched with the key. Null if the gateway does not have it.',
      resolve: ({ file, messageId }) => (file === undefined ? null : `/media/${messageId}`),
    }),
  }),
});

export const QuotedMessage = builder.objectRef<QuotedPart>('QuotedMessage').implement({
  description: 'The message that another one answers, as it was quoted.',
  access: 'viewer',
  fields: (t) => ({
    waMessageId: t.exposeID('id', { description: 'Its documented id; it need not be stored.' }),
    body: t.exposeString('body', { description: 'Its text as the answer quotes it.' }),
  }),
});

export const Reaction = builder.objectRef<ReactionPart>('Reaction').implement({
  description: 'A reaction to a message.',
  access: 'viewer',
  fields: (t) => ({
    senderId: t.expose('senderId', { type: 'Jid', description: 'Who reacted.' }),
    emoji: t.exposeString('emoji', { description: 'With what.' }),
    reactedAt: t.expose('reactedAt', {
      type: 'DateTime',
      description: 'When it arrived; of a reaction from before that was kept, when the message was sent.',
      rest: { name: 'timestamp', form: 'epochSeconds' },
    }),
  }),
});

export const Place = builder.objectRef<MessagePlace>('Place').implement({
  description: 'A place on the map.',
  access: 'viewer',
  fields: (t) => ({
    latitude: t.exposeFloat('latitude', { description: 'Degrees north of the equator.' }),
    longitude: t.exposeFloat('longitude', { description: 'Degrees east of Greenwich.' }),
    description: t.string({
      nullable: true,
      description: 'What the place is called.',
      resolve: ({ description }) => description ?? null,
    }),
    address: t.string({ nullable: true, description: 'Its address.', resolve: ({ address }) => address ?? null }),
    url: t.string({ nullable: true, description: 'A link that came with it.', resolve: ({ url }) => url ?? null }),
  }),
});

export const Poll = builder.objectRef<PollPart>('Poll').implement({
  description: 'What a poll lets people choose from.',
  access: 'viewer',
  fields: (t) => ({
    options: t.stringList({ description: 'The answers, in their order.', resolve: ({ options }) => [...options] }),
    multiple: t.exposeBoolean('multiple', { description: 'Whether one may choose several.' }),
  }),
});
