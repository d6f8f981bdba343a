import type { proto } from '@whiskeysockets/baileys';
import type { MessageMedia } from '../../domain/media.js';

/** What WhatsApp calls the kinds of files; each has keys of its own. */
export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

/** A file that a message carries, and what is needed to fetch and open it. Everything here is what its sender says. */
export interface InboundFile {
  readonly kind: FileKind;
  readonly mimetype: string;
  readonly filename?: string;
  readonly sizeBytes?: number;
  readonly mediaKey: Uint8Array;
  /** Where it lies on WhatsApp's media hosts. */
  readonly path: string;
  /** SHA-256 of the file. */
  readonly hash?: Uint8Array;
}

const MAX_NAME = 255;
const MIMETYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:;[^\r\n]{0,100})?$/;

type Part = proto.Message.IImageMessage & Pick<proto.Message.IDocumentMessage, 'fileName'>;

/**
 * @param content unwrapped
 * @returns undefined where there is none, or it lies nowhere. A full address is not followed: its sender chose it.
 */
export function fileIn(content: proto.IMessage): InboundFile | undefined {
  const [kind, part] = partOf(content) ?? [];
  if (kind === undefined || part === undefined || !part.mediaKey?.length || !part.directPath?.startsWith('/')) {
    return undefined;
  }
  const sizeBytes = Number(part.fileLength ?? 0);
  const filename = toFilename(part.fileName);
  return {
    kind,
    mimetype: part.mimetype && MIMETYPE.test(part.mimetype) ? part.mimetype : 'application/octet-stream',
    mediaKey: part.mediaKey,
    path: part.directPath,
    ...(filename === undefined ? {} : { filename }),
    ...(sizeBytes > 0 ? { sizeBytes } : {}),
    ...(part.fileSha256?.length ? { hash: part.fileSha256 } : {}),
  };
}

/** What a reader is told of a file, whether or not it is stored. */
export function aboutFile({ mimetype, filename, sizeBytes }: InboundFile): Omit<MessageMedia, 'file' | 'omitted'> {
  return {
    mimetype,
    ...(filename === undefined ? {} : { filename }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

function partOf(content: proto.IMessage): [FileKind, Part] | undefined {
  const { imageMessage, videoMessage, ptvMessage, audioMessage, documentMessage, stickerMessage } = content;
  if (imageMessage) return ['image', imageMessage];
  if (videoMessage ?? ptvMessage) return ['video', (videoMessage ?? ptvMessage) as Part];
  if (audioMessage) return ['audio', audioMessage];
  if (documentMessage) return ['document', documentMessage];
  if (stickerMessage) return ['sticker', stickerMessage];
  return undefined;
}

/** A name to show, never one to open: no separators, no control characters. */
function toFilename(name: string | null | undefined): string | undefined {
  // eslint-disable-next-line no-control-regex
  const clean = name?.replace(/[\u0000-\u001f\u007f/\\]+/g, '_').slice(0, MAX_NAME);
  return clean ? clean : undefined;
}
