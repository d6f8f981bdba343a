/** ASN.1 DER, as much as an X.509 certificate needs (ITU-T X.690). */
const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
};

function length(bytes: number): Buffer {
  if (bytes < 128) return Buffer.from([bytes]);
  return bytes < 256 ? Buffer.from([0x81, bytes]) : Buffer.from([0x82, bytes >> 8, bytes & 255]);
}

export const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts);
export const setOf = (...parts: Buffer[]): Buffer => tlv(0x31, ...parts);
/** @param hex the identifier, already encoded */
export const objectId = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'));
export const integer = (bytes: Buffer): Buffer => tlv(0x02, bytes);
export const utf8 = (value: string): Buffer => tlv(0x0c, Buffer.from(value));
export const octets = (value: Buffer): Buffer => tlv(0x04, value);
export const bits = (value: Buffer): Buffer => tlv(0x03, Buffer.from([0]), value);
export const yes = Buffer.from([0x01, 0x01, 0xff]);
/** Context-specific, constructed. */
export const tagged = (number: number, ...parts: Buffer[]): Buffer => tlv(0xa0 + number, ...parts);
/** Context-specific, primitive. */
export const taggedBytes = (number: number, value: Buffer): Buffer => tlv(0x80 + number, value);
export const utcTime = (date: Date): Buffer =>
  tlv(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
