import type { InjectMediaRequest, MediaKind } from '../../doubles/whatsapp-server/control-client.js';
import type { Content, Deed, FileKind, MessageKey, Writing } from '../words.js';

type ProtoMessage = Record<string, unknown>;

const REVOKE = 0;
const MESSAGE_EDIT = 14;

/** What is written, as the protobuf of a real phone. Files go another way: see `toMedia`. */
export function toProto(content: Exclude<Content, { file: FileKind }>, quotes: ProtoMessage | undefined): ProtoMessage {
  if ('text' in content) {
    const mentionedJid = content.mentions?.map(toWire);
    const { text, style } = content;
    if (style !== undefined) return { extendedTextMessage: { text, backgroundArgb: style.argb, font: style.font } };
    if (mentionedJid === undefined && quotes === undefined) return { conversation: text };
    return { extendedTextMessage: { text, contextInfo: { ...quotes, mentionedJid } } };
  }
  if ('place' in content) {
    const { latitude: degreesLatitude, longitude: degreesLongitude, name } = content.place;
    return { locationMessage: { degreesLatitude, degreesLongitude, name } };
  }
  if ('card' in content) {
    const { name, number } = content.card;
    const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${number}:+${number}\nEND:VCARD`;
    return { contactMessage: { displayName: name, vcard } };
  }
  const { question: name, options } = content.poll;
  const choices = options.map((optionName) => ({ optionName }));
  return { pollCreationMessageV3: { name, options: choices, selectableOptionsCount: 1 } };
}

/** The message that an answer answers to. */
export const toContext = ({ quotes }: Writing, account: string, contact: string): ProtoMessage | undefined =>
  quotes && {
    stanzaId: quotes.stanzaId,
    participant: quotes.byAccount ? account : contact,
    quotedMessage: { conversation: quotes.text },
  };

export function toMedia(content: Extract<Content, { file: FileKind }>): Omit<InjectMediaRequest, 'to'> {
  const { file, bytes, mimetype, filename: fileName, caption } = content;
  const kind: MediaKind = file === 'voice' ? 'audio' : file;
  return {
    kind,
    data: bytes.toString('base64'),
    mimetype,
    ...(fileName === undefined ? {} : { fileName }),
    ...(caption === undefined ? {} : { caption }),
    ...(file === 'voice' ? { ptt: true } : {}),
  };
}

/** @param chat the chat as the one who does it addresses it */
export function deedProto(deed: Deed, chat: string, account: string): ProtoMessage {
  const key = ({ stanzaId: id, byAccount }: MessageKey) => ({
    id,
    remoteJid: chat,
    fromMe: !byAccount,
    ...(byAccount && chat.endsWith('@g.us') ? { participant: account } : {}),
  });
  if ('react' in deed) {
    return { reactionMessage: { key: key(deed.to), text: deed.react, senderTimestampMs: Date.now() } };
  }
  if ('revoke' in deed) return { protocolMessage: { type: REVOKE, key: key(deed.revoke) } };
  const editedMessage = { conversation: deed.edit };
  return { protocolMessage: { type: MESSAGE_EDIT, key: key(deed.of), editedMessage, timestampMs: Date.now() } };
}

export const toWire = (id: string): string => id.replace('@c.us', '@s.whatsapp.net');
