import { idempotencyKeyOf, type EventOf } from '../../src/domain/event.js';
import { bodyOf, type Envelope, headersOf } from '../../src/webhooks/envelope.js';
import { sign } from '../../src/webhooks/signature.js';

/** The test vector of the documented API. */
const VECTOR = {
  secret: 'orchid-lantern-42',
  signature: 'sha256=23bfd905c205b130f1c2402ce0b5f29abb2ec9220dd273ca7eb721107f84d30e',
  body: '{"event":"message.ack","timestamp":"2026-06-26T08:15:30.120Z","sessionId":"5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4","idempotencyKey":"ack_5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4_true_628123456789@c.us_3EB0A1_delivered","deliveryId":"dlv_0c9d2f6a-81b7-4a52-b0de-93f4417e5a10","data":{"id":"true_628123456789@c.us_3EB0A1","messageId":"true_628123456789@c.us_3EB0A1","status":"delivered","ack":2}}',
};
const EVENT: EventOf<'message.ack'> = {
  type: 'message.ack',
  sessionId: '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4',
  occurredAt: new Date('2026-06-26T08:15:30.119Z'),
  data: {
    id: 'true_628123456789@c.us_3EB0A1',
    messageId: 'true_628123456789@c.us_3EB0A1',
    status: 'delivered',
    ack: 2,
  },
};
const ENVELOPE: Envelope = {
  event: EVENT.type,
  timestamp: new Date('2026-06-26T08:15:30.120Z'),
  sessionId: EVENT.sessionId,
  idempotencyKey: idempotencyKeyOf(EVENT),
  deliveryId: 'dlv_0c9d2f6a-81b7-4a52-b0de-93f4417e5a10',
  data: JSON.stringify(EVENT.data),
};
const NOBODY = { secret: null, headers: {} };

it('makes the documented body, byte for byte', () => {
  const body = bodyOf(ENVELOPE);

  expect(body.toString()).toBe(VECTOR.body);
  expect(body).toHaveLength(388);
});

it('signs the documented body with the documented signature', () => {
  const body = bodyOf(ENVELOPE);

  expect(sign(VECTOR.secret, body)).toBe(VECTOR.signature);
  expect(headersOf(ENVELOPE, body, { ...NOBODY, secret: VECTOR.secret }, 0)['X-OpenWA-Signature']).toBe(
    VECTOR.signature,
  );
});

it('sends the documented headers', () => {
  const headers = headersOf(ENVELOPE, bodyOf(ENVELOPE), NOBODY, 2);

  expect(headers).toEqual({
    Accept: '*/*',
    'Content-Type': 'application/json',
    'User-Agent': 'OpenWA-Webhook/1.0.0',
    'X-OpenWA-Event': 'message.ack',
    'X-OpenWA-Idempotency-Key': ENVELOPE.idempotencyKey,
    'X-OpenWA-Delivery-Id': ENVELOPE.deliveryId,
    'X-OpenWA-Retry-Count': '2',
  });
});

it.each([null, ''])('does not sign with the secret %j', (secret) => {
  const headers = headersOf(ENVELOPE, bodyOf(ENVELOPE), { ...NOBODY, secret }, 0);

  expect(headers).not.toHaveProperty('X-OpenWA-Signature');
});

it("sends the operator's own headers, but none that are ours or frame the message", () => {
  const own = {
    Authorization: 'Bearer abc',
    'user-agent': 'mine',
    'content-TYPE': 'text/plain',
    'x-openwa-Signature': 'forged',
    'X-OpenWA-Other': 'forged',
    'Content-Length': '3',
    'Transfer-Encoding': 'chunked',
    Connection: 'close',
  };

  const headers = headersOf(ENVELOPE, bodyOf(ENVELOPE), { secret: 's', headers: own }, 0);

  const names = Object.keys(headers).map((name) => name.toLowerCase());
  expect(headers).toMatchObject({ Authorization: 'Bearer abc', 'User-Agent': 'mine' });
  expect(headers['Content-Type']).toBe('application/json');
  expect(headers['X-OpenWA-Signature']).toMatch(/^sha256=[0-9a-f]{64}$/);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toEqual(expect.arrayContaining(['x-openwa-other']));
  expect(names.filter((name) => ['content-length', 'transfer-encoding', 'connection'].includes(name))).toEqual([]);
});
