import { link, mkdir, open as openFile, readFile, rename, rm, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mime from 'mime';
import pLimit, { type Limit } from 'p-limit';
import type { MediaSink, MessageMedia } from '../domain/media.js';
import { newId } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';

export interface MediaStoreOptions {
  /** STORAGE_LOCAL_PATH */
  readonly folder: string;
  readonly maxBytes: number;
  /** Inbound files that are downloaded at once, over all sessions. */
  readonly inboundAtOnce: number;
  /** For one inbound file, from its turn to its last byte. */
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** More bytes than MEDIA_DOWNLOAD_MAX_BYTES. */
export class OverCapError extends Error {
  constructor() {
    super('over the cap');
  }
}

/**
 * The files of messages, below one folder: `<session id>/<uuid>.<extension>`. Names are the gateway's own; what a sender
 * calls a file is data. Files are streamed, so that none is ever in memory as a whole.
 */
export class MediaStore implements MediaSink {
  readonly maxBytes: number;
  readonly #folder: string;
  readonly #inbound: Limit;

  constructor(private readonly options: MediaStoreOptions) {
    this.maxBytes = options.maxBytes;
    this.#folder = resolve(options.folder);
    this.#inbound = pLimit(options.inboundAtOnce);
  }

  /** Where a stored file is. @param file as `MessageMedia.file` names it */
  pathOf(file: string): string {
    return join(this.#folder, file);
  }

  async receive(
    sessionId: string,
    { mimetype, filename, sizeBytes }: Parameters<MediaSink['receive']>[1],
    open: () => Promise<AsyncIterable<Uint8Array>>,
  ): Promise<MessageMedia> {
    const about = { mimetype, ...(filename === undefined ? {} : { filename }) };
    const omitted = { ...about, ...(sizeBytes === undefined ? {} : { sizeBytes }), omitted: true } as const;
    if (sizeBytes !== undefined && sizeBytes > this.maxBytes) return omitted;
    return this.#inbound(async () => {
      try {
        const signal = AbortSignal.timeout(this.options.timeoutMs);
        return { ...about, ...(await this.write(sessionId, mimetype, await until(signal, open()), signal)) };
      } catch (error) {
        if (!(error instanceof OverCapError)) {
          this.options.logger.warn({ sessionId, mimetype, err: error }, 'the file of a message could not be stored');
        }
        return omitted;
      }
    });
  }

  /**
   * Writes a stream to a new file.
   * @throws OverCapError, or what the stream fails with; nothing is left on disk then
   */
  async write(
    sessionId: string,
    mimetype: string,
    source: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<{ file: string; sizeBytes: number }> {
    const file = await this.#newFile(sessionId, mime.getExtension(mimetype) ?? 'bin');
    const path = this.pathOf(file);
    // Opened before anything can fail: one that is still being opened cannot be removed.
    const handle = await openFile(path, 'wx', 0o600);
    let sizeBytes = 0;
    const { maxBytes } = this;
    const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) throw new OverCapError();
        yield chunk;
      }
    };
    try {
      await pipeline(Readable.from(source), counted, handle.createWriteStream(), { signal });
      return { file, sizeBytes };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Gives a file a second name that lasts on its own. @returns that name */
  async link(sessionId: string, file: string): Promise<string> {
    const copy = await this.#newFile(sessionId, extname(file).slice(1) || 'bin');
    await link(this.pathOf(file), this.pathOf(copy));
    return copy;
  }

  /** The bytes of a small file. @returns undefined if it is larger, or not there any more */
  async read(file: string, maxBytes: number): Promise<Buffer | undefined> {
    try {
      const path = this.pathOf(file);
      return (await stat(path)).size > maxBytes ? undefined : await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Gives a file to a session. @returns its new name */
  async move(file: string, sessionId: string): Promise<string> {
    const moved = await this.#newFile(sessionId, extname(file).slice(1) || 'bin');
    await rename(this.pathOf(file), this.pathOf(moved));
    return moved;
  }

  /** Removes one file. */
  remove(file: string): Promise<void> {
    return rm(this.pathOf(file), { force: true });
  }

  /** Removes files that no message has any more. Never throws: what stays is only in the way. */
  async removeAll(files: readonly string[]): Promise<void> {
    for (const file of files) {
      await this.remove(file).catch((error: unknown) => {
        this.options.logger.warn({ file, err: error }, 'a file that is not needed any more could not be removed');
      });
    }
  }

  /** Removes every file of a session. */
  removeSession(sessionId: string): Promise<void> {
    return rm(join(this.#folder, sessionId), { recursive: true, force: true });
  }

  async #newFile(sessionId: string, extension: string): Promise<string> {
    await mkdir(join(this.#folder, sessionId), { recursive: true, mode: 0o700 });
    return join(sessionId, `${newId()}.${extension}`);
  }
}

function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
