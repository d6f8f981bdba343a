import { createRequire } from 'node:module';
import { generateSignalPubKey } from '@whiskeysockets/baileys';

/** A signed pre-key as the key server holds it. */
export interface SignedPreKey {
  id: number;
  pub: Uint8Array;
  sig: Uint8Array;
}

/** What the key server hands out so that somebody can start a session with a device. */
export interface KeyBundle {
  registrationId: number;
  identity: Uint8Array;
  signed: SignedPreKey;
  pre?: { id: number; pub: Uint8Array } | undefined;
}

/** A public key with its type byte (0x05) in front. */
export const prefixed = (key: Uint8Array): Buffer => Buffer.from(generateSignalPubKey(Buffer.from(key)));

interface Curve {
  verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}
const curve = createRequire(__filename)('libsignal/src/curve.js') as Curve;

/** Not Baileys' `Curve.verify`: 7.0.0-rc14 ignores the boolean libsignal returns and accepts any signature. */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return curve.verifySignature(prefixed(publicKey), Buffer.from(message), Buffer.from(signature));
  } catch {
    return false;
  }
}
