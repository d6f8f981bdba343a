import fc, { type Arbitrary } from 'fast-check';
import { ACK } from '../../../src/domain/ack.js';
import { MESSAGE_TYPES } from '../../../src/domain/message.js';
import type { EngineEvent } from '../../../src/engine/port.js';
import { hostileText } from './values.js';

/** An event as no engine should report it. */
export type OddEvent = Readonly<Record<string, unknown>> & { readonly kind: EngineEvent['kind'] };

/** `toJid` lets nothing longer in. */
const LONGEST_JID = 64;
const jid = fc.oneof(
  fc.constantFrom(
    '628770001122@c.us',
    '120363044556677889@g.us',
    '99887766554433@lid',
    '1234567890@newsletter',
    'status@broadcast',
    '1234@broadcast',
    '0@c.us',
    '@c.us',
    '@',
    `${'9'.repeat(59)}@c.us`,
    '628770001122:7@c.us',
    '628770001122@s.whatsapp.net',
  ),
  hostileText.filter((any) => any.length <= LONGEST_JID),
);
const text = fc.oneof(
  { weight: 300, arbitrary: hostileText },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...['x', '\0', '\ud83d', 'e\u0301', '"'].map((part) => part.repeat(100_000))),
  },
);
const moment = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(new Date(NaN), new Date(0), new Date(-1), new Date(8.64e15), new Date(-8.64e15)),
);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-0, 2 ** 53, NaN, Infinity));
const degrees = fc.double({ noNaN: true, noDefaultInfinity: true });
const maybe = <T>(value: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const illTyped = fc.constantFrom<unknown>(
  undefined,
  null,
  7,
  NaN,
  true,
  'text',
  '',
  {},
  [],
  [null],
  10n,
  new Date(NaN),
);

const message = fc.record({
  stanzaId: fc.oneof(fc.uuid(), hostileText),
  chatId: jid,
  fromMe: fc.boolean(),
  author: jid,
  pushName: maybe(text),
  type: fc.constantFrom(...MESSAGE_TYPES),
  body: text,
  sentAt: moment,
  hasMedia: fc.boolean(),
  media: maybe(
    fc.record({ mimetype: text, filename: maybe(text), sizeBytes: maybe(number), omitted: fc.constant(true) }),
  ),
  location: maybe(fc.record({ latitude: degrees, longitude: degrees, description: maybe(text), url: maybe(text) })),
  poll: maybe(fc.record({ options: fc.array(text, { maxLength: 12 }), multiple: fc.boolean() })),
  mentionedIds: maybe(fc.array(jid, { maxLength: 12 })),
  quoted: maybe(fc.record({ stanzaId: hostileText, author: maybe(jid), body: text })),
  authorLid: maybe(jid),
});

const KINDS = {
  message: { message, history: maybe(fc.boolean()) },
  ack: { stanzaId: hostileText, ack: fc.constantFrom(...Object.values(ACK)), reason: maybe(text) },
  revoked: { chatId: jid, stanzaId: hostileText, fromMe: fc.boolean(), author: jid, at: moment },
  reaction: { chatId: jid, stanzaId: hostileText, emoji: text, sender: jid },
  edited: { chatId: jid, stanzaId: hostileText, body: text, at: moment },
  call: { callId: text, from: jid, isVideo: fc.boolean(), isGroup: fc.boolean(), at: moment },
  contact: { id: jid, name: maybe(text), pushName: maybe(text), isBlocked: maybe(fc.boolean()) },
  identity: { lid: jid, pn: jid },
  'chat-deleted': { chatId: jid },
  chat: { chatId: jid, name: maybe(text), unreadCount: maybe(fc.integer()) },
  qr: { qr: fc.string({ unit: 'binary', maxLength: 60 }) },
  ready: { phone: fc.constant('628123456789'), pushName: fc.option(text) },
} as const satisfies Partial<Record<EngineEvent['kind'], Readonly<Record<string, Arbitrary<unknown>>>>>;

const SELDOM = new Set(['qr', 'ready', 'chat-deleted']);

/** Everything an engine reports, odd in every field, and yet what its type says. */
export function oddEvents(): Arbitrary<OddEvent> {
  const kinds = Object.entries(KINDS) as [keyof typeof KINDS, Record<string, Arbitrary<unknown>>][];
  return fc.oneof(
    ...kinds.map(([kind, fields]) => ({
      weight: kind === 'message' ? 20 : SELDOM.has(kind) ? 1 : 4,
      arbitrary: fc.record(fields).map((event): OddEvent => ({ ...event, kind })),
    })),
  );
}

/**
 * The same with a value of another type somewhere, as after a change of the library that nobody noticed. Not of the
 * account itself, which says whose session it is.
 */
export const illTypedEvents = (): Arbitrary<OddEvent> =>
  fc
    .tuple(
      oddEvents().filter(({ kind }) => kind !== 'ready'),
      fc.nat(),
      illTyped,
    )
    .map(([event, at, wrong]) => {
      const holder = event.kind === 'message' && at % 2 === 0 ? 'message' : undefined;
      const inner = (holder === undefined ? event : event[holder]) as Record<string, unknown>;
      const names = Object.keys(inner).filter((name) => name !== 'kind');
      const changed = { ...inner, [names[at % names.length] ?? 'kind']: wrong };
      return { ...event, ...(holder === undefined ? changed : { [holder]: changed }), kind: event.kind };
    });
