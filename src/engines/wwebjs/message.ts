import { isGroup, isLid, toJid, type Jid } from '../../domain/jid.js';
import type { MessageMedia } from '../../domain/media.js';
import type { ObservedMessage } from '../../domain/message.js';
import { momentOf } from '../../domain/moment.js';
import type { Addresses } from './addresses.js';
import { describe, isMedia, placeIn, pollIn } from './content.js';
import { addressOf, partsOf, textOf, type WireMessage } from './wire.js';

/** Who wrote which message where. */
export interface Origin {
  readonly chatId: Jid;
  readonly stanzaId: string;
  readonly fromMe: boolean;
  readonly author: Jid;
  readonly authorLid?: Jid;
}

/** @returns undefined for an address that is none of ours to tell about */
export function originOf(message: WireMessage, addresses: Addresses): Origin | undefined {
  const key = partsOf(message.id);
  const chatId = key && addresses.neutral(key.remote);
  if (key === undefined || chatId === undefined) return undefined;
  const { self } = addresses;
  const who = key.participant ?? addressOf(message.author);
  const author = key.fromMe ? self.pn : isGroup(chatId) ? addresses.neutral(who) : chatId;
  if (author === undefined) return undefined;
  const wire = toJid(isGroup(chatId) ? who : key.remote);
  const authorLid = key.fromMe ? self.lid : wire !== undefined && isLid(wire) ? wire : addresses.lidOf(author);
  return {
    chatId,
    stanzaId: key.id,
    fromMe: key.fromMe,
    author,
    ...(authorLid === undefined ? {} : { authorLid }),
  };
}

/**
 * A message of the library in our words.
 * @param media the file that it carries, if somebody was asked to store it
 * @returns undefined for what has nothing to tell
 */
export function toMessage(
  message: WireMessage,
  addresses: Addresses,
  media?: MessageMedia,
): ObservedMessage | undefined {
  const described = describe(message);
  const origin = originOf(message, addresses);
  if (described === undefined || origin === undefined) return undefined;
  const location = described.type === 'location' ? placeIn(message) : undefined;
  const poll = pollIn(message);
  const pushName = origin.fromMe ? undefined : textOf(message.notifyName);
  const mentionedIds = listOf(message.mentionedJidList).flatMap((wid) => addresses.neutral(wid) ?? []);
  const quoted = quotedIn(message, addresses);
  return {
    ...origin,
    ...described,
    sentAt: momentOf(message.t) ?? new Date(),
    hasMedia: isMedia(described.type),
    ...(pushName === undefined ? {} : { pushName }),
    ...(media === undefined ? {} : { media }),
    ...(location === undefined ? {} : { location }),
    ...(poll === undefined ? {} : { poll }),
    ...(mentionedIds.length > 0 ? { mentionedIds } : {}),
    ...(quoted === undefined ? {} : { quoted }),
  };
}

/** The file of a message as its sender announces it; undefined where there is none. */
export function announcedFile({
  directPath,
  mimetype,
  filename,
  size,
  type,
}: WireMessage): { readonly mimetype: string; readonly filename?: string; readonly sizeBytes?: number } | undefined {
  if (textOf(directPath) === undefined) return undefined;
  const name = textOf(filename);
  return {
    mimetype: textOf(mimetype) ?? (type === 'sticker' ? 'image/webp' : 'application/octet-stream'),
    ...(name === undefined ? {} : { filename: name }),
    ...(typeof size === 'number' && size >= 0 ? { sizeBytes: size } : {}),
  };
}

/** Every address in a message that may be a privacy alias. */
export const addressesIn = ({ id, author, mentionedJidList, quotedParticipant }: WireMessage): string[] => {
  const { remote, participant } = partsOf(id) ?? {};
  return [remote, participant, author, quotedParticipant, ...listOf(mentionedJidList)].flatMap(
    (wid) => addressOf(wid) ?? [],
  );
};

function quotedIn(message: WireMessage, addresses: Addresses): ObservedMessage['quoted'] {
  const { quotedMsg, quotedStanzaID, quotedParticipant } = message;
  const stanzaId = textOf(quotedStanzaID);
  if (stanzaId === undefined) return undefined;
  const author = addresses.neutral(quotedParticipant);
  return {
    stanzaId,
    ...(author === undefined ? {} : { author }),
    body: (quotedMsg && describe(quotedMsg)?.body) ?? '',
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
