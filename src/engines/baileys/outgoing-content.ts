import type { AnyMessageContent } from '@whiskeysockets/baileys';
import type { MediaFile } from '../../domain/media.js';
import type { MediaKind, OutgoingContent } from '../../engine/operations.js';
import { toVcard } from './vcard.js';

/** What is composed of something that WhatsApp has already. */
type Composed = Extract<OutgoingContent, { readonly kind: 'forward' | 'product' | 'catalog' }>;

/** What WhatsApp plays as a voice note. */
const VOICE = 'audio/ogg; codecs=opus';
/** Of a poll: any number of options may be chosen. */
const ANY_NUMBER = 0;

/** What is to be sent, in the library's words. Files are named by path, so that the library streams them. */
export function toContent(content: Exclude<OutgoingContent, Composed>, mentions: string[]): AnyMessageContent {
  const mentioned = mentions.length > 0 ? { mentions } : {};
  switch (content.kind) {
    case 'text':
      // No preview: it would make the gateway fetch addresses that a caller chose.
      return { text: content.text, linkPreview: null, ...mentioned };
    case 'location': {
      const { latitude, longitude, name, address } = content;
      const place = { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
      return { location: { degreesLatitude: latitude, degreesLongitude: longitude, ...place } };
    }
    case 'contact': {
      const displayName = content.name.replace(/[\r\n]+/g, ' ').trim();
      return { contacts: { displayName, contacts: [{ displayName, vcard: toVcard(content.name, content.number) }] } };
    }
    case 'poll': {
      const { question, options, multiple } = content;
      return { poll: { name: question, values: [...options], selectableCount: multiple ? ANY_NUMBER : 1 } };
    }
    default:
      return { ...fileContent(content.kind, content.file, content.caption), ...mentioned } as AnyMessageContent;
  }
}

function fileContent(
  kind: MediaKind,
  { path, mimetype, filename }: MediaFile,
  caption: string | undefined,
): AnyMessageContent {
  const url = { url: path };
  const captioned = caption === undefined || caption === '' ? {} : { caption };
  switch (kind) {
    case 'image':
      return { image: url, mimetype, ...captioned };
    case 'video':
      // Without a thumbnail: the library would run ffmpeg on a file that a caller chose.
      return { video: url, mimetype, jpegThumbnail: '', ...captioned };
    case 'audio':
      return { audio: url, mimetype };
    case 'voice':
      return { audio: url, mimetype: mimetype.startsWith('audio/ogg') ? VOICE : mimetype, ptt: true };
    case 'document':
      return { document: url, mimetype, fileName: filename ?? 'file', ...captioned };
    case 'sticker':
      return { sticker: url, mimetype };
  }
}
