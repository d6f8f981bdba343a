import { z } from 'zod';
import type { DisabledReason as Reason, RetryPolicyName } from '../../src/domain/delivery.js';
import type { WebhookEvent as EventName } from '../../src/domain/event.js';
import type { WebhookFilters } from '../../src/webhooks/filters.js';
import type { Webhook as WebhookRow } from '../../src/store/store.js';
import type { WebhookInput } from '../../src/webhooks/webhook-input.js';
import type { NewWebhook } from '../../src/webhooks/webhook-service.js';
import { builder } from '../builder.js';
import { deliveryCursor, PAGE_SIZE, pageArgs, pageOf } from '../connection.js';
import { loadersOf } from '../loaders.js';
import { DeliveryConnection, DeliveryState } from './delivery.js';
import { EVENT_TYPE_VALUES } from './event-values.js';
import { Session, Webhook } from './rows.js';
import { DisabledReason, RetryPolicy } from './webhook-enums.js';
import { Filters, WebhookFiltersInput } from './webhook-filter.js';
import { ofWebhook, sessionOf } from '../relations.js';
import { rules, url, whole } from '../rules.js';

const WebhookEvent = builder.enumType('WebhookEvent', {
  description: 'What a webhook may subscribe to.',
  values: {
    ...EVENT_TYPE_VALUES,
    GROUP_JOIN: { value: 'group.join', description: 'Reserved: accepted, never sent.' },
    GROUP_LEAVE: { value: 'group.leave', description: 'Reserved: accepted, never sent.' },
    GROUP_UPDATE: { value: 'group.update', description: 'Reserved: accepted, never sent.' },
    ALL: { value: '*', description: 'Every event.' },
  } as const,
});

builder.prismaObjectFields(Webhook, (t) => ({
  id: t.exposeID('id', { description: 'Id of the webhook.' }),
  sessionId: t.exposeID('sessionId', { description: 'The session whose events it gets.' }),
  session: t.field({
    type: Session,
    description: 'The session whose events it gets.',
    rest: { omit: true },
    resolve: (webhook, _args, context) => sessionOf(webhook, context),
  }),
  url: t.exposeString('url', { description: 'Where events are posted to.' }),
  events: t.field({
    type: [WebhookEvent],
    description: 'Which events.',
    resolve: ({ events }) => events as EventName[],
  }),
  filters: t.field({
    type: Filters,
    nullable: true,
    description: 'Which messages; null: all.',
    resolve: ({ filters }) => filters as unknown as WebhookFilters | null,
  }),
  active: t.exposeBoolean('active', { description: 'Whether events are sent.' }),
  disabledReason: t.field({
    type: DisabledReason,
    nullable: true,
    description: 'Why the gateway switched it off; null if it did not.',
    rest: { omitNull: true },
    resolve: ({ disabledReason }) => disabledReason as Reason | null,
  }),
  failingSince: t.expose('firstFailedAt', {
    type: 'DateTime',
    nullable: true,
    description: 'Since when every try has failed; null after a success. After five days it is switched off.',
    rest: { omitNull: true },
  }),
  ordered: t.exposeBoolean('ordered', {
    description: 'Whether it gets one event at a time, in their order: a failed one holds up what comes behind it.',
    rest: { omit: true },
  }),
  retryCount: t.exposeInt('retryCount', { description: 'How often a failed delivery is tried again under FIXED.' }),
  retryPolicy: t.field({
    type: RetryPolicy,
    nullable: true,
    description: 'Which tries follow a failed one; null: the one that WEBHOOK_RETRY_POLICY names.',
    rest: { omitNull: true },
    resolve: ({ retryPolicy }) => retryPolicy as RetryPolicyName | null,
  }),
  payloadQuery: t.exposeString('payloadQuery', {
    nullable: true,
    description: 'The subscription of `events` whose result is sent as `data`; null: the documented payload.',
    rest: { omitNull: true },
  }),
  lastTriggeredAt: t.expose('lastTriggeredAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When a delivery last succeeded.',
  }),
  createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When its settings last changed.' }),
  deliveries: t.field({
    type: DeliveryConnection,
    description: 'What was sent to it, or is still to be, the newest event first.',
    rest: { omit: true },
    args: {
      ...pageArgs(),
      state: t.arg({ type: DeliveryState, description: 'Only those that stand like this.' }),
    },
    resolve: async (webhook, { first, after, state }, context) => {
      const [limit, before] = [first ?? PAGE_SIZE, deliveryCursor.parse(after)];
      const behind = { before, state: state ?? undefined };
      const rows = await loadersOf(context).deliveries.load({ parent: webhook.id, limit: limit + 1, behind });
      return pageOf(ofWebhook(rows, webhook), limit, before !== undefined, deliveryCursor.of);
    },
  }),
}));

