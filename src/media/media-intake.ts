import { GatewayError, ValidationError, WriteInDoubtError } from '../domain/errors.js';
import type { MediaFile, MediaKind, MessageMedia, UploadedFile } from '../domain/media.js';
import { DownloadError, type OutgoingHttp } from '../outgoing/outgoing-http.js';
import { Base64Error, decoded, decodedLength } from './base64.js';
import { typeOf, UnfitFileError } from './file-kind.js';
import { OverCapError, type MediaStore } from './media-store.js';

const MIMETYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(; ?[a-z0-9_-]+=[^;]{1,64})*$/i;
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE_IN_NAME = /[/\\\u0000-\u001f\u007f]/;

/** Where the file of a message comes from: exactly one of `url`, `base64` and `upload`. */
export interface MediaSource {
  readonly url?: string | null | undefined;
  readonly base64?: string | null | undefined;
  /** A file that came with the request. */
  readonly upload?: UploadedFile | null | undefined;
  /** Needed with `base64`; wins over what a server or an upload states. */
  readonly mimetype?: string | null | undefined;
  /** What the recipient sees. */
  readonly filename?: string | null | undefined;
}

/** A file that is stored for a message that is about to be. */
export interface TakenFile {
  /** As the engine gets it. */
  readonly sent: MediaFile;
  /** As the message shows it. */
  readonly stored: MessageMedia;
}

export interface MediaIntakeDeps {
  readonly store: MediaStore;
  /** Guarded whatever WEBHOOK_SSRF_PROTECT says. */
  readonly outgoing: Pick<OutgoingHttp, 'download'>;
  /** For a download, from the name to the last byte. */
  readonly timeoutMs: number;
}

/** Stores the files that callers want to send. Nothing is left on disk of one that is refused. */
export class MediaIntake {
  constructor(private readonly deps: MediaIntakeDeps) {}

  /**
   * @throws ValidationError for a source that contradicts itself or cannot be read, GatewayError PAYLOAD_TOO_LARGE,
   * GatewayError URL_NOT_ALLOWED
   */
  async take(sessionId: string, kind: MediaKind, source: MediaSource): Promise<TakenFile> {
    const field = fieldOf(source);
    const { stated, filename, ...written } = await this.write(sessionId, kind, source).catch((error: unknown) => {
      throw refusalOf(error, field, this.deps.store.maxBytes);
    });
    const path = this.deps.store.pathOf(written.file);
    try {
      if (written.sizeBytes === 0) throw new UnfitFileError('is empty');
      const mimetype = await typeOf(path, kind, stated);
      const about = { mimetype, ...(filename === undefined ? {} : { filename }), sizeBytes: written.sizeBytes };
      return { sent: { ...about, path }, stored: { ...about, file: written.file } };
    } catch (error) {
      await this.deps.store.remove(written.file);
      throw refusalOf(error, field, this.deps.store.maxBytes);
    }
  }

  /** What `take` refuses without looking at the file. @throws ValidationError */
  check(source: MediaSource): void {
    fieldOf(source);
  }

  /** A file that was taken before. */
  taken(stored: MessageMedia): TakenFile {
    const { file = '', mimetype, filename, sizeBytes = 0 } = stored;
    const about = { mimetype, ...(filename === undefined ? {} : { filename }), sizeBytes };
    return { sent: { ...about, path: this.deps.store.pathOf(file) }, stored };
  }

  /** Gives a message a file of its own with the content of another one's, as far as there is one. */
  async copy(sessionId: string, { file, ...about }: MessageMedia): Promise<MessageMedia> {
    if (file === undefined) return about;
    try {
      return { ...about, file: await this.deps.store.link(sessionId, file) };
    } catch (error) {
      // Deleted meanwhile: what the message shows stays true without it.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { ...about, omitted: true };
      throw error;
    }
  }

  /** A stored file as the engine gets it. @param stored of a message, or of one that is to be */
  fileOf({ file = '', omitted: _, sizeBytes = 0, ...about }: MessageMedia): MediaFile {
    return { ...about, sizeBytes, path: this.deps.store.pathOf(file) };
  }

  remove(file: string): Promise<void> {
    return this.deps.store.remove(file);
  }

