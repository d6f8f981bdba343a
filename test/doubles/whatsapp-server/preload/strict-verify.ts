import { createRequire } from 'node:module';

/**
 * Preload for the process under test: `node --require …/strict-verify.js app.js`. Baileys 7.0.0-rc14 wraps libsignal's
 * verifySignature in try/catch and ignores the boolean it returns, so the certificate chain and the account signature
 * are not really checked. Here a bad signature throws, which is what the wrapper expects.
 */
interface Curve {
  isStrict?: boolean;
  verifySignature(...args: unknown[]): boolean;
}

const curve = createRequire(__filename)('libsignal/src/curve.js') as Curve;

if (!curve.isStrict) {
  const verify = curve.verifySignature.bind(curve);
  curve.isStrict = true;
  curve.verifySignature = (...args) => {
    if (!verify(...args)) throw new Error('signature does not verify');
    return true;
  };
}
