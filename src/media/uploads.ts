import { createHash } from 'node:crypto';
import { ValidationError } from '../domain/errors.js';
import { UploadedFile } from '../domain/media.js';
import { overCap } from './media-intake.js';
import { OverCapError, type MediaStore } from './media-store.js';

/** Where files wait until a message takes them; no session is called that. */
const INCOMING = 'incoming';

interface About {
  readonly mimetype: string | undefined;
  readonly filename: string | undefined;
}

/** Files that arrive with requests. They are on disk before the request is executed, never in memory. */
export class Uploads {
  constructor(private readonly store: MediaStore) {}

  /** Removes what a process before this one left. */
  clear(): Promise<void> {
    return this.store.removeSession(INCOMING);
  }

  /** @throws GatewayError PAYLOAD_TOO_LARGE, or what the stream fails with; nothing is left then */
  async receive(about: About, source: AsyncIterable<Uint8Array>): Promise<Upload> {
    try {
      const hash = createHash('sha256');
      const hashed = async function* (): AsyncIterable<Uint8Array> {
        for await (const chunk of source) {
          hash.update(chunk);
          yield chunk;
        }
      };
      const written = await this.store.write(INCOMING, about.mimetype ?? '', hashed());
      return new Upload(this.store, about, { ...written, sha256: hash.digest('hex') });
    } catch (error) {
      throw error instanceof OverCapError ? overCap(this.store.maxBytes) : error;
    }
  }
}

/** One file of a request. */
export class Upload extends UploadedFile {
  readonly mimetype: string | undefined;
  readonly filename: string | undefined;
  readonly sha256: string;
  #taken = false;

  constructor(
    private readonly store: MediaStore,
    { mimetype, filename }: About,
    private readonly written: { readonly file: string; readonly sizeBytes: number; readonly sha256: string },
  ) {
    super();
    this.mimetype = mimetype;
    this.filename = filename;
    this.sha256 = written.sha256;
  }

  override async take(sessionId: string): Promise<{ file: string; sizeBytes: number }> {
    if (this.#taken) throw new ValidationError([{ field: 'upload', message: 'upload is used more than once' }]);
    this.#taken = true;
    return { file: await this.store.move(this.written.file, sessionId), sizeBytes: this.written.sizeBytes };
  }

  /** Removes it, unless somebody took it. */
  discard(): Promise<void> {
    return this.store.remove(this.written.file);
  }
}
