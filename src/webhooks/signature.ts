import { createHmac, randomBytes } from 'node:crypto';

/** The value of `X-OpenWA-Signature`: HMAC-SHA256 over the exact bytes that are sent. */
export const sign = (secret: string, body: Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const MARK = 'whsec_';
const SECRET_BYTES = 32;

/** A secret as Standard Webhooks writes it. */
export const newSecret = (): string => MARK + randomBytes(SECRET_BYTES).toString('base64');

/**
 * One entry of `webhook-signature`, by Standard Webhooks: HMAC-SHA256 over id, moment and body, in base64. The key is
 * what a secret `whsec_...` holds in base64; of any other secret its characters.
 * @param timestamp epoch seconds, as `webhook-timestamp` says it
 */
export function signStandard(secret: string, id: string, timestamp: string, body: Buffer): string {
  const key = secret.startsWith(MARK) ? Buffer.from(secret.slice(MARK.length), 'base64') : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}
