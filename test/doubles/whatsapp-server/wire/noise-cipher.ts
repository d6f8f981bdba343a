import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';

const TAG_BYTES = 16;
export const EMPTY = Buffer.alloc(0);

/** Nonce: eight zero bytes and a four-byte counter. */
function nonce(counter: number): Buffer {
  const out = Buffer.alloc(12);
  out.writeUInt32BE(counter >>> 0, 8);
  return out;
}

export function seal(key: Buffer, counter: number, plain: Uint8Array, additional: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(counter));
  if (additional.length) cipher.setAAD(additional);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when the tag does not fit */
export function open(key: Buffer, counter: number, sealed: Buffer, additional: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter));
  if (additional.length) decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
}

/** HKDF-SHA256 to two keys. */
export function expand(input: Uint8Array, salt: Uint8Array): [Buffer, Buffer] {
  const out = Buffer.from(hkdfSync('sha256', input, salt, EMPTY, 64));
  return [out.subarray(0, 32), out.subarray(32)];
}

export function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
