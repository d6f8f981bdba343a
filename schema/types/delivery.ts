import type { DeliveryState as State, Failure } from '../../src/domain/delivery.js';
import { builder } from '../builder.js';
import { loadersOf } from '../loaders.js';
import { eventOf, webhookOf } from '../relations.js';
import { whole } from '../rules.js';
import { EventType } from './event.js';
import { Delivery, Webhook } from './rows.js';

export const DeliveryState = builder.enumType('DeliveryState', {
  description: 'How a delivery stands.',
  values: {
    PENDING: { value: 'PENDING', description: 'Not answered with success yet; `nextAttemptAt` is the next try.' },
    SUCCEEDED: { value: 'SUCCEEDED', description: 'The receiver answered a try with a 2xx status.' },
    EXHAUSTED: {
      value: 'EXHAUSTED',
      description: 'Given up: all tries failed. It stays so until somebody replays it.',
    },
  } as const,
});

const AttemptFailure = builder.enumType('AttemptFailure', {
  description: 'Why a try got no answer.',
  values: {
    TIMEOUT: { value: 'timeout', description: 'There was no whole answer in time.' },
    DNS: { value: 'dns', description: 'The host name could not be resolved.' },
    REFUSED: { value: 'refused', description: 'Nobody listens there.' },
    UNREACHABLE: { value: 'unreachable', description: 'There is no way to the host.' },
    RESET: { value: 'reset', description: 'The connection was closed before the answer was complete.' },
    TLS: { value: 'tls', description: 'No connection that can be trusted: the certificate, or what TLS agrees on.' },
    PROTOCOL: { value: 'protocol', description: 'What came back is no HTTP.' },
    BLOCKED: { value: 'blocked', description: 'The host is private or reserved.' },
    OTHER: { value: 'other', description: 'Something else; `error` has what is known.' },
  } as const satisfies Record<string, { value: Failure; description: string }>,
});

const Attempt = builder.prismaObject('Attempt', {
  description: 'One HTTP try of a delivery.',
  access: 'operator',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Which try, counted from 1.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was made.' }),
    durationMs: t.exposeInt('durationMs', { description: 'How long it took, in milliseconds.' }),
    statusCode: t.exposeInt('statusCode', {
      nullable: true,
      description: "The receiver's answer; null if there was none.",
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why there was no answer, in words; null if there was one, success or not.',
    }),
    failure: t.field({
      type: AttemptFailure,
      nullable: true,
      description: 'Why there was no answer; null if there was one, success or not.',
      resolve: ({ failure }) => failure as Failure | null,
    }),
    responseBody: t.exposeString('responseBody', {
      nullable: true,
      description: 'The first 16 kB of the answer, as text; null if there was none.',
    }),
  }),
});

builder.prismaObjectFields(Delivery, (t) => ({
  id: t.exposeID('id', { description: 'Id of the delivery; receivers get it as `X-OpenWA-Delivery-Id`.' }),
  webhookId: t.exposeID('webhookId', { description: 'The webhook it is for.' }),
  webhook: t.field({
    type: Webhook,
    description: 'The webhook it is for, as it is now.',
    rest: { flatten: true },
    resolve: (delivery, _args, context) => webhookOf(delivery, context),
  }),
  event: t.field({
    type: EventType,
    description: 'What happened.',
    resolve: async (delivery, _args, context) => (await eventOf(delivery, context)).type,
  }),
  eventId: t.id({
    description: 'Id of the event it carries, as in `events`.',
    resolve: async (delivery, _args, context) => (await eventOf(delivery, context)).id,
  }),
  state: t.field({
    type: DeliveryState,
    description: 'How it stands.',
    resolve: ({ state }) => state as State,
  }),
  attemptCount: t.exposeInt('attemptCount', { description: 'How many tries were made.' }),
  nextAttemptAt: t.expose('nextAttemptAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the next try is due; null once it is finished.',
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was planned, together with its event.' }),
  finishedAt: t.expose('finishedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When it succeeded or was given up; null before.',
  }),
  attempts: t.field({
    type: [Attempt],
    description: 'Its tries, the first one first.',
    resolve: ({ id }, _args, context) => loadersOf(context).attempts.load(id),
  }),
  lastStatusCode: t.int({
    nullable: true,
    description: "The receiver's answer to the last try; null if there was none.",
    resolve: async ({ id }, _args, context) => (await loadersOf(context).attempts.load(id)).at(-1)?.statusCode,
  }),
  lastError: t.string({
    nullable: true,
    description: 'Why the last try got no answer; null if it got one.',
    resolve: async ({ id }, _args, context) => (await loadersOf(context).attempts.load(id)).at(-1)?.error,
  }),
}));

const DeliveryEdge = builder.edgeObject({
  type: Delivery,
  name: 'DeliveryEdge',
  description: 'A delivery with its place in the list.',
  access: 'operator',
});
export const DeliveryConnection = builder.connectionObject(
  {
    type: Delivery,
    name: 'DeliveryConnection',
    description: 'A page of deliveries, the newest event first.',
    access: 'operator',
  },
  DeliveryEdge,
);

builder.queryField('deliveryFailures', (t) =>
  t.field({
    type: [Delivery],
    description: 'Deliveries that were given up, of the sessions the key may use, the newest event first.',
    access: { role: 'admin', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/webhooks/delivery-failures',
      status: 200,
      tag: 'webhooks',
      args: { limit: { from: 'query', lenient: true }, offset: { from: 'query', lenient: true } },
      selection: `{ id webhookId webhook { sessionId url } event eventId attempts: attemptCount lastStatusCode lastError
        createdAt failedAt: finishedAt }`,
    },
    args: {
      sessionId: t.arg.id({ description: 'Only of this session.' }),
      limit: t.arg.int({ defaultValue: 1000, description: 'How many, 1 to 1000.', validate: whole(1, 1000) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
    },
    resolve: (_root, { sessionId, limit, offset }, { services, caller }) =>
      services.webhooks.failures(caller!, {
        sessionId: sessionId ?? undefined,
        limit: limit ?? 1000,
        offset: offset ?? 0,
      }),
  }),
);

builder.mutationFields((t) => ({
  replayDelivery: t.field({
    type: Delivery,
    description:
      'Makes a delivery due again, under the id it has and with a fresh round of tries, whatever became of it. Fails with NOT_FOUND, also if it belongs to another session.',
    access: { role: 'operator', session: 'sessionId' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session of its webhook.' }),
      id: t.arg.id({ required: true, description: 'Id of the delivery.' }),
    },
    resolve: (_root, { sessionId, id }, { services }) => services.replays.one(sessionId, id),
  }),
  replayDeliveries: t.int({
    description:
      'Makes deliveries of a webhook due again, like `replayDelivery` each; answers how many. Without a range all that are kept. Fails with NOT_FOUND.',
    access: { role: 'operator', session: 'sessionId' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      webhookId: t.arg.id({ required: true, description: 'Id of the webhook.' }),
      state: t.arg({
        type: DeliveryState,
        defaultValue: 'EXHAUSTED',
        description: 'Those that stand like this. PENDING are only tried sooner.',
      }),
      from: t.arg({ type: 'DateTime', description: 'Only those that were planned then or later.' }),
      to: t.arg({ type: 'DateTime', description: 'Only those that were planned earlier.' }),
    },
    resolve: (_root, { sessionId, webhookId, state, from, to }, { services }) =>
      services.replays.many(sessionId, webhookId, { state: state ?? 'EXHAUSTED', from, to }),
  }),
}));
