import { z } from 'zod';
import { AFTER_CRASH, BATCH_ITEM_STATUSES, BATCH_STATUSES, BULK_ERROR_CODES, BULK_KINDS } from '../domain/bulk.js';
import { DISABLED_REASONS, RETRY_POLICIES } from '../domain/delivery.js';
import { MESSAGE_TYPES } from '../domain/message.js';
import { toJid } from '../domain/jid.js';
import { ENGINE_KINDS, PROXY_TYPES, SESSION_STATUSES, isActive } from '../domain/session.js';
import type { ColumnValue, DataTable } from '../store/data-tables.js';

/** Words of class-validator, as everywhere; the name of the field comes before them. */
const INTEGER = 'must be an integer number';
const text = z.string('must be a string');
const short = text.max(255, 'must be shorter than or equal to 255 characters');
const id = z.uuid('must be a UUID');
const moment = z.iso.datetime('must be a valid ISO 8601 date string').transform((value) => Date.parse(value));
const count = z.int(INTEGER).nonnegative('must not be less than 0');
const flag = z.boolean('must be a boolean value').transform(Number);
const address = text.refine((value) => toJid(value) === value, 'must be a WhatsApp id');
/** Of a message that was stored before its account was known. */
const addressOrNone = z.union([z.literal(''), address], 'must be a WhatsApp id');
const object = z.record(z.string(), z.unknown(), 'must be an object');
const asJson = (value: unknown): string => JSON.stringify(value);
const asJsonOrNull = (value: unknown): string | null => (value === null ? null : asJson(value));
const bytes = z.base64('must be base64').transform((value) => new Uint8Array(Buffer.from(value, 'base64')));

/** What the gateway reads of it; the rest is kept. */
const metadata = z
  .looseObject({
    authorLid: address,
    mentionedIds: z.array(address),
    quotedMessage: z.looseObject({ id: text, body: text }),
    reactions: z.record(address, short),
    reactedAt: z.record(address, count),
    location: z.looseObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      description: text.optional(),
      address: text.optional(),
      url: text.optional(),
    }),
    poll: z.looseObject({ options: z.array(text), multiple: z.boolean() }),
  })
  .partial();

/** Where a file is, below STORAGE_LOCAL_PATH: as the gateway names files, so that no path leads anywhere else. */
const FILE = /^[0-9a-f-]{36}\/[0-9a-f-]{36}\.[A-Za-z0-9]{1,16}$/;
const media = z.strictObject({
  mimetype: short,
  filename: text.max(1024, 'must be shorter than or equal to 1024 characters').optional(),
  sizeBytes: count.optional(),
  omitted: z.boolean('must be a boolean value').optional(),
  file: text.regex(FILE, 'must be the name of a file that this gateway made').optional(),
});

/** A proxy as it may be given to a new session. */
const proxyUrl = short.refine(
  (value) => PROXY_TYPES.some((type) => URL.canParse(value) && new URL(value).protocol === `${type}:`),
  'must be a URL address',
);

