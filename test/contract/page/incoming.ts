import type { InjectMediaRequest, InjectRequest } from '../../doubles/whatsapp-page/control-client.js';
import type { Content, FileKind } from '../words.js';

/** WhatsApp Web's word for a kind of file. */
const FILE_TYPE: Record<FileKind, string> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'ptt',
  document: 'document',
  sticker: 'sticker',
};

/** What is written, as the page's message model holds it. Files go another way: see `toFile`. */
export function toModel(content: Exclude<Content, { file: FileKind }>): Partial<InjectRequest> {
  if ('text' in content) {
    const { text, mentions, style } = content;
    return {
      text,
      ...(mentions === undefined ? {} : { mentions: [...mentions] }),
      ...(style === undefined ? {} : { extra: { backgroundColor: style.argb, font: style.font } }),
    };
  }
  if ('place' in content) {
    const { latitude: lat, longitude: lng, name: loc } = content.place;
    return { type: 'location', extra: { lat, lng, loc } };
  }
  if ('card' in content) {
    const { name, number } = content.card;
    const text = `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${number}:+${number}\nEND:VCARD`;
    return { type: 'vcard', text, extra: { vcardFormattedName: name } };
  }
  const { question: pollName, options } = content.poll;
  const pollOptions = options.map((name, localId) => ({ name, localId }));
  return { type: 'poll_creation', extra: { pollName, pollOptions, pollSelectableOptionsCount: 1 } };
}

export function toFile(content: Extract<Content, { file: FileKind }>): Omit<InjectMediaRequest, 'to'> {
  const { file, bytes, mimetype, filename: fileName, caption } = content;
  return {
    type: FILE_TYPE[file],
    data: bytes.toString('base64'),
    mimetype,
    ...(fileName === undefined ? {} : { fileName }),
    ...(caption === undefined ? {} : { caption }),
  };
}
