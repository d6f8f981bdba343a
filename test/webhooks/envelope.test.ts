import { idempotencyKeyOf, type EventOf } from '../../src/domain/event.js';
import { Webhook } from 'standardwebhooks';
import { bodyOf, type Envelope, headersOf, type Recipient } from '../../src/webhooks/envelope.js';
import { newSecret, sign } from '../../src/webhooks/signature.js';

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
const SENT_AT = new Date('2026-06-26T08:15:31.500Z');
const FIRST = { retryCount: 0, sentAt: SENT_AT };

it('makes the documented body, byte for byte', () => {
  const body = bodyOf(ENVELOPE);

  expect(body.toString()).toBe(VECTOR.body);
  expect(body).toHaveLength(388);
});

it('signs the documented body with the documented signature', () => {
  const body = bodyOf(ENVELOPE);

  expect(sign(VECTOR.secret, body)).toBe(VECTOR.signature);
  expect(headersOf(ENVELOPE, body, { ...NOBODY, secret: VECTOR.secret }, FIRST)['X-OpenWA-Signature']).toBe(
    VECTOR.signature,
  );
});

it('sends the documented headers', () => {
  const headers = headersOf(ENVELOPE, bodyOf(ENVELOPE), NOBODY, { retryCount: 2, sentAt: SENT_AT });

  expect(headers).toEqual({
    Accept: '*/*',
    'Content-Type': 'application/json',
    'User-Agent': 'OpenWA-Webhook/1.0.0',
    'X-OpenWA-Event': 'message.ack',
    'X-OpenWA-Idempotency-Key': ENVELOPE.idempotencyKey,
    'X-OpenWA-Delivery-Id': ENVELOPE.deliveryId,
    'X-OpenWA-Retry-Count': '2',
    'webhook-id': ENVELOPE.deliveryId,
    'webhook-timestamp': '1782461731',
  });
});

it.each([null, ''])('does not sign with the secret %j', (secret) => {
  const headers = headersOf(ENVELOPE, bodyOf(ENVELOPE), { ...NOBODY, secret }, FIRST);

  expect(headers).not.toHaveProperty('X-OpenWA-Signature');
  expect(headers).not.toHaveProperty('webhook-signature');
});

it("sends the operator's own headers, but none that are ours or frame the message", () => {
  const own = {
    Authorization: 'Bearer abc',
    'user-agent': 'mine',
    'content-TYPE': 'text/plain',
    'x-openwa-Signature': 'forged',
    'X-OpenWA-Other': 'forged',
    'Webhook-Id': 'forged',
    'WEBHOOK-SIGNATURE': 'forged',
    'webhook-other': 'forged',
    'Content-Length': '3',
    'Transfer-Encoding': 'chunked',
    Connection: 'close',
  };

  const headers = headersOf(ENVELOPE, bodyOf(ENVELOPE), { secret: 's', headers: own }, FIRST);

  const names = Object.keys(headers).map((name) => name.toLowerCase());
  expect(headers).toMatchObject({ Authorization: 'Bearer abc', 'User-Agent': 'mine' });
  expect(headers['Content-Type']).toBe('application/json');
  expect(headers['X-OpenWA-Signature']).toMatch(/^sha256=[0-9a-f]{64}$/);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('x-openwa-other');
  expect(names).not.toContain('webhook-other');
  expect(Object.values(headers)).not.toContain('forged');
  expect(names.filter((name) => ['content-length', 'transfer-encoding', 'connection'].includes(name))).toEqual([]);
});

it('says the place of the event in the journal', () => {
  const headers = headersOf({ ...ENVELOPE, seq: 4711 }, bodyOf(ENVELOPE), NOBODY, FIRST);

  expect(headers['X-OpenWA-Seq']).toBe('4711');
});

describe('Standard Webhooks', () => {
  const body = bodyOf(ENVELOPE);
  const sent = (recipient: Partial<Recipient>, sentAt = new Date()) =>
    headersOf(ENVELOPE, body, { ...NOBODY, ...recipient }, { retryCount: 0, sentAt });
  const verify = (receiver: Webhook, headers: Record<string, string>, payload = body) =>
    receiver.verify(payload.toString(), headers);

  it('are verified by their own library, with a secret of ours and with one of the operator', () => {
    const ours = newSecret();

    expect(verify(new Webhook(ours), sent({ secret: ours }))).toMatchObject({ event: 'message.ack' });
    const own = new Webhook(VECTOR.secret, { format: 'raw' });
    expect(verify(own, sent({ secret: VECTOR.secret }))).toMatchObject({ event: 'message.ack' });
  });

  it('are refused with another secret, another body, another id, and when they are old', () => {
    const secret = newSecret();
    const receiver = new Webhook(secret);
    const headers = sent({ secret });

    expect(() => verify(new Webhook(newSecret()), headers)).toThrow('No matching signature');
    expect(() => verify(receiver, headers, Buffer.from(`${body.toString()} `))).toThrow('No matching signature');
    expect(() => verify(receiver, { ...headers, 'webhook-id': 'dlv_other' })).toThrow('No matching signature');
    const old = sent({ secret }, new Date(Date.now() - 6 * 60_000));
    expect(() => verify(receiver, old)).toThrow('Message timestamp too old');
  });

  it('carry a second signature while a secret is being replaced; the documented one is by the new secret', () => {
    const [before, after] = [newSecret(), newSecret()];

    const headers = sent({ secret: after, previousSecret: before });

    expect(verify(new Webhook(before), headers)).toMatchObject({ event: 'message.ack' });
    expect(verify(new Webhook(after), headers)).toMatchObject({ event: 'message.ack' });
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(headers['X-OpenWA-Signature']).toBe(sign(after, body));
  });

  it('have secrets of 32 random bytes', () => {
    const secrets = Array.from({ length: 100 }, newSecret);

    expect(new Set(secrets).size).toBe(100);
    expect(secrets.every((secret) => Buffer.from(secret.slice(6), 'base64').length === 32)).toBe(true);
  });
});
