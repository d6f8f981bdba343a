const CHUNK_CHARACTERS = 256 * 1024;
const ALPHABET = /^[A-Za-z0-9+/]*$/;

export class Base64Error extends Error {}

/** How many bytes a text stands for, without decoding it. @throws Base64Error if it cannot be base64 by its length */
export function decodedLength(text: string): number {
  if (text.length === 0 || text.length % 4 !== 0) throw new Base64Error('the length is no multiple of four');
  return (text.length / 4) * 3 - paddingOf(text);
}

/**
 * Decodes piece by piece, so that the bytes are never in memory as a whole beside the text.
 * @throws Base64Error at the first character that is not base64
 */
export async function* decoded(text: string): AsyncIterable<Uint8Array> {
  const padding = paddingOf(text);
  for (let start = 0; start < text.length; start += CHUNK_CHARACTERS) {
    const piece = text.slice(start, start + CHUNK_CHARACTERS);
    const isLast = start + CHUNK_CHARACTERS >= text.length;
    if (!ALPHABET.test(isLast ? piece.slice(0, piece.length - padding) : piece)) {
      throw new Base64Error('a character is not base64');
    }
    yield Buffer.from(piece, 'base64');
  }
}

const paddingOf = (text: string): number => (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