const WebhookTestResult = builder
  .objectRef<{ readonly success: boolean; readonly statusCode?: number; readonly error?: string }>('WebhookTestResult')
  .implement({
    description: 'How the receiver took a test event.',
    access: 'operator',
    fields: (t) => ({
      success: t.exposeBoolean('success', { description: 'Whether it answered with a 2xx status.' }),
      statusCode: t.exposeInt('statusCode', {
        nullable: true,
        description: 'Its answer; null if there was none.',
        rest: { omitNull: true },
      }),
      error: t.exposeString('error', {
        nullable: true,
        description: 'Why there was no answer.',
        rest: { omitNull: true },
      }),
    }),
  });

const RotatedSecret = builder
  .objectRef<{
    readonly webhook: WebhookRow;
    readonly secret: string;
    readonly previousEndsAt: Date | null;
  }>('RotatedWebhookSecret')
  .implement({
    description: 'A secret that was just made. It is shown here and nowhere else.',
    access: 'operator',
    fields: (t) => ({
      webhook: t.field({ type: Webhook, description: 'The webhook.', resolve: ({ webhook }) => webhook }),
      secret: t.exposeString('secret', {
        description: 'The new secret: `whsec_` and 32 random bytes in base64, as Standard Webhooks has it.',
      }),
      previousEndsAt: t.expose('previousEndsAt', {
        type: 'DateTime',
        nullable: true,
        description: 'Until when the secret before signs, too; null if there was none.',
      }),
    }),
  });

builder.queryFields((t) => ({
  webhooks: t.field({
    type: [Webhook],
    description: 'Webhooks of all sessions the key may use, newest first.',
    access: 'operator',
    rest: {
      method: 'GET',
      path: '/api/webhooks',
      status: 200,
      tag: 'webhooks',
      args: { limit: { from: 'query', lenient: true }, offset: { from: 'query', lenient: true } },
    },
    args: {
      limit: t.arg.int({ defaultValue: 1000, description: 'How many, 1 to 1000.', validate: whole(1, 1000) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
    },
    resolve: (_root, { limit, offset }, { services, caller }) =>
      services.webhooks.listAll(caller!, { limit: limit ?? 1000, offset: offset ?? 0 }),
  }),
  sessionWebhooks: t.field({
    type: [Webhook],
    description: 'Webhooks of a session, newest first.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/webhooks',
      status: 200,
      tag: 'webhooks',
      errors: [404],
    },
    args: { sessionId: t.arg.id({ required: true, description: 'The session.' }) },
    resolve: (_root, { sessionId }, { services }) => services.webhooks.list(sessionId),
  }),
  webhook: t.field({
    type: Webhook,
    nullable: true,
    description: 'A webhook of a session. Fails with NOT_FOUND, also if it belongs to another session.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/webhooks/{id}',
      status: 200,
      tag: 'webhooks',
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the webhook.' }),
    },
    resolve: (_root, { sessionId, id }, { services }) => services.webhooks.get(sessionId, id),
  }),
}));