/** What a row of each table must be like, and what is stored of it: moments as numbers, flags as 0 or 1, JSON as text. */
export const IMPORT_RULES = {
  sessions: z.strictObject({
    id,
    name: text.regex(/^[a-zA-Z0-9-]{3,50}$/, 'must be 3 to 50 letters, digits and hyphens'),
    // Nothing runs for a session that has just been imported.
    status: z.enum(SESSION_STATUSES).transform((status) => (isActive(status) ? 'disconnected' : status)),
    engine: z.enum(ENGINE_KINDS),
    phone: text.regex(/^\d{5,15}$/, 'must be digits').nullable(),
    pushName: short.nullable(),
    connectedAt: moment.nullable(),
    lastActiveAt: moment.nullable(),
    lastError: text.nullable(),
    config: object.transform(asJson),
    proxyUrl: proxyUrl.nullable(),
    proxyType: z.enum(PROXY_TYPES).nullable(),
    createdAt: moment,
    updatedAt: moment,
  }),
  // The parts of a webhook have rules of their own already. What came later is missing in an older export.
  webhooks: z.strictObject({
    id,
    sessionId: id,
    url: text,
    events: z.array(text).transform(asJson),
    secret: text.nullable(),
    headers: object.transform(asJson),
    filters: object.nullable().transform(asJsonOrNull),
    retryCount: count,
    // These are not in an export of before they came to be.
    retryPolicy: z.enum(RETRY_POLICIES).nullable().default(null),
    payloadQuery: text.nullable().default(null),
    ordered: flag.default(0),
    active: flag,
    disabledReason: z.enum(DISABLED_REASONS).nullable().default(null),
    firstFailedAt: moment.nullable().default(null),
    lastFailedAt: moment.nullable().default(null),
    lastTriggeredAt: moment.nullable(),
    previousSecret: text.nullable().default(null),
    previousSecretEndsAt: moment.nullable().default(null),
    createdAt: moment,
    updatedAt: moment,
  }),
  chats: z.strictObject({
    sessionId: id,
    id: address,
    name: text,
    kind: short,
    unreadCount: count,
    lastMessageAt: moment.nullable(),
    lastMessage: text.nullable(),
  }),
  contacts: z.strictObject({
    sessionId: id,
    id: address,
    name: text,
    pushName: text,
    isBlocked: flag,
    isBusiness: flag,
  }),
  messages: z.strictObject({
    id,
    sessionId: id,
    waMessageId: short,
    stanzaId: short,
    chatId: address,
    author: addressOrNone,
    authorName: text.nullable(),
    from: addressOrNone,
    to: addressOrNone,
    body: text,
    type: z.enum(MESSAGE_TYPES),
    direction: z.enum(['incoming', 'outgoing']),
    ack: z.int(INTEGER).min(-1, 'must not be less than -1').max(4, 'must not be greater than 4'),
    sentAt: moment,
    metadata: metadata.nullable().transform(asJsonOrNull),
    media: media.nullable().transform(asJsonOrNull),
    editedAt: moment.nullable(),
    starred: flag,
    createdAt: moment,
  }),
  templates: z.strictObject({
    id,
    sessionId: id,
    name: text.min(1, 'should not be empty').max(100, 'must be shorter than or equal to 100 characters'),
    body: text.min(1, 'should not be empty').max(4096, 'must be shorter than or equal to 4096 characters'),
    header: text.nullable(),
    footer: text.nullable(),
    createdAt: moment,
    updatedAt: moment,
  }),
  messageBatches: z.strictObject({
    id,
    sessionId: id,
    name: text.min(1, 'should not be empty').max(128, 'must be shorter than or equal to 128 characters'),
    status: z.enum(BATCH_STATUSES),
    account: address,
    options: z
      .strictObject({
        delayMs: count,
        randomizeDelay: z.boolean('must be a boolean value'),
        stopOnError: z.boolean('must be a boolean value'),
        afterCrash: z.enum(AFTER_CRASH),
      })
      .transform(asJson),
    total: count,
    sent: count,
    failed: count,
    cancelled: count,
    reason: text.nullable(),
    createdAt: moment,
    startedAt: moment.nullable(),
    completedAt: moment.nullable(),
  }),
  batchItems: z.strictObject({
    batchId: id,
    position: count,
    chatId: address,
    kind: z.enum(BULK_KINDS),
    content: z
      .strictObject({ text, caption: text, url: text, mimetype: short, filename: short })
      .partial()
      .transform(asJson),
    // Nothing of it is sent here.
    media: z.unknown().transform(() => null),
    status: z.enum(BATCH_ITEM_STATUSES),
    messageId: short.nullable(),
    sentAt: moment.nullable(),
    errorCode: z.enum(BULK_ERROR_CODES).nullable(),
    errorMessage: text.nullable(),
  }),
  // The number of a row is its place; it gets a new one.
  baileysStoredMessages: z
    .strictObject({ seq: count.optional(), sessionId: id, stanzaId: short, message: bytes, createdAt: moment })
    .transform(({ seq: _, ...row }) => row),
  lidMappings: z.strictObject({ lid: address, pn: address, seenAt: moment }),
} as const satisfies Record<DataTable, z.ZodType<Readonly<Record<string, ColumnValue>>>>;