  /**
   * Removes the file of what could not be stored.
   * @param because why; where that leaves it in doubt the file stays, and the sweep removes it unless a row names it
   */
  async abandon(file: string | undefined, because: unknown): Promise<void> {
    if (file !== undefined && !(because instanceof WriteInDoubtError)) await this.remove(file);
  }

  private async write(sessionId: string, kind: MediaKind, source: MediaSource): Promise<Written> {
    const { store } = this.deps;
    const { url, base64, upload } = source;
    const mimetype = source.mimetype ?? undefined;
    const filename = source.filename || undefined;
    if (base64 !== undefined && base64 !== null) {
      if (decodedLength(base64) > store.maxBytes) throw new OverCapError();
      return { ...(await store.write(sessionId, mimetype ?? '', decoded(base64))), stated: mimetype, filename };
    }
    if (upload) {
      return {
        ...(await upload.take(sessionId)),
        stated: mimetype ?? typeIn(upload.mimetype),
        filename: filename ?? upload.filename,
      };
    }
    const address = url ?? '';
    const named = filename ?? (kind === 'document' ? nameIn(address) : undefined);
    return { ...(await this.download(sessionId, address, mimetype)), filename: named };
  }

  private download(sessionId: string, url: string, mimetype: string | undefined) {
    const { store, outgoing, timeoutMs } = this.deps;
    return outgoing.download(url, timeoutMs, async ({ status, contentType, contentLength, body }) => {
      if (status < 200 || status > 299) throw new DownloadError(`The server answered with status ${status}.`, false);
      if (contentLength !== undefined && contentLength > store.maxBytes) throw new OverCapError();
      const stated = mimetype ?? typeIn(contentType);
      return { ...(await store.write(sessionId, stated ?? '', body)), stated };
    });
  }
}

interface Written {
  readonly file: string;
  readonly sizeBytes: number;
  readonly stated: string | undefined;
  readonly filename: string | undefined;
}

/** Checks everything that can be known before the file. @returns the field that holds the source */
function fieldOf({ url, base64, upload, mimetype, filename }: MediaSource): 'url' | 'base64' | 'upload' {
  const given = Object.entries({ url, base64, upload }).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [name as 'url' | 'base64' | 'upload'],
  );
  const [field] = given;
  if (field === undefined) throw refused('url', 'url, base64 or upload is needed');
  if (given.length > 1) throw refused(given[1] ?? field, `only one of ${given.join(' and ')} can be given`);
  if (field === 'base64' && !mimetype)
    throw refused('mimetype', 'mimetype should not be empty: base64 does not tell it');
  if (mimetype !== undefined && mimetype !== null && !MIMETYPE.test(mimetype)) {
    throw refused('mimetype', 'mimetype must be a MIME type such as image/jpeg');
  }
  const name = filename || upload?.filename;
  if (name && (name.length > 255 || UNSAFE_IN_NAME.test(name) || name === '.' || name === '..')) {
    throw refused('filename', 'filename must have up to 255 characters, no path separators and no control characters');
  }
  if (field === 'url' && !/^https?:$/.test(URL.canParse(url ?? '') ? new URL(url ?? '').protocol : '')) {
    throw refused('url', 'url must be an http or https address');
  }
  return field;
}

/** A type that is stated by who need not know better. */
const typeIn = (text: string | undefined): string | undefined =>
  text !== undefined && MIMETYPE.test(text) ? text : undefined;

const refused = (field: string, message: string): ValidationError => new ValidationError([{ field, message }]);

function refusalOf(error: unknown, field: string, maxBytes: number): unknown {
  if (error instanceof OverCapError) return overCap(maxBytes);
  if (error instanceof UnfitFileError) return refused(field, `the file ${error.message}`);
  if (error instanceof Base64Error) return refused(field, `${field} must be base64: ${error.message}`);
  if (!(error instanceof DownloadError)) return error;
  if (error.blocked) return new GatewayError('URL_NOT_ALLOWED', 'url is not allowed: its host is private or reserved');
  return refused(field, `${field} could not be downloaded: ${error.message}`);
}

export const overCap = (maxBytes: number): GatewayError =>
  new GatewayError('PAYLOAD_TOO_LARGE', `Media exceeds the ${maxBytes} byte limit`);

/** What a URL calls the file it leads to, if that can be the name of a file. */
function nameIn(url: string): string | undefined {
  try {
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
    return name === '' || name.length > 255 || UNSAFE_IN_NAME.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}
