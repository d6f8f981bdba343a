import type { MessageData } from '../domain/event.js';
import type { MessageMedia } from '../domain/media.js';
import type { DueDelivery } from '../store/delivery-store.js';

/** Reads the stored files of messages. */
export interface MediaReader {
  /** @returns undefined if the file is larger, or not there any more */
  read(file: string, maxBytes: number): Promise<Buffer | undefined>;
}

/** The file that a delivery may bring along. Documented: only what was received comes with its bytes. */
export function fileOf({ event, media }: DueDelivery, maxBytes: number): string | undefined {
  if (event.type !== 'message.received' || media === null) return undefined;
  const { file, sizeBytes = 0 } = JSON.parse(media) as MessageMedia;
  return sizeBytes > maxBytes ? undefined : file;
}

/** @returns JSON text of the event's `data`, with the bytes of the file as base64 in `media.data` if they are to be had */
export async function withBytes(row: DueDelivery, file: string, media: MediaReader, maxBytes: number): Promise<string> {
  const bytes = await media.read(file, maxBytes);
  const data = JSON.parse(row.data) as MessageData;
  if (bytes === undefined || data.media === undefined) return row.data;
  return JSON.stringify({ ...data, media: { ...data.media, data: bytes.toString('base64') } } satisfies MessageData);
}
