import { createHash } from 'node:crypto';
import type { Action, MediaKind, ReceivedMessage, StanzaView } from '../../doubles/whatsapp-server/control-client.js';
import { ofVcard } from '../vcard.js';
import type { FileKind, Sighting } from '../words.js';

/** The protobuf of a message, as far as this file looks into it. */
interface Wire {
  readonly conversation?: string;
  readonly extendedTextMessage?: { text?: string; matchedText?: string; title?: string; contextInfo?: Context } & {
    readonly backgroundArgb?: number;
    readonly font?: string;
  };
  readonly locationMessage?: { degreesLatitude: number; degreesLongitude: number; name?: string; address?: string };
  readonly productMessage?: {
    product?: { productId: string; title: string; priceAmount1000?: number };
    catalog?: { title: string };
    body?: string;
  };
  readonly contactMessage?: { vcard: string };
  readonly reactionMessage?: { key: { id: string }; text?: string };
  readonly protocolMessage?: { type?: string; key?: { id: string }; editedMessage?: Wire };
  readonly documentWithCaptionMessage?: { message: Wire };
  readonly [kind: string]: unknown;
}
interface Context {
  readonly stanzaId?: string;
  readonly mentionedJid?: readonly string[];
  readonly isForwarded?: boolean;
}
interface File {
  readonly mimetype?: string;
  readonly caption?: string;
  readonly fileName?: string;
  readonly ptt?: boolean;
  readonly contextInfo?: Context;
}
interface Poll {
  readonly name: string;
  readonly options: readonly { optionName: string }[];
  readonly selectableOptionsCount?: number;
}

const FILES: readonly MediaKind[] = ['image', 'video', 'audio', 'document', 'sticker'];
const REVOKE = 'REVOKE';
const MESSAGE_EDIT = 'MESSAGE_EDIT';
const STATUS = 'status@broadcast';

export interface Reader {
  /** Any spelling of an address, as the neutral one. */
  readonly neutral: (jid: string) => string;
  /** The file that a message brought, decrypted. */
  readonly fileOf: (id: string, kind: MediaKind) => Promise<Buffer>;
}

/** @returns undefined for what only serves the protocol */
export async function ofMessage(record: ReceivedMessage, reader: Reader): Promise<Sighting | undefined> {
  const wire = unwrapped((record.message ?? {}) as Wire);
  const chat = record.group ?? reader.neutral(record.to);
  if (wire.reactionMessage) {
    return { saw: 'reaction', chat, of: wire.reactionMessage.key.id, emoji: wire.reactionMessage.text ?? '' };
  }
  if (wire.protocolMessage) return ofProtocol(chat, wire.protocolMessage);
  const content = await contentOf(record.id, wire, reader);
  if (chat === STATUS) return { saw: 'status', text: content?.text ?? '', ...ofStyle(wire) };
  return content && { saw: 'message', chat, stanzaId: record.id, ...content };
}

/** Names of `ExtendedTextMessage.FontType`, as far as they are used here. */
const FONTS: Readonly<Record<string, number>> = { FB_SCRIPT: 2, SYSTEM_BOLD: 6 };

function ofStyle({ extendedTextMessage: text }: Wire): Pick<Extract<Sighting, { saw: 'status' }>, 'style'> {
  if (text?.backgroundArgb === undefined || text.font === undefined) return {};
  return { style: { argb: text.backgroundArgb, font: FONTS[text.font] ?? NaN } };
}

const unwrapped = (wire: Wire): Wire => wire.documentWithCaptionMessage?.message ?? wire;

function ofProtocol(chat: string, protocol: NonNullable<Wire['protocolMessage']>): Sighting | undefined {
  const of = protocol.key?.id ?? '';
  if ((protocol.type ?? REVOKE) === REVOKE) {
    return chat === STATUS ? { saw: 'status deleted', of } : { saw: 'deletion', chat, of };
  }
  if (protocol.type !== MESSAGE_EDIT) return undefined;
  const { conversation, extendedTextMessage } = protocol.editedMessage ?? {};
  return { saw: 'edit', chat, of, text: conversation ?? extendedTextMessage?.text ?? '' };
}

type MessageSighting = Extract<Sighting, { saw: 'message' }>;
type SeenContent = Omit<MessageSighting, 'saw' | 'chat' | 'stanzaId'>;

async function contentOf(id: string, wire: Wire, reader: Reader): Promise<SeenContent | undefined> {
  if (wire.conversation !== undefined && wire.conversation !== '') return { text: wire.conversation };
  if (wire.extendedTextMessage) {
    const { text = '', matchedText, title, contextInfo } = wire.extendedTextMessage;
    const preview = matchedText ? { preview: { url: matchedText, title: title ?? '' } } : {};
    return { text, ...preview, ...ofContext(contextInfo, reader) };
  }
  if (wire.locationMessage) {
    const { degreesLatitude: latitude, degreesLongitude: longitude, name, address } = wire.locationMessage;
    return { place: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) } };
  }
  if (wire.contactMessage) return { card: ofVcard(wire.contactMessage.vcard) };
  if (wire.productMessage) return ofOffer(wire.productMessage);
  const poll = (wire.pollCreationMessage ?? wire.pollCreationMessageV2 ?? wire.pollCreationMessageV3) as
    | Poll
    | undefined;
  if (poll) {
    const { name: question, options, selectableOptionsCount = 0 } = poll;
    return {
      poll: { question, options: options.map(({ optionName }) => optionName), multiple: selectableOptionsCount !== 1 },
    };
  }
  const kind = FILES.find((candidate) => wire[`${candidate}Message`]);
  return kind && ofFile(id, kind, wire[`${kind}Message`] as File, reader);
}

