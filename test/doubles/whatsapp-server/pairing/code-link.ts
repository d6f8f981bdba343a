import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Curve } from '@whiskeysockets/baileys';
import { type Connection } from '../connection/connection.js';
import { type Paired } from '../control-api.js';

/** One attempt to link by an eight-character code, from the client's request to its end. */
export interface CodeLink {
  readonly connection: Connection;
  /** The number the client asked for. */
  readonly pn: string;
  readonly ref: string;
  /** The companion's ephemeral key, wrapped under the code. */
  readonly wrapped: Buffer;
  /** Set once somebody typed a code on the phone. */
  phone?: PhoneSide;
}

/** What the phone keeps between typing the code and the companion's answer. */
export interface PhoneSide {
  readonly companionEphemeral: Buffer;
  readonly ephemeral: { public: Uint8Array; private: Uint8Array };
  readonly business: string | undefined;
  readonly resolve: (paired: Paired) => void;
  readonly reject: (error: Error) => void;
}

/** What the companion's bundle holds, and what both sides derive from it. */
export interface KeyBundleContent {
  companionIdentity: Buffer;
  primaryIdentity: Buffer;
  random: Buffer;
  shared: Buffer;
}

/** 2·2^16 rounds of PBKDF2: 30 to 60 ms, by design of the protocol. Source: Baileys `derivePairingCodeKey`. */
const PBKDF2_ROUNDS = 2 << 16;

const deriveKey = (code: string, salt: Buffer): Buffer => pbkdf2Sync(code, salt, PBKDF2_ROUNDS, 32, 'sha256');

/** Layout: salt 32, iv 16, cipher 32. A wrong code gives a wrong key, not an error. */
export function unwrapEphemeral(wrapped: Buffer, code: string): Buffer {
  const decipher = createDecipheriv('aes-256-ctr', deriveKey(code, wrapped.subarray(0, 32)), wrapped.subarray(32, 48));
  return Buffer.concat([decipher.update(wrapped.subarray(48, 80)), decipher.final()]);
}

export function wrapEphemeral(publicKey: Uint8Array, code: string): Buffer {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', deriveKey(code, salt), iv);
  return Buffer.concat([salt, iv, cipher.update(publicKey), cipher.final()]);
}

/**
 * Opens the companion's `link_code_pairing_wrapped_key_bundle`: salt 32, iv 12, AES-GCM of companion identity, primary
 * identity and 32 random bytes.
 * @throws Error when the code was wrong: the keys differ and the tag does not fit
 */
export function openKeyBundle(sealedBundle: Buffer, phone: PhoneSide): KeyBundleContent {
  const shared = Curve.sharedKey(phone.ephemeral.private, phone.companionEphemeral);
  const info = 'link_code_pairing_key_bundle_encryption_key';
  const key = Buffer.from(hkdfSync('sha256', shared, sealedBundle.subarray(0, 32), info, 32));
  const decipher = createDecipheriv('aes-256-gcm', key, sealedBundle.subarray(32, 44));
  const sealed = sealedBundle.subarray(44);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return {
    companionIdentity: plain.subarray(0, 32),
    primaryIdentity: plain.subarray(32, 64),
    random: plain.subarray(64, 96),
    shared,
  };
}

/** The secret a QR code would have carried. */
export function advSecretOf({ shared, random, companionIdentity }: KeyBundleContent, phoneKey: Uint8Array): Buffer {
  const identityShared = Curve.sharedKey(phoneKey, companionIdentity);
  const secret = Buffer.concat([shared, identityShared, random]);
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'adv_secret', 32));
}
