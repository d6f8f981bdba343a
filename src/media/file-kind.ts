import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type/node';
import type { MediaKind } from '../domain/media.js';

/** What the types of a kind begin with, and what an inspected file of that kind may be besides. */
const KINDS: Readonly<Record<Exclude<MediaKind, 'document'>, { noun: string; type: RegExp; container?: RegExp }>> = {
  image: { noun: 'an image', type: /^image\// },
  sticker: { noun: 'an image', type: /^image\// },
  video: { noun: 'a video', type: /^video\//, container: /^application\/(ogg|mp4)$/ },
  // The same containers hold sound alone.
  audio: { noun: 'an audio file', type: /^audio\//, container: /^(application\/ogg|video\/(mp4|webm|ogg|3gpp))\b/ },
  voice: { noun: 'an audio file', type: /^audio\//, container: /^(application\/ogg|video\/(mp4|webm|ogg|3gpp))\b/ },
};
/** What a server says that does not know what it serves. */
const UNKNOWN = /^(application|binary)\/octet-stream\b/i;
const MARKUP = /^\s*<(!doctype|html|head|body|\?xml)/i;

/** @returns the type of a file by its content, where that gives it away */
async function inspect(path: string): Promise<string | undefined> {
  const found = await fileTypeFromFile(path);
  if (found !== undefined) return found.mime;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0);
    return MARKUP.test(buffer.toString('latin1', 0, bytesRead)) ? 'text/html' : undefined;
  } finally {
    await file.close();
  }
}

/** Why a file cannot be sent as what it is to be sent as, in words that complete a sentence. */
export class UnfitFileError extends Error {}

/**
 * @param stated the type that the caller or the server stated
 * @returns the type to send the file with: the stated one, else the one its content gives away
 * @throws UnfitFileError if the stated type or the content contradicts the kind
 */
export async function typeOf(path: string, kind: MediaKind, stated: string | undefined): Promise<string> {
  const said = stated === undefined || UNKNOWN.test(stated) ? undefined : stated;
  const seen = await inspect(path);
  if (kind === 'document') return said ?? seen ?? 'application/octet-stream';
  const { noun, type, container } = KINDS[kind];
  if (said !== undefined && !type.test(said)) throw new UnfitFileError(`is ${said}, where ${noun} is expected`);
  if (seen !== undefined && !type.test(seen) && container?.test(seen) !== true) {
    throw new UnfitFileError(`is ${seen}, where ${noun} is expected`);
  }
  const found = said ?? seen;
  if (found === undefined)
    throw new UnfitFileError(`is of an unknown type, where ${noun} is expected; name its mimetype`);
  return found;
}