function ofOffer({ product, catalog, body }: NonNullable<Wire['productMessage']>): SeenContent {
  const text = body ? { text: body } : {};
  if (product === undefined) return { ...text, offer: { title: catalog?.title ?? '' } };
  const { productId, title, priceAmount1000 } = product;
  const price = priceAmount1000 === undefined ? {} : { price1000: Number(priceAmount1000) };
  return { ...text, offer: { product: productId, title, ...price } };
}

async function ofFile(id: string, wireKind: MediaKind, file: File, reader: Reader): Promise<SeenContent> {
  const kind: FileKind = wireKind === 'audio' && file.ptt ? 'voice' : wireKind;
  const sha256 = hash(await reader.fileOf(id, wireKind));
  const { mimetype = '', caption, fileName, contextInfo } = file;
  return {
    ...(caption ? { text: caption } : {}),
    file: { kind, mimetype, sha256, ...(fileName ? { filename: fileName } : {}) },
    ...ofContext(contextInfo, reader),
  };
}

function ofContext(context: Context | undefined, { neutral }: Reader): SeenContent {
  const { stanzaId, mentionedJid = [], isForwarded } = context ?? {};
  return {
    ...(mentionedJid.length > 0 ? { mentions: mentionedJid.map(neutral) } : {}),
    ...(stanzaId ? { quotes: stanzaId } : {}),
    ...(isForwarded ? { forwarded: true } : {}),
  };
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What the account's client did apart from writing. An action may be several things at once. */
export function ofAction({ stanza, mutations }: Action, reader: Reader): readonly Sighting[] {
  const [child] = stanza.children ?? [];
  if (stanza.tag === 'chatstate') return ofChatState(stanza, reader);
  if (stanza.tag === 'call') {
    return child?.tag === 'reject' ? [{ saw: 'call rejected', callId: child.attrs['call-id'] ?? '' }] : [];
  }
  switch (stanza.attrs.xmlns) {
    case 'blocklist': {
      const { action, jid = '' } = child?.attrs ?? {};
      return [{ saw: 'block', who: reader.neutral(jid), blocked: action === 'block' }];
    }
    case 'w:g2':
      return child === undefined ? [] : ofGroupChange(stanza.attrs.to ?? '', child, reader);
    case 'status':
      return [{ saw: 'profile status', text: textOf(child) }];
    case 'w:profile:picture':
      return child?.base64 === undefined ? [] : [{ saw: 'profile picture' }];
    case 'w:sync:app:state':
      return (mutations ?? []).flatMap((mutation) => ofMutation(mutation, reader));
  }
  return [];
}

function ofChatState({ attrs, children }: StanzaView, { neutral }: Reader): readonly Sighting[] {
  const [state] = children ?? [];
  const presence =
    state?.tag === 'paused' ? 'paused' : state?.attrs.media === 'audio' ? ('recording' as const) : ('typing' as const);
  return [{ saw: 'presence', chat: neutral(attrs.to ?? ''), presence }];
}

function ofGroupChange(group: string, operation: StanzaView, { neutral }: Reader): readonly Sighting[] {
  const { tag, attrs, children = [] } = operation;
  switch (tag) {
    case 'create': {
      const participants = children.filter((node) => node.tag === 'participant');
      return [
        {
          saw: 'group created',
          subject: attrs.subject ?? '',
          participants: participants.map((node) => neutral(node.attrs.jid ?? '')),
        },
      ];
    }
    case 'add':
    case 'remove':
    case 'promote':
    case 'demote':
      return [{ saw: 'participants', group, change: tag, who: children.map((node) => neutral(node.attrs.jid ?? '')) }];
    case 'subject':
      return [{ saw: 'group subject', group, subject: textOf(operation) }];
    case 'description':
      return [{ saw: 'group description', group, description: textOf(children.find((node) => node.tag === 'body')) }];
    case 'announcement':
    case 'not_announcement':
      return [{ saw: 'group setting', group, setting: 'announce', on: tag === 'announcement' }];
    case 'locked':
    case 'unlocked':
      return [{ saw: 'group setting', group, setting: 'locked', on: tag === 'locked' }];
    case 'ephemeral':
    case 'not_ephemeral':
      return [{ saw: 'group timer', group, seconds: Number(operation.attrs.expiration ?? 0) }];
    case 'invite':
      return attrs.code === undefined
        ? [{ saw: 'invite revoked', group }]
        : [{ saw: 'group joined', code: attrs.code }];
    case 'leave':
      return children.map((node) => ({ saw: 'group left' as const, group: node.attrs.id ?? '' }));
  }
  return [];
}

function ofMutation(
  { index, value }: NonNullable<Action['mutations']>[number],
  { neutral }: Reader,
): readonly Sighting[] {
  const [what = '', first = '', second = ''] = index;
  const action = value as Record<string, Record<string, unknown> | undefined>;
  switch (what) {
    case 'star':
      return [{ saw: 'star', chat: neutral(first), of: second, starred: action.starAction?.starred === true }];
    case 'deleteMessageForMe':
      return [{ saw: 'deletion for me', chat: neutral(first), of: second }];
    case 'deleteChat':
      return [{ saw: 'chat deleted', chat: neutral(first) }];
    case 'markChatAsRead':
      return action.markChatAsReadAction?.read === true ? [] : [{ saw: 'marked unread', chat: neutral(first) }];
    case 'setting_pushName':
      return [{ saw: 'profile name', text: String(action.pushNameSetting?.name) }];
    case 'label_jid':
      return [
        { saw: 'label', label: first, chat: neutral(second), on: action.labelAssociationAction?.labeled === true },
      ];
  }
  return [];
}

const textOf = (node: StanzaView | undefined): string => Buffer.from(node?.base64 ?? '', 'base64').toString();
