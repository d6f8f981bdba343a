import { Curve, proto } from '@whiskeysockets/baileys';
import { nowS } from './ids.js';

/** What the server shows at every handshake; made once. */
export interface ServerIdentity {
  readonly staticKey: { public: Uint8Array; private: Uint8Array };
  /** Encoded CertChain: root signs intermediate, intermediate signs leaf, leaf names the static key. */
  readonly chain: Buffer;
}

const HOUR_S = 3600;
const YEAR_S = 365 * 24 * HOUR_S;

/** `issuerSerial` of the intermediate must be 0, or the client refuses the chain. */
export function makeServerIdentity(rootPrivateKey: Uint8Array): ServerIdentity {
  const intermediate = Curve.generateKeyPair();
  const staticKey = Curve.generateKeyPair();
  const validity = { notBefore: nowS() - HOUR_S, notAfter: nowS() + YEAR_S };
  const details = (fields: proto.CertChain.NoiseCertificate.IDetails) =>
    proto.CertChain.NoiseCertificate.Details.encode({ ...fields, ...validity }).finish();
  const intermediateDetails = details({ serial: 1, issuerSerial: 0, key: intermediate.public });
  const leafDetails = details({ serial: 2, issuerSerial: 1, key: staticKey.public });
  const chain = proto.CertChain.encode({
    intermediate: { details: intermediateDetails, signature: Curve.sign(rootPrivateKey, intermediateDetails) },
    leaf: { details: leafDetails, signature: Curve.sign(intermediate.private, leafDetails) },
  }).finish();
  return { staticKey, chain: Buffer.from(chain) };
}
