/** Unsigned big-endian integers as the protocol writes key ids (3 bytes) and registration ids (4 bytes). */
export function toUint(value: number, length: number): Buffer {
  const out = Buffer.alloc(length);
  out.writeUIntBE(value, 0, length);
  return out;
}

export const fromUint = (value: Uint8Array | null | undefined): number =>
  value?.length ? Buffer.from(value).readUIntBE(0, value.length) : 0;
