import { z } from 'zod';
import {
  AFTER_CRASH,
  DELAY_MS,
  MAX_BATCH,
  type BatchItemStatus as ItemStatus,
  type BatchStatus as Status,
  type BulkErrorCode,
  type BulkKind,
} from '../../src/domain/bulk.js';
import { estimatedCompletion } from '../../src/services/bulk-service.js';
import type { BatchItem, MessageBatch } from '../../src/store/store.js';
import { builder } from '../builder.js';
import { loadersOf } from '../loaders.js';
import { rules, text, whole } from '../rules.js';
import { MessageType } from './message.js';
import { Message } from './rows.js';
import { keyArgs } from './send-wait.js';

const BatchStatus = builder.enumType('BatchStatus', {
  description: 'How far a batch got.',
  values: {
    PENDING: { value: 'pending', description: 'Stored, and about to begin, or to go on after a restart.' },
    PROCESSING: { value: 'processing', description: 'Messages go out, one after another.' },
    COMPLETED: { value: 'completed', description: 'Through, and something was sent.' },
    CANCELLED: { value: 'cancelled', description: 'Cancelled; what was sent before stays sent.' },
    FAILED: { value: 'failed', description: 'Nothing was sent, or it ended early: `reason` says why.' },
  } as const,
});

const BatchItemStatus = builder.enumType('BatchItemStatus', {
  description: 'What became of one message of a batch.',
  values: {
    PENDING: { value: 'pending', description: 'Not sent yet; in a batch that is over: not sent.' },
    SENT: { value: 'sent', description: 'Taken by the engine. How far it got since: `message.status`.' },
    FAILED: { value: 'failed', description: 'Not sent: `error` says why.' },
    CANCELLED: { value: 'cancelled', description: 'Cancelled before its turn came.' },
  } as const,
});

const BatchErrorCode = builder.enumType('BatchErrorCode', {
  description: 'Why a message of a batch was not sent.',
  values: {
    SEND_BLOCKED: { value: 'SEND_BLOCKED', description: 'The address of its file is private, or does not resolve.' },
    SEND_FAILED: { value: 'SEND_FAILED', description: 'It could not be sent; the message says why.' },
    SEND_UNKNOWN: {
      value: 'SEND_UNKNOWN',
      description: 'The gateway ended in the middle; whether it went out is not known.',
    },
  } as const,
});

const AfterCrash = builder.enumType('AfterCrash', {
  description: 'What becomes of a batch that a crash of the gateway cut off.',
  values: Object.fromEntries(
    AFTER_CRASH.map((value) => [
      value.toUpperCase(),
      {
        value,
        description:
          value === 'fail'
            ? 'It fails, as documented; what was not sent stays PENDING.'
            : 'It goes on once the session is ready. No message goes out under two ids.',
      },
    ]),
  ) as Record<'FAIL' | 'RESUME', { value: (typeof AFTER_CRASH)[number]; description: string }>,
});

const BatchProgress = builder.objectRef<MessageBatch>('BatchProgress').implement({
  description: 'The messages of a batch, counted.',
  access: 'viewer',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'All of them.' }),
    sent: t.exposeInt('sent', { description: 'Taken by the engine.' }),
    failed: t.exposeInt('failed', { description: 'Not sent, for a reason of their own.' }),
    pending: t.int({
      description: 'Not sent yet.',
      resolve: ({ total, sent, failed, cancelled }) => total - sent - failed - cancelled,
    }),
    cancelled: t.exposeInt('cancelled', { description: 'Cancelled before their turn.' }),
  }),
});

const BatchError = builder
  .objectRef<{ readonly code: BulkErrorCode; readonly message: string }>('BatchError')
  .implement({
    description: 'Why a message was not sent.',
    access: 'viewer',
    fields: (t) => ({
      code: t.expose('code', { type: BatchErrorCode, description: 'What kind of reason.' }),
      message: t.exposeString('message', { description: 'The reason in words; it names no private address.' }),
    }),
  });

/** An item with the session it belongs to, which its row does not name. */
type Result = BatchItem & { readonly sessionId: string };

const BatchResult = builder.objectRef<Result>('BatchResult').implement({
  description: 'One message of a batch, and what became of it.',
  access: 'viewer',
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place, counted from 0.', rest: { omit: true } }),
    chatId: t.string({ description: 'Where it goes.', resolve: ({ chatId }) => chatId }),
    type: t.field({
      type: MessageType,
      description: 'What it is.',
      rest: { omit: true },
      resolve: ({ kind }) => kind as BulkKind,
    }),
    status: t.field({
      type: BatchItemStatus,
      description: 'What became of it.',
      resolve: ({ status }) => ((status as ItemStatus) === 'sending' ? 'pending' : (status as 'pending')),
    }),
    messageId: t.exposeID('messageId', {
      nullable: true,
      description: 'Documented id of its message (`Message.waMessageId`), from the moment it is stored; null before.',
      rest: { omitNull: true },
    }),
    message: t.field({
      type: Message,
      nullable: true,
      description: 'Its message; null before it is stored, and once it is deleted.',
      rest: { omit: true },
      resolve: ({ sessionId, messageId }, _args, { store }) =>
        messageId === null ? null : (store.pages.message(sessionId, messageId) ?? null),
    }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the engine took it; null before.',
      rest: { omitNull: true },
    }),
    error: t.field({
      type: BatchError,
      nullable: true,
      description: 'Why it failed; null otherwise.',
      rest: { omitNull: true },
      resolve: ({ errorCode, errorMessage }) =>
        errorCode === null ? null : { code: errorCode as BulkErrorCode, message: errorMessage ?? '' },
    }),
  }),
});