const urlRule = url(['http', 'https'], 2048);
const RULES = {
  url: urlRule.nullish(),
  events: z.array(z.unknown()).min(1, 'should not be empty').nullish(),
  secret: z.string().max(255, 'must be shorter than or equal to 255 characters').nullish(),
  retryCount: whole(0, 5).nullish(),
};

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  description: 'A webhook to make.',
  validate: rules({ ...RULES, url: urlRule }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session whose events it gets.' }),
    url: t.string({ required: true, description: 'http or https, not private, up to 2048 characters.' }),
    events: t.field({ type: [WebhookEvent], description: 'Which events; MESSAGE_RECEIVED unless told.' }),
    secret: t.string({
      description: 'Signs deliveries with HMAC-SHA256, up to 255 characters. Never shown. None: they are not signed.',
    }),
    headers: t.field({
      type: 'JSONObject',
      description: 'Sent along with deliveries: up to 50 texts by name, each up to 1024 characters. Never shown.',
    }),
    filters: t.field({ type: WebhookFiltersInput, description: 'Which messages. None: all.' }),
    retryCount: t.int({
      description: 'How often a failed delivery is tried again under FIXED, 0 to 5; WEBHOOK_MAX_RETRIES unless told.',
    }),
    retryPolicy: t.field({
      type: RetryPolicy,
      description: 'Which tries follow a failed one; WEBHOOK_RETRY_POLICY unless told.',
    }),
    payloadQuery: t.string({
      description:
        'A subscription of `events` whose result is sent as `data`, up to 8192 characters. None: the documented payload.',
    }),
    ordered: t.boolean({ description: 'One event at a time, in their order; not, unless told.' }),
  }),
});

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'Changes to a webhook. What is left out stays as it is.',
  validate: rules(RULES),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    id: t.id({ required: true, description: 'Id of the webhook.' }),
    url: t.string({ description: 'http or https, not private, up to 2048 characters.' }),
    events: t.field({ type: [WebhookEvent], description: 'Which events.' }),
    secret: t.string({ description: 'Signs deliveries, up to 255 characters. Null or empty takes it away.' }),
    headers: t.field({ type: 'JSONObject', description: 'Sent along with deliveries, in place of the ones before.' }),
    filters: t.field({ type: WebhookFiltersInput, description: 'Which messages. Null: all.' }),
    active: t.boolean({ description: 'Whether events are sent.' }),
    retryCount: t.int({ description: 'How often a failed delivery is tried again under FIXED, 0 to 5.' }),
    retryPolicy: t.field({ type: RetryPolicy, description: 'Which tries follow a failed one.' }),
    payloadQuery: t.string({
      description: 'A subscription of `events` whose result is sent as `data`. Null: the documented payload.',
    }),
    ordered: t.boolean({ description: 'One event at a time, in their order.' }),
  }),
});

builder.mutationFields((t) => ({
  createWebhook: t.field({
    type: Webhook,
    description: 'Makes a webhook. Fails with URL_NOT_ALLOWED if its address is private or does not resolve.',
    access: { role: 'operator', session: 'input.sessionId' },
    rest: {
      method: 'POST',
      path: '/api/sessions/{sessionId}/webhooks',
      status: 201,
      tag: 'webhooks',
      errors: [404],
    },
    args: { input: t.arg({ type: CreateWebhookInput, required: true, description: 'The webhook to make.' }) },
    resolve: (_root, { input: { sessionId, ...webhook } }, { services }) =>
      services.webhooks.create(sessionId, webhook as NewWebhook),
  }),
  updateWebhook: t.field({
    type: Webhook,
    description: 'Changes a webhook, from the next event on. Fails with NOT_FOUND; with URL_NOT_ALLOWED.',
    access: { role: 'operator', session: 'input.sessionId' },
    rest: {
      method: 'PUT',
      path: '/api/sessions/{sessionId}/webhooks/{id}',
      status: 200,
      tag: 'webhooks',
      errors: [404],
    },
    args: { input: t.arg({ type: UpdateWebhookInput, required: true, description: 'What to change.' }) },
    resolve: (_root, { input: { sessionId, id, ...changes } }, { services }) =>
      services.webhooks.update(sessionId, id, changes as WebhookInput),
  }),
  deleteWebhook: t.id({
    description: 'Removes a webhook with its deliveries; answers its id. Fails with NOT_FOUND.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'DELETE',
      path: '/api/sessions/{sessionId}/webhooks/{id}',
      status: 204,
      tag: 'webhooks',
      result: 'empty',
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the webhook.' }),
    },
    resolve: async (_root, { sessionId, id }, { services }) => {
      await services.webhooks.delete(sessionId, id);
      return id;
    },
  }),
  rotateWebhookSecret: t.field({
    type: RotatedSecret,
    description:
      'Gives a webhook a new secret, made at random. For 24 hours `webhook-signature` carries a second signature, by the secret before. Fails with NOT_FOUND.',
    access: { role: 'operator', session: 'sessionId' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the webhook.' }),
    },
    resolve: (_root, { sessionId, id }, { services }) => services.webhooks.rotateSecret(sessionId, id),
  }),
  testWebhook: t.field({
    type: WebhookTestResult,
    description:
      'Posts an event `test` to the webhook, once, and tells how it was taken. Fails with NOT_FOUND; not because of the receiver.',
    access: { role: 'operator', session: 'sessionId' },
    rest: {
      method: 'POST',
      path: '/api/sessions/{sessionId}/webhooks/{id}/test',
      status: 200,
      tag: 'webhooks',
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      id: t.arg.id({ required: true, description: 'Id of the webhook.' }),
    },
    resolve: (_root, { sessionId, id }, { services }) => services.webhooks.test(sessionId, id),
  }),
}));
