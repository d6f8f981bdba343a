import type * as RustBridge from 'whatsapp-rust-bridge' with { 'resolution-mode': 'import' };

/** libsignal's `src/curve.js`. Baileys and libsignal take its functions from here, Baileys when it is loaded. */
export interface CurveModule {
  generateKeyPair: () => { pubKey: Buffer; privKey: Buffer };
  calculateAgreement: (publicKey: Uint8Array, privateKey: Uint8Array) => Buffer;
  calculateSignature: (privateKey: Uint8Array, message: Uint8Array) => Buffer;
  verifySignature: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array, isInit?: boolean) => boolean;
}

/**
 * Fault: libsignal signs and verifies in JavaScript, several milliseconds each, twice per connection and once per group
 * message. The same functions in Rust come with Baileys.
 */
export function useRustCurve(curve: CurveModule, rust: typeof RustBridge): void {
  curve.generateKeyPair = () => {
    const { pubKey, privKey } = rust.generateKeyPair();
    return { pubKey: Buffer.from(pubKey), privKey: Buffer.from(privKey) };
  };
  curve.calculateAgreement = (publicKey, privateKey) => Buffer.from(rust.calculateAgreement(publicKey, privateKey));
  curve.calculateSignature = (privateKey, message) => Buffer.from(rust.calculateSignature(privateKey, message));
  curve.verifySignature = (publicKey, message, signature, isInit) =>
    isInit === true || rust.verifySignature(publicKey, message, signature);
}

/**
 * Fault: Baileys 7.0.0-rc14 calls `verifySignature` only to see whether it throws, and it answers false instead
 * (Baileys #2067). So any 64 bytes pass as the signature of the server's certificate and of the account at pairing.
 * From here on a signature that does not verify throws.
 */
export function refuseBadSignatures(curve: CurveModule): void {
  const verify = curve.verifySignature;
  curve.verifySignature = (...signed) => {
    if (!verify(...signed)) throw new Error('The signature does not verify');
    return true;
  };
}
