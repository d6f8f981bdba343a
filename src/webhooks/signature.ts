import { createHmac } from 'node:crypto';

/** The value of `X-OpenWA-Signature`: HMAC-SHA256 over the exact bytes that are sent. */
export const sign = (secret: string, body: Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
