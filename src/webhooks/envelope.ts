import type { EventType } from '../domain/event.js';
import { sign } from './signature.js';

const USER_AGENT = 'OpenWA-Webhook/1.0.0';
const OURS = /^(content-type$|x-openwa-)/i;
/** Headers that frame the message; a receiver would read another body than the one signed. */
const FRAMING = /^(content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer)$/i;

/** What a delivery says, apart from who it is for. The same over all attempts. */
export interface Envelope {
  readonly event: EventType | 'test';
  /** When the delivery was made. */
  readonly timestamp: Date;
  readonly sessionId: string;
  readonly idempotencyKey: string;
  readonly deliveryId: string;
  /** JSON text. */
  readonly data: string;
}

export interface Recipient {
  readonly secret: string | null;
  /** The operator's own headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The documented body: these keys in this order, on one line. */
export function bodyOf({ data, timestamp, ...rest }: Envelope): Buffer {
  const head = JSON.stringify({
    event: rest.event,
    timestamp: timestamp.toISOString(),
    sessionId: rest.sessionId,
    idempotencyKey: rest.idempotencyKey,
    deliveryId: rest.deliveryId,
  });
  return Buffer.from(`${head.slice(0, -1)},"data":${data}}`);
}

/**
 * The documented headers. The operator's own ones go along, except those that are ours or frame the message.
 * @param retryCount 0 on the first attempt
 */
export function headersOf(
  envelope: Envelope,
  body: Buffer,
  recipient: Recipient,
  retryCount: number,
): Record<string, string> {
  const headers: Record<string, string> = { Accept: '*/*', 'User-Agent': USER_AGENT };
  for (const [name, value] of Object.entries(recipient.headers)) {
    if (OURS.test(name) || FRAMING.test(name)) continue;
    const known = Object.keys(headers).find((other) => other.toLowerCase() === name.toLowerCase());
    headers[known ?? name] = value;
  }
  headers['Content-Type'] = 'application/json';
  headers['X-OpenWA-Event'] = envelope.event;
  headers['X-OpenWA-Idempotency-Key'] = envelope.idempotencyKey;
  headers['X-OpenWA-Delivery-Id'] = envelope.deliveryId;
  headers['X-OpenWA-Retry-Count'] = String(retryCount);
  if (recipient.secret !== null && recipient.secret !== '') {
    headers['X-OpenWA-Signature'] = sign(recipient.secret, body);
  }
  return headers;
}
