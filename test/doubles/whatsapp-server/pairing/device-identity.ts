import { createHmac, randomInt } from 'node:crypto';
import { proto, WA_ADV_ACCOUNT_SIG_PREFIX, WA_ADV_DEVICE_SIG_PREFIX } from '@whiskeysockets/baileys';
import { type Person } from '../directory/person.js';
import { verifySignature } from '../signal/keys.js';
import { nowS } from '../wire/ids.js';

/** The phone's signature under a companion's identity key. */
export interface SignedIdentity {
  details: Buffer;
  accountSignatureKey: Uint8Array;
  accountSignature: Uint8Array;
}

/** accountSignature = sign(phone identity, `06 00` ‖ details ‖ companion identity). Source: Baileys `validate-connection`. */
export function signDeviceIdentity(person: Person, companionIdentity: Buffer, deviceId: number): SignedIdentity {
  person.rawId ??= randomInt(2 ** 31);
  const fields = { rawId: person.rawId, timestamp: nowS(), keyIndex: deviceId, accountType: 0, deviceType: 0 };
  const details = Buffer.from(proto.ADVDeviceIdentity.encode(fields).finish());
  const accountSignature = person.phone.sign(Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, companionIdentity]));
  return { details, accountSignatureKey: person.phone.identity, accountSignature };
}

/** ADVSignedDeviceIdentityHMAC: the signed identity, and its HMAC under the secret the QR text carried. */
export function sealIdentity(signed: SignedIdentity, advSecret: Buffer): Buffer {
  const details = Buffer.from(proto.ADVSignedDeviceIdentity.encode(signed).finish());
  const hmac = createHmac('sha256', advSecret).update(details).digest();
  return Buffer.from(proto.ADVSignedDeviceIdentityHMAC.encode({ details, hmac }).finish());
}

/**
 * The companion's counter-signature: sign(companion identity, `06 01` ‖ details ‖ companion identity ‖ account key).
 * @throws Error when it does not verify
 */
export function checkDeviceSignature(reply: Buffer, signed: SignedIdentity, companionIdentity: Buffer): void {
  const { deviceSignature } = proto.ADVSignedDeviceIdentity.decode(reply);
  const message = Buffer.concat([
    WA_ADV_DEVICE_SIG_PREFIX,
    signed.details,
    companionIdentity,
    signed.accountSignatureKey,
  ]);
  if (!deviceSignature || !verifySignature(companionIdentity, message, deviceSignature)) {
    throw new Error('the device signature of the client does not verify');
  }
}
