import pLimit from 'p-limit';
import type { MediaSink, MessageMedia } from '../../domain/media.js';
import type { BrowserRun } from './browser-run.js';
import type { Message } from './library.js';
import { announcedFile } from './message.js';
import type { WireMessage } from './wire.js';

/** Decoded at once; the text of a file is in memory already, its bytes need not be. Divisible by 4 and by 3. */
const CHUNK_CHARS = 3 * 4 * 64 * 1024;

/** Stores the files of a session's inbound messages, one at a time: each crosses the connection to the browser whole. */
export class InboundFiles {
  readonly #turn = pLimit(1);

  constructor(
    private readonly run: BrowserRun,
    private readonly sink: MediaSink,
    private readonly sessionId: string,
    private readonly withinMs: number,
  ) {}

  /** @returns undefined where the message carries no file; never rejects */
  async receive(message: Message): Promise<MessageMedia | undefined> {
    const file = announcedFile(message.rawData as WireMessage);
    if (file === undefined) return undefined;
    return this.#turn(() => this.sink.receive(this.sessionId, file, () => this.#download(message)));
  }

  /** @returns as `receive`, for a file that nobody is to store */
  omitted(message: Message): MessageMedia | undefined {
    const file = announcedFile(message.rawData as WireMessage);
    return file && { ...file, omitted: true };
  }

  async #download(message: Message): Promise<AsyncIterable<Uint8Array>> {
    const media = await this.run.call(
      'Downloading a file',
      async () => (await message.downloadMedia()) as { readonly data: string } | undefined,
      this.withinMs,
    );
    if (media === undefined) throw new Error('WhatsApp no longer has the file');
    return decoded(media.data);
  }
}

/** The bytes of a file, piece by piece. */
export async function* decoded(base64: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < base64.length; at += CHUNK_CHARS) {
    yield Buffer.from(base64.slice(at, at + CHUNK_CHARS), 'base64');
  }
}
