import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { ROOT_PUBLIC_KEY_HEX } from '../wire/root-key.js';

/**
 * TEST ONLY. Preload for the process under test: `node --require …/trust.js app.js`. Baileys checks the server's
 * certificate chain against one exported, mutable root key; this swaps it for the double's, or for WA_DOUBLE_ROOT (hex).
 * All verification code still runs. Baileys 7.0.0-rc14 connects without it (see strict-verify); a fixed release will not.
 */
if (process.env.NODE_ENV === 'production' && !process.env.WA_DOUBLE_ALLOW_PRODUCTION) {
  throw new Error('the trust preload refuses to run with NODE_ENV=production (WA_DOUBLE_ALLOW_PRODUCTION=1 overrides)');
}

Object.assign(WA_CERT_DETAILS, { PUBLIC_KEY: Buffer.from(process.env.WA_DOUBLE_ROOT ?? ROOT_PUBLIC_KEY_HEX, 'hex') });
