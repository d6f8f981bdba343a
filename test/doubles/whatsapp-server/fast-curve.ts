import { createRequire } from 'node:module';
import { loadRustBridge } from './rust-bridge.js';

/**
 * Swaps libsignal's curve functions (JavaScript XEdDSA, several ms a signature) for the Rust ones Baileys already
 * brings along. Import this module before Baileys is loaded. It keeps the double far cheaper than the client it drives,
 * and makes the curve arithmetic of the two ends two independent implementations.
 */
const load = createRequire(__filename);

interface CurveModule {
  isFast?: boolean;
}

/** Takes effect for every copy of Baileys that shares this copy of libsignal. Repeating it changes nothing. */
export function installFastCurve(): void {
  const curve = load('libsignal/src/curve.js') as CurveModule;
  if (curve.isFast) return;
  const rust = loadRustBridge();
  Object.assign(curve, {
    isFast: true,
    generateKeyPair: () => {
      const pair = rust.generateKeyPair();
      return { pubKey: Buffer.from(pair.pubKey), privKey: Buffer.from(pair.privKey) };
    },
    calculateAgreement: (publicKey: Uint8Array, privateKey: Uint8Array) =>
      Buffer.from(rust.calculateAgreement(publicKey, privateKey)),
    calculateSignature: (privateKey: Uint8Array, message: Uint8Array) =>
      Buffer.from(rust.calculateSignature(privateKey, message)),
    verifySignature: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array, isInit?: boolean) =>
      isInit ? true : rust.verifySignature(publicKey, message, signature),
  });
}

installFastCurve();
