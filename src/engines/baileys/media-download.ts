import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { InboundFile } from './inbound-file.js';
import type { BaileysLibrary } from './library.js';

const MAC_BYTES = 10;
const HEADERS_WITHIN_MS = 30_000;
/** As the library: WhatsApp's media hosts want to see where a request comes from. */
const HEADERS = { Origin: 'https://web.whatsapp.com' };

/**
 * Fetches a file and opens it, chunk by chunk: AES-256-CBC, and behind the ciphertext ten bytes of its MAC. The
 * library's own download is not used. It follows an address that the sender chose, checks neither MAC nor hash, and a
 * connection that breaks leaves an error that nobody hears, which ends the process.
 * @param host `host[:port]` of a media host, as WhatsApp named it
 * @returns throws while it is read if it breaks off, or is not what its sender sealed
 */
export async function download(
  { kind, mediaKey, path, hash }: InboundFile,
  host: string,
  library: Pick<BaileysLibrary, 'getMediaKeys'>,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const url = new URL(`https://${host}`);
  const [pathname = '', query = ''] = path.split('?', 2);
  url.pathname = pathname;
  url.search = query;
  const { iv, cipherKey, macKey } = await library.getMediaKeys(mediaKey, kind);
  if (macKey === undefined) throw new Error('the media key has no MAC key');
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const timer = setTimeout(() => stop.abort(new Error('the media host did not answer')), HEADERS_WITHIN_MS);
  const response = await fetch(url, { headers: HEADERS, signal: ended }).finally(() => clearTimeout(timer));
  if (!response.ok || response.body === null) {
    stop.abort();
    throw new Error(`the media host answered ${response.status}`);
  }
  return opened(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), { iv, cipherKey, macKey, hash }, stop);
}

interface Seal {
  readonly iv: Uint8Array;
  readonly cipherKey: Uint8Array;
  readonly macKey: Uint8Array;
  readonly hash: Uint8Array | undefined;
}

async function* opened(
  sealed: AsyncIterable<Uint8Array>,
  { iv, cipherKey, macKey, hash }: Seal,
  stop: AbortController,
): AsyncIterable<Uint8Array> {
  const decipher = createDecipheriv('aes-256-cbc', cipherKey, iv);
  const mac = createHmac('sha256', macKey).update(iv);
  const digest = createHash('sha256');
  const plain = (bytes: Buffer): Buffer => (digest.update(bytes), bytes);
  /** Not known to be ciphertext yet: it may be the MAC. */
  let held = Buffer.alloc(0);
  try {
    for await (const chunk of sealed) {
      const bytes = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
      const certain = Math.max(0, bytes.length - MAC_BYTES);
      held = bytes.subarray(certain);
      mac.update(bytes.subarray(0, certain));
      yield plain(decipher.update(bytes.subarray(0, certain)));
    }
    const expected = mac.digest().subarray(0, MAC_BYTES);
    if (held.length !== MAC_BYTES || !timingSafeEqual(held, expected)) throw new Error('the file was damaged');
    yield plain(decipher.final());
    if (hash !== undefined && !digest.digest().equals(hash)) throw new Error('the file is not the one that was sent');
  } finally {
    stop.abort();
  }
}
