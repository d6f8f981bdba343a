import type { Jid } from '../domain/jid.js';
import type { MessageMedia } from '../domain/media.js';
import type { MessageType, ObservedMessage } from '../domain/message.js';
import type { MessageRef, OutgoingContent } from '../engine/operations.js';
import type { Message } from '../store/store.js';

/** What of a message is stored beside its place. */
export type Shown = Pick<ObservedMessage, 'type' | 'body' | 'hasMedia' | 'media' | 'location' | 'poll'>;
/** What a message consists of that is not taken over from another one. */
export type OwnContent = Exclude<OutgoingContent, { kind: 'forward' }>;

/** What a message that is to be sent is stored as: its body is the text, the caption, or what stands for it. */
export function shownOf(content: OwnContent, media?: MessageMedia): Shown {
  switch (content.kind) {
    case 'text':
      return { type: 'text', body: content.text, hasMedia: false };
    case 'location': {
      const { latitude, longitude, name, address } = content;
      const location = {
        latitude,
        longitude,
        ...(name === undefined ? {} : { description: name }),
        ...(address === undefined ? {} : { address }),
      };
      return { type: 'location', body: name ?? '', hasMedia: false, location };
    }
    case 'contact':
      return { type: 'contact', body: content.name, hasMedia: false };
    case 'poll': {
      const { options, multiple } = content;
      return { type: 'poll', body: content.question, hasMedia: false, poll: { options, multiple } };
    }
    case 'product':
      return { type: 'text', body: content.body ?? content.product.name, hasMedia: false };
    case 'catalog':
      return { type: 'text', body: content.body ?? content.catalog.name, hasMedia: false };
    case 'document':
      return { type: 'document', body: content.caption ?? content.file.filename ?? '', ...withMedia(media) };
    default:
      return { type: content.kind, body: content.caption ?? '', ...withMedia(media) };
  }
}

/** A forwarded message shows what the original shows. @param media its own copy of the original's file */
export function shownAsForwarded(original: Message, media?: MessageMedia): Shown {
  const { hasMedia, location, poll } = (original.metadata ?? {}) as Partial<Shown>;
  return {
    type: original.type as MessageType,
    body: original.body,
    hasMedia: hasMedia ?? false,
    ...(media === undefined ? {} : { media }),
    ...(location === undefined ? {} : { location }),
    ...(poll === undefined ? {} : { poll }),
  };
}

/** What accompanies a message of any kind. */
export interface Accompaniment {
  readonly mentions?: readonly Jid[];
  readonly quoted?: MessageRef;
}

/** The message as if it had been observed: the row and the event of a send are those of any other message. */
export function toObserved(
  own: Jid,
  chatId: Jid,
  stanzaId: string,
  shown: Shown,
  { mentions, quoted }: Accompaniment,
): ObservedMessage {
  return {
    ...shown,
    stanzaId,
    chatId,
    fromMe: true,
    author: own,
    sentAt: new Date(),
    ...(mentions === undefined ? {} : { mentionedIds: mentions }),
    ...(quoted === undefined
      ? {}
      : { quoted: { stanzaId: quoted.stanzaId, author: quoted.author, body: quoted.body } }),
  };
}

const withMedia = (media: MessageMedia | undefined) => ({
  hasMedia: true,
  ...(media === undefined ? {} : { media }),
});