const Batch = builder.objectRef<MessageBatch>('Batch').implement({
  description: 'Messages that are sent one after another, with pauses.',
  access: 'viewer',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Id of the stored row, unique over all sessions; the key for client caches.',
      rest: { omit: true },
    }),
    batchId: t.exposeID('name', { description: 'What its caller calls it; unique within the session.' }),
    sessionId: t.exposeID('sessionId', { description: 'The session that sends it.', rest: { omit: true } }),
    status: t.field({
      type: BatchStatus,
      description: 'How far it got.',
      resolve: ({ status }) => status as Status,
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it ended early; null otherwise.',
      rest: { omit: true },
    }),
    progress: t.field({ type: BatchProgress, description: 'Its messages, counted.', resolve: (batch) => batch }),
    results: t.field({
      type: [BatchResult],
      description: 'Its messages, in the order they were submitted in.',
      resolve: async ({ id, sessionId }, _args, context) =>
        (await loadersOf(context).batchItems.load(id)).map((item) => ({ ...item, sessionId })),
    }),
    totalMessages: t.exposeInt('total', { description: 'How many messages it has.', rest: { omit: true } }),
    estimatedCompletionTime: t.field({
      type: 'DateTime',
      description: 'When it should be through: the pauses, without what the messages themselves take.',
      rest: { omit: true },
      resolve: estimatedCompletion,
    }),
    statusUrl: t.string({
      description: 'The route of the REST API that tells how far it got.',
      rest: { omit: true },
      resolve: ({ sessionId, name }) => `/api/sessions/${sessionId}/messages/batch/${encodeURIComponent(name)}`,
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was submitted.',
      rest: { omit: true },
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its first message was due; null before.',
    }),
    completedAt: t.expose('completedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was over; null before.',
    }),
  }),
});

const BulkMessageType = builder.enumType('BulkMessageType', {
  description: 'What a message of a batch is.',
  values: {
    TEXT: { value: 'text', description: 'A text.' },
    IMAGE: { value: 'image', description: 'A picture.' },
    VIDEO: { value: 'video', description: 'A video.' },
    AUDIO: { value: 'audio', description: 'A sound, or with `ptt` a voice note.' },
    DOCUMENT: { value: 'document', description: 'A file of any kind.' },
  } as const,
});

const BulkMediaInput = builder.inputType('BulkMediaInput', {
  description: 'A file to send.',
  validate: rules({
    url: text(1, 2048).nullish(),
    base64: z.string().min(1, 'should not be empty').nullish(),
    mimetype: text(1, 255).nullish(),
    filename: text(0, 255).nullish(),
  }),
  fields: (t) => ({
    url: t.string({
      description:
        'Where the gateway downloads it when its turn comes: http or https, on a public host. One of `url`, `base64` and `upload`.',
    }),
    base64: t.string({ description: 'The file itself. One of `url`, `base64` and `upload`.' }),
    upload: t.field({
      type: 'Upload',
      description: 'The file as a part of the request. One of `url`, `base64` and `upload`.',
      rest: { omit: true },
    }),
    mimetype: t.string({ description: 'Type of the file, such as `image/jpeg`. Needed with `base64`.' }),
    filename: t.string({ description: 'What the recipient sees it is called, up to 255 characters.' }),
    ptt: t.boolean({ description: 'An `audio` as a voice note; not, unless told.' }),
  }),
});

const BulkContentInput = builder.inputType('BulkContentInput', {
  description: 'What a message consists of: `text`, or the file of its type. `{{name}}` and `{name}` are gaps.',
  validate: rules({
    text: z.string().max(4096, 'must be shorter than or equal to 4096 characters').nullish(),
    caption: text(0, 1024).nullish(),
  }),
  fields: (t) => ({
    text: t.string({ description: 'The text of a TEXT, up to 4096 characters.' }),
    image: t.field({ type: BulkMediaInput, description: 'The file of an IMAGE.' }),
    video: t.field({ type: BulkMediaInput, description: 'The file of a VIDEO.' }),
    audio: t.field({ type: BulkMediaInput, description: 'The file of an AUDIO.' }),
    document: t.field({ type: BulkMediaInput, description: 'The file of a DOCUMENT.' }),
    caption: t.string({ description: 'A text below a picture, video or document, up to 1024 characters.' }),
  }),
});

