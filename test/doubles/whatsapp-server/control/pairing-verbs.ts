import { type AdoptRequest } from '../control-api.js';
import { type PhoneFacts } from '../pairing/pairing.js';
import { type WhatsAppDouble } from '../whatsapp-double.js';
import { needPhone, type Verbs } from './verb.js';

type ScanBody = PhoneFacts & { qr: string; phone: string };
type CodeBody = PhoneFacts & { code: string; phone: string };

const fromBase64 = (value: string): Buffer => Buffer.from(value, 'base64');
const toBase64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');

/** Linking clients to phones. */
export const pairingVerbs = ({ pairing, codePairing }: WhatsAppDouble): Verbs => ({
  scan: ({ qr, ...body }: ScanBody) => pairing.scan(String(qr), needPhone(body), body),
  'enter-code': ({ code, ...body }: CodeBody) => codePairing.enterCode(needPhone(body), String(code), body),
  adopt: ({ name, noisePub, identity, registrationId, signed, fakePreKeys, historySent, ...body }: AdoptRequest) => {
    const keys = {
      noisePub: fromBase64(noisePub),
      identity: fromBase64(identity),
      signed: { id: signed.id, pub: fromBase64(signed.pub), sig: fromBase64(signed.sig) },
    };
    const device = { ...keys, registrationId, fakePreKeys, historySent };
    const { account, ...adopted } = pairing.adopt(needPhone(body), name, device);
    return {
      ...adopted,
      account: {
        details: toBase64(account.details),
        accountSignatureKey: toBase64(account.accountSignatureKey),
        accountSignature: toBase64(account.accountSignature),
      },
    };
  },
});
