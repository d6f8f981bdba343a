import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { bits, integer, objectId, octets, sequence, setOf, tagged, taggedBytes, utcTime, utf8, yes } from './der.js';

export interface Certificate {
  /** PEM. */
  cert: string;
  key: string;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const SUBJECT_ALT_NAME = '551d11';
const KEY_USAGE = '551d0f';

/**
 * A self-signed P-256 certificate for localhost and 127.0.0.1, so that the double needs neither openssl nor a package.
 * It names itself a CA, so that it can sit in a trust store (NODE_EXTRA_CA_CERTS).
 */
export function makeSelfSigned(name = 'wa-double media'): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  const distinguishedName = sequence(setOf(sequence(objectId(COMMON_NAME), utf8(name))));
  const validity = sequence(utcTime(new Date(Date.now() - DAY_MS)), utcTime(new Date(Date.now() + 3650 * DAY_MS)));
  const version3 = tagged(0, integer(Buffer.from([2])));
  const toBeSigned = sequence(
    ...[version3, integer(positiveSerial()), algorithm, distinguishedName, validity, distinguishedName],
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, extensions()),
  );
  const signature = createSign('sha256').update(toBeSigned).sign(privateKey);
  return {
    cert: pem(sequence(toBeSigned, algorithm, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** Without a sign bit, and not zero. */
function positiveSerial(): Buffer {
  const serial = randomBytes(8);
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 1, 0);
  return serial;
}

function extensions(): Buffer {
  const localhost = sequence(taggedBytes(2, Buffer.from('localhost')), taggedBytes(7, Buffer.from([127, 0, 0, 1])));
  const digitalSignatureAndCertSign = bits(Buffer.from([0x86]));
  return sequence(
    sequence(objectId(BASIC_CONSTRAINTS), yes, octets(sequence(yes))),
    sequence(objectId(SUBJECT_ALT_NAME), octets(localhost)),
    sequence(objectId(KEY_USAGE), yes, octets(digitalSignatureAndCertSign)),
  );
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}
