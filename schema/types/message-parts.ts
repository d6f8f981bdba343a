import type { Place as MessagePlace } from '../../src/domain/message.js';
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
}

/** What a row keeps in `metadata`; only the gateway writes it. */
interface Metadata {
  readonly authorLid?: string;
  readonly mentionedIds?: readonly string[];
  readonly quotedMessage?: QuotedPart;
  readonly reactions?: Readonly<Record<string, string>>;
  readonly location?: MessagePlace;
  readonly poll?: PollPart;
}
export const metadataOf = ({ metadata }: MessageRow): Metadata => (metadata ?? {}) as Metadata;

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
