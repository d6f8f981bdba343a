import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type MediaKind } from '../control-api.js';

/** HKDF info per kind. Source: Baileys `MEDIA_HKDF_KEY_MAPPING`. */
const KEY_INFO: Record<MediaKind, string> = {
  image: 'WhatsApp Image Keys',
  video: 'WhatsApp Video Keys',
  audio: 'WhatsApp Audio Keys',
  document: 'WhatsApp Document Keys',
  sticker: 'WhatsApp Image Keys',
};

const MAC_BYTES = 10;

const keysOf = (mediaKey: Uint8Array, kind: MediaKind) => {
  const all = Buffer.from(hkdfSync('sha256', mediaKey, Buffer.alloc(0), KEY_INFO[kind], 112));
  return { iv: all.subarray(0, 16), cipher: all.subarray(16, 48), mac: all.subarray(48, 80) };
};

export const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();

/** AES-256-CBC, then the first ten bytes of HMAC(iv ‖ ciphertext). */
export function sealFile(plain: Buffer, mediaKey: Buffer, kind: MediaKind): Buffer {
  const keys = keysOf(mediaKey, kind);
  const cipher = createCipheriv('aes-256-cbc', keys.cipher, keys.iv);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([sealed, macOf(sealed, keys)]);
}

/** @throws Error when the MAC does not fit */
export function openFile(blob: Buffer, mediaKey: Uint8Array, kind: MediaKind): Buffer {
  const keys = keysOf(mediaKey, kind);
  const sealed = blob.subarray(0, -MAC_BYTES);
  if (!timingSafeEqual(macOf(sealed, keys), blob.subarray(-MAC_BYTES))) throw new Error('media MAC mismatch');
  const decipher = createDecipheriv('aes-256-cbc', keys.cipher, keys.iv);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

const macOf = (sealed: Buffer, { iv, mac }: { iv: Buffer; mac: Buffer }): Buffer =>
  createHmac('sha256', mac).update(iv).update(sealed).digest().subarray(0, MAC_BYTES);
