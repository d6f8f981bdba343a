import {
  EVENT_TYPES,
  idempotencyKeyOf,
  WEBHOOK_EVENTS,
  type EventData,
  type EventOf,
  type EventType,
} from '../../src/domain/event.js';

const SESSION = '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4';

const keyOf = <T extends EventType>(type: T, data: Partial<EventData[T]>, at = '2026-06-26T08:15:30.120Z'): string =>
  idempotencyKeyOf({ type, sessionId: SESSION, occurredAt: new Date(at), data } as unknown as EventOf);

/** The worked bodies of the documentation. */
it.each([
  [
    keyOf('message.received', { id: 'false_120363044556677889@g.us_3EB07C_628770001122@c.us' }),
    `msg_${SESSION}_false_120363044556677889@g.us_3EB07C_628770001122@c.us`,
  ],
  [keyOf('message.sent', { id: 'true_628770001122@c.us_3EB0B2' }), `msg_${SESSION}_true_628770001122@c.us_3EB0B2`],
  [
    keyOf('message.ack', { messageId: 'true_628123456789@c.us_3EB0A1', status: 'delivered' }),
    `ack_${SESSION}_true_628123456789@c.us_3EB0A1_delivered`,
  ],
  [
    keyOf('message.failed', { messageId: 'true_628770001122@c.us_3EB0B3', status: 'failed' }),
    `failed_${SESSION}_true_628770001122@c.us_3EB0B3_failed`,
  ],
  [keyOf('message.revoked', { id: 'false_628770001122@c.us_3EB0C4' }), `rev_${SESSION}_false_628770001122@c.us_3EB0C4`],
  [
    keyOf(
      'message.reaction',
      { messageId: 'true_628770001122@c.us_3EB0B2', senderId: '628770001122@c.us' },
      '2026-06-26T08:17:45.309Z',
    ),
    `react_${SESSION}_true_628770001122@c.us_3EB0B2_628770001122@c.us_2026-06-26T08:17:45.309Z`,
  ],
  [
    keyOf('session.status', { status: 'qr_ready' }, '2026-06-26T08:10:00.999Z'),
    `sess_${SESSION}_qr_ready_2026-06-26T08:10:00.999Z`,
  ],
  [
    keyOf('message.edited', { id: 'true_628770001122@c.us_3EB0B2' }),
    `edit_${SESSION}_true_628770001122@c.us_3EB0B2_2026-06-26T08:15:30.120Z`,
  ],
  [keyOf('call.received', { callId: 'C4LL' }), `call_${SESSION}_C4LL`],
  [keyOf('webhook.disabled', { webhookId: 'W1' }), `hook_${SESSION}_W1_2026-06-26T08:15:30.120Z`],
])('%s', (key, documented) => {
  expect(key).toBe(documented);
});

it.each([
  ['session.qr', keyOf('session.qr', { qr: 'data:image/png;base64,AAAA' }), /^qr_<session>_[0-9a-f]{8}$/],
  [
    'session.authenticated',
    keyOf('session.authenticated', { phone: '628123456789', pushName: 'Depot Nine' }),
    /^auth_<session>_[0-9a-f]{8}_2026-06-26T08:15:30\.120Z$/,
  ],
  [
    'session.disconnected',
    keyOf('session.disconnected', { reason: 'LOGOUT' }),
    /^disc_<session>_[0-9a-f]{8}_2026-06-26T08:15:30\.120Z$/,
  ],
])('the key of %s holds a short hash of what is told', (_type, key, documented) => {
  expect(key.replace(SESSION, '<session>')).toMatch(documented);
});

it('gives another QR another key, and the same one the same', () => {
  expect(keyOf('session.qr', { qr: 'a' })).not.toBe(keyOf('session.qr', { qr: 'b' }));
  expect(keyOf('session.qr', { qr: 'a' })).toBe(keyOf('session.qr', { qr: 'a' }, '2026-06-26T09:00:00.000Z'));
});

it('has the ten documented events and two later ones; webhooks may also name the reserved ones and the wildcard', () => {
  expect(EVENT_TYPES).toHaveLength(13);
  expect(WEBHOOK_EVENTS).toEqual([...EVENT_TYPES, 'group.join', 'group.leave', 'group.update', '*']);
});
