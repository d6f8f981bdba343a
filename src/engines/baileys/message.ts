import type { WAMessage } from '@whiskeysockets/baileys';
import { isGroup, type Jid, toJid } from '../../domain/jid.js';
import type { ObservedMessage } from '../../domain/message.js';
import { momentOf } from '../../domain/moment.js';
import type { EngineEvent } from '../../engine/port.js';
import { describe, type Described, isMedia, unwrap } from './content.js';
import { type Addresses, isSelf, lidAmong, neutral } from './jid.js';

export type MessageEvent = Extract<EngineEvent, { readonly kind: 'message' | 'revoked' | 'reaction' | 'edited' }>;
type Content = NonNullable<ReturnType<typeof unwrap>>;

/** `WebMessageInfo.StubType`: what stands where a message could not be read, and missed calls. */
const STUB_CIPHERTEXT: number = 2;
const STUB_MISSED_CALLS: ReadonlySet<number> = new Set([40, 41, 45, 46]);
/** Of `ProtocolMessage.Type`. */
const PROTOCOL = { revoke: 0, edit: 14 } as const satisfies Record<string, number>;

/** What a message of the library says. */
export interface Reading {
  readonly event: MessageEvent;
  /** Whose message it is, or whose message it changes: each of their addresses that the stanza named. */
  readonly authors: readonly Jid[];
  readonly fromMe: boolean;
  /** All there is in the message, or in what an edited one became. */
  readonly content?: Content;
}

interface Origin {
  readonly chatId: Jid;
  readonly stanzaId: string;
  readonly fromMe: boolean;
  readonly author: Jid;
  readonly authorLid?: Jid | undefined;
  readonly at: Date;
}

/** Whether this stands for a stanza whose content nobody could read. */
export const isUnreadable = (message: WAMessage): boolean => stubOf(message) === STUB_CIPHERTEXT;

/**
 * A message of the library in our words.
 * @returns undefined for what has nothing to tell: protocol business, stories, group notices, unknown addresses
 */
export function read(message: WAMessage, addresses: Addresses): Reading | undefined {
  const origin = originOf(message, addresses);
  if (origin === undefined) return undefined;
  const { fromMe, author, authorLid } = origin;
  const by = { fromMe, authors: authorLid === undefined ? [author] : [author, authorLid] };
  const content = unwrap(message.message);
  if (content?.protocolMessage) return readChange(content.protocolMessage, message, origin, addresses, by);
  const event = content?.reactionMessage
    ? toReaction(content.reactionMessage, origin)
    : toMessage(content, message, origin, addresses);
  return event && { event, ...by, ...(message.message ? { content: message.message } : {}) };
}

/** The event alone. */
export const toEvent = (message: WAMessage, addresses: Addresses): MessageEvent | undefined =>
  read(message, addresses)?.event;

function toMessage(
  content: Content | undefined,
  message: WAMessage,
  origin: Origin,
  addresses: Addresses,
): MessageEvent | undefined {
  const described = content === undefined ? describeStub(message) : describe(content);
  return described && { kind: 'message', message: observe(described, message, origin, addresses) };
}

function readChange(
  change: NonNullable<Content['protocolMessage']>,
  message: WAMessage,
  origin: Origin,
  addresses: Addresses,
  by: Pick<Reading, 'authors' | 'fromMe'>,
): Reading | undefined {
  const type: number | null | undefined = change.type;
  if (type === PROTOCOL.revoke) {
    const event = toRevoked(change, message, origin, addresses);
    return event && { event, ...by };
  }
  const edited = type === PROTOCOL.edit ? unwrap(change.editedMessage) : undefined;
  const body = edited && describe(edited)?.body;
  if (edited === undefined || body === undefined || !change.key?.id) return undefined;
  const { chatId, at } = origin;
  return { event: { kind: 'edited', chatId, stanzaId: change.key.id, body, at }, ...by, content: edited };
}

