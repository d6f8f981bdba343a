import type { EventType } from '../domain/event.js';
import { sign, signStandard } from './signature.js';

const USER_AGENT = 'OpenWA-Webhook/1.0.0';
const OURS = /^(content-type$|x-openwa-|webhook-)/i;
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
  /** The event's place in the journal; the test event has none. */
  readonly seq?: number;
  /** JSON text. */
  readonly data: string;
}

export interface Recipient {
  readonly secret: string | null;
  /** Signs, too, for a while after it was replaced. */
  readonly previousSecret?: string | null;
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

/** One try of a delivery. */
export interface Try {
  /** 0 on the first one. */
  readonly retryCount: number;
  readonly sentAt: Date;
}

/**
 * The documented headers, and those of Standard Webhooks. The operator's own ones go along, except those that are ours
 * or frame the message.
 */
export function headersOf(
  envelope: Envelope,
  body: Buffer,
  recipient: Recipient,
  { retryCount, sentAt }: Try,
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
  if (envelope.seq !== undefined) headers['X-OpenWA-Seq'] = String(envelope.seq);
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  headers['webhook-id'] = envelope.deliveryId;
  headers['webhook-timestamp'] = timestamp;
  const { secret, previousSecret } = recipient;
  if (secret !== null && secret !== '') {
    headers['X-OpenWA-Signature'] = sign(secret, body);
    headers['webhook-signature'] = [secret, previousSecret ?? '']
      .filter((each) => each !== '')
      .map((each) => signStandard(each, envelope.deliveryId, timestamp, body))
      .join(' ');
  }
  return headers;
}
