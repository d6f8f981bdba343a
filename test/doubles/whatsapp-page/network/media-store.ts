import { randomUUID } from 'node:crypto';

export interface StoredMedia {
  data: Buffer;
  mimetype: string;
}

/** Files the page uploaded, and those it may download; nothing is encrypted. */
export class MediaStore {
  private readonly files = new Map<string, StoredMedia>();

  /** @returns the path under which the page finds it */
  put(data: Buffer, mimetype: string): string {
    const path = `/double/media/${randomUUID()}`;
    this.files.set(path, { data, mimetype });
    return path;
  }

  get(path: string): StoredMedia | undefined {
    return this.files.get(path);
  }

  /** As WhatsApp does after some weeks: whoever downloads gets a 404. */
  expireAll(): void {
    this.files.clear();
  }
}