function originOf({ key, messageTimestamp }: WAMessage, addresses: Addresses): Origin | undefined {
  if (!key.id) return undefined;
  const fromMe = key.fromMe === true;
  const inList = key.remoteJid?.endsWith('@broadcast') === true && !fromMe;
  if (key.remoteJid === 'status@broadcast') return undefined;
  // Of a message of ours the stanza carries our own other address, not the chat's.
  const chatAlt = fromMe && isSelf(key.remoteJidAlt, addresses) ? undefined : key.remoteJidAlt;
  const chatId = inList
    ? neutral(key.participant, key.remoteJidAlt, addresses)
    : neutral(key.remoteJid, chatAlt, addresses);
  if (chatId === undefined) return undefined;
  const inGroup = isGroup(chatId);
  const from = inGroup ? key.participant : key.remoteJid;
  const fromAlt = inGroup ? key.participantAlt : key.remoteJidAlt;
  const author = fromMe ? addresses.self.pn : inGroup ? neutral(from, fromAlt, addresses) : chatId;
  if (author === undefined) return undefined;
  return {
    chatId,
    stanzaId: key.id,
    fromMe,
    author,
    authorLid: fromMe ? addresses.self.lid : lidAmong(from, fromAlt),
    at: momentOf(Number(messageTimestamp ?? 0)) ?? new Date(),
  };
}

function observe(
  { type, body, context, location, poll }: Described,
  { pushName }: WAMessage,
  { at, authorLid, ...origin }: Origin,
  addresses: Addresses,
): ObservedMessage {
  const mentionedIds = (context?.mentionedJid ?? []).flatMap((wire) => neutral(wire, undefined, addresses) ?? []);
  return {
    ...origin,
    type,
    body,
    sentAt: at,
    hasMedia: isMedia(type),
    ...(location === undefined ? {} : { location }),
    ...(poll === undefined ? {} : { poll }),
    ...(authorLid === undefined ? {} : { authorLid }),
    ...(pushName && !origin.fromMe ? { pushName } : {}),
    ...(mentionedIds.length > 0 ? { mentionedIds } : {}),
    ...quotedIn(context, addresses),
  };
}

function quotedIn(context: Described['context'], addresses: Addresses): Pick<ObservedMessage, 'quoted'> {
  if (!context?.stanzaId) return {};
  const author = neutral(context.participant, undefined, addresses);
  const content = unwrap(context.quotedMessage);
  return {
    quoted: {
      stanzaId: context.stanzaId,
      ...(author === undefined ? {} : { author }),
      body: (content && describe(content)?.body) ?? '',
    },
  };
}

const stubOf = ({ messageStubType }: WAMessage): number | undefined => messageStubType ?? undefined;

function describeStub(message: WAMessage): Described | undefined {
  if (STUB_MISSED_CALLS.has(stubOf(message) ?? 0)) return { type: 'call', body: '' };
  // Sent to be seen once, and not to linked devices: all they get is that it exists.
  if (message.key.isViewOnce === true) return { type: 'masked', body: '' };
  return undefined;
}

/** A contact can revoke what is theirs; a group's admin also what is not. */
function toRevoked(
  { key: revoked }: NonNullable<Content['protocolMessage']>,
  { key }: WAMessage,
  origin: Origin,
  addresses: Addresses,
): MessageEvent | undefined {
  if (!revoked?.id) return undefined;
  const byAuthor = revoked.fromMe === true || toJid(revoked.participant) === undefined;
  if (!origin.fromMe && revoked.fromMe !== true && !isGroup(origin.chatId)) return undefined;
  const author = byAuthor ? origin.author : (neutral(revoked.participant, undefined, addresses) ?? origin.author);
  return {
    kind: 'revoked',
    chatId: origin.chatId,
    stanzaId: revoked.id,
    fromMe: byAuthor ? key.fromMe === true : author === addresses.self.pn,
    author,
    at: origin.at,
  };
}

function toReaction(
  { key: reactedTo, text }: NonNullable<Content['reactionMessage']>,
  { chatId, author }: Origin,
): MessageEvent | undefined {
  if (!reactedTo?.id) return undefined;
  return { kind: 'reaction', chatId, stanzaId: reactedTo.id, emoji: text ?? '', sender: author };
}