const BulkMessageInput = builder.inputType('BulkMessageInput', {
  description: 'One message of a batch.',
  fields: (t) => ({
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
    type: t.field({ type: BulkMessageType, required: true, description: 'What it is.' }),
    content: t.field({ type: BulkContentInput, required: true, description: 'What it consists of.' }),
    variables: t.field({
      type: 'JSONObject',
      description: 'What fills the gaps of its text or caption: texts by name. A gap without a value stays.',
    }),
  }),
});

const BulkOptionsInput = builder.inputType('BulkOptionsInput', {
  description: 'How a batch is sent.',
  validate: rules({ delayBetweenMessages: whole(DELAY_MS.min, DELAY_MS.max).nullish() }),
  fields: (t) => ({
    delayBetweenMessages: t.int({
      defaultValue: DELAY_MS.usual,
      description: `Pause between two messages in milliseconds, ${DELAY_MS.min} to ${DELAY_MS.max}.`,
    }),
    randomizeDelay: t.boolean({ defaultValue: true, description: 'Whether to add up to two seconds to every pause.' }),
    stopOnError: t.boolean({ defaultValue: false, description: 'Whether the first failure ends the batch.' }),
    afterCrash: t.field({
      type: AfterCrash,
      description: 'What becomes of it if the gateway crashes meanwhile; BULK_AFTER_CRASH unless told.',
    }),
  }),
});

const SendBulkInput = builder.inputType('SendBulkInput', {
  description: 'A batch of messages.',
  validate: rules({
    batchId: text(1, 128).nullish(),
    messages: z
      .array(z.unknown())
      .min(1, 'should not be empty')
      .max(MAX_BATCH, `must contain no more than ${MAX_BATCH} elements`),
  }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    batchId: t.id({
      description: 'What to call it, up to 128 characters, unique within the session; made up when left out.',
    }),
    messages: t.field({ type: [BulkMessageInput], required: true, description: `1 to ${MAX_BATCH} messages.` }),
    options: t.field({ type: BulkOptionsInput, description: 'How it is sent.' }),
  }),
});

const batchPath = '/api/sessions/{sessionId}/messages/batch/{batchId}';

builder.queryFields((t) => ({
  batch: t.field({
    type: Batch,
    nullable: true,
    description: 'A batch with what became of each of its messages. Fails with NOT_FOUND.',
    access: { role: 'viewer', session: 'sessionId' },
    rest: { method: 'GET', path: batchPath, status: 200, tag: 'messages', errors: [404] },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      batchId: t.arg.id({ required: true, description: 'What its caller called it.' }),
    },
    resolve: (_root, { sessionId, batchId }, { services }) => services.bulk.get(sessionId, batchId),
  }),
  batches: t.field({
    type: [Batch],
    description: 'Batches of a session, newest first.',
    access: { role: 'viewer', session: 'sessionId' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      limit: t.arg.int({ defaultValue: 20, description: 'How many, 1 to 100.', validate: whole(1, 100) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
    },
    resolve: (_root, { sessionId, limit, offset }, { services }) =>
      services.bulk.list(sessionId, limit ?? 20, offset ?? 0),
  }),
}));

builder.mutationFields((t) => ({
  sendBulk: t.field({
    type: Batch,
    description:
      'Stores a batch of messages and begins to send them. Answers before the first is sent: ask `batch` again for its ' +
      '`progress`, and follow `messageAck` for what becomes of each. Fails with SESSION_NOT_CONNECTED; with ' +
      'VALIDATION_FAILED if the session has a batch of that `batchId`; with PAYLOAD_TOO_LARGE for a file.',
    access: { role: 'operator', session: 'input.sessionId' },
    rest: {
      method: 'POST',
      path: '/api/sessions/{sessionId}/messages/send-bulk',
      status: 202,
      tag: 'messages',
      selection: '{ batchId status totalMessages estimatedCompletionTime statusUrl }',
      errors: [404, 409, 413, 501],
    },
    args: {
      input: t.arg({ type: SendBulkInput, required: true, description: 'What to send, and how.' }),
      ...keyArgs(),
    },
    resolve: (_root, { input: { options, ...batch } }, { services }) => {
      const { delayBetweenMessages: delayMs, ...others } = options ?? {};
      return services.bulk.submit({ ...batch, options: { delayMs, ...others } });
    },
  }),
  cancelBatch: t.field({
    type: Batch,
    description:
      'Cancels what of a batch was not sent yet. A message that is on its way comes to its end. Fails with NOT_FOUND; with ' +
      'VALIDATION_FAILED if the batch is completed or cancelled already.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'POST',
      path: `${batchPath}/cancel`,
      status: 200,
      tag: 'messages',
      selection: '{ batchId status progress { total sent failed pending cancelled } }',
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      batchId: t.arg.id({ required: true, description: 'What its caller called it.' }),
    },
    resolve: (_root, { sessionId, batchId }, { services }) => services.bulk.cancel(sessionId, batchId),
  }),
}));
