export type MediaKind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';

/** A file below STORAGE_LOCAL_PATH, ready to be sent. */
export interface MediaFile {
  /** Absolute. Made by the gateway, never by a caller or by WhatsApp. */
  readonly path: string;
  readonly mimetype: string;
  /** What the recipient sees; no path separators. */
  readonly filename?: string;
  readonly sizeBytes: number;
}

/** The file of a message, as it is stored and shown. */
export interface MessageMedia {
  readonly mimetype: string;
  readonly filename?: string;
  /** Of the decoded file; what the sender says where the file was not stored. */
  readonly sizeBytes?: number;
  /** Name of the file below STORAGE_LOCAL_PATH; absent when there is none. */
  readonly file?: string;
  /** There is no file: it was over the cap, could not be downloaded, or nobody asked for it. */
  readonly omitted?: boolean;
}

/** A file that came with a request and is on disk. Whoever takes it owns it; what nobody took goes with the request. */
export abstract class UploadedFile {
  /** As the request states it. */
  abstract readonly mimetype: string | undefined;
  abstract readonly filename: string | undefined;
  /** Of its content, in hex. */
  abstract readonly sha256: string;
  /**
   * Gives it to a session.
   * @returns its name below STORAGE_LOCAL_PATH, and how large it is
   * @throws ValidationError if it was taken before
   */
  abstract take(sessionId: string): Promise<{ readonly file: string; readonly sizeBytes: number }>;
}

/** Who makes and reads the files of messages; engines stream through it. */
export interface MediaSink {
  /** More than this is never stored: MEDIA_DOWNLOAD_MAX_BYTES. */
  readonly maxBytes: number;
  /**
   * Stores what an inbound message carries. Waits for its turn (INBOUND_MEDIA_CONCURRENCY) before it calls `open`.
   * @param about.sizeBytes what the sender says; over the cap nothing is downloaded
   * @returns never throws: a file that could not be stored is `omitted`, and nothing of it is left on disk
   */
  receive(
    sessionId: string,
    about: { readonly mimetype: string; readonly filename?: string; readonly sizeBytes?: number },
    open: () => Promise<AsyncIterable<Uint8Array>>,
  ): Promise<MessageMedia>;
}
