import type { MessageMedia } from '../domain/media.js';
import type { MediaStore } from '../media/media-store.js';
import type { Store } from '../store/store.js';

/** The file of a stored message. */
export interface StoredFile {
  readonly sessionId: string;
  /** Absolute. */
  readonly path: string;
  readonly mimetype: string;
  /** What the sender calls it: to be shown, never to be used as a path. */
  readonly filename: string | undefined;
}

/** @returns undefined for a message that does not exist or has no file */
export async function storedFile(
  { pages }: Pick<Store, 'pages'>,
  store: Pick<MediaStore, 'pathOf'>,
  messageId: string,
): Promise<StoredFile | undefined> {
  const message = await pages.messageByRow(messageId);
  const media = message?.media as MessageMedia | null | undefined;
  if (message === undefined || media?.file === undefined) return undefined;
  const { mimetype, filename, file } = media;
  return { sessionId: message.sessionId, path: store.pathOf(file), mimetype, filename };
}
