import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

/**
 * The double's certificate root. Fixed and public on purpose: whoever trusts it can be impersonated by anybody, so only
 * a test process ever may.
 */
export const ROOT_PRIVATE_KEY: Buffer = clampedSeed('wa-double test root, never trust outside tests');

export const ROOT_PUBLIC_KEY_HEX: string = publicKeyOf(ROOT_PRIVATE_KEY).toString('hex');

/** A Curve25519 private key (RFC 7748 section 5). */
function clampedSeed(text: string): Buffer {
  const seed = createHash('sha256').update(text).digest();
  seed.writeUInt8(seed.readUInt8(0) & 248, 0);
  seed.writeUInt8((seed.readUInt8(31) & 127) | 64, 31);
  return seed;
}

function publicKeyOf(privateKey: Buffer): Buffer {
  const pkcs8Header = Buffer.from('302e020100300506032b656e04220420', 'hex');
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Header, privateKey]), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
}
