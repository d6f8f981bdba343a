import type { WebhookFilterCondition, WebhookFilters } from '../../src/webhooks/filters.js';
import { builder } from '../builder.js';

const FilterField = builder.enumType('WebhookFilterField', {
  description: 'What of a message a condition looks at.',
  values: {
    SENDER: { value: 'sender', description: 'Who wrote it, in any spelling of the address.' },
    RECIPIENT: { value: 'recipient', description: 'Who it went to, in any spelling of the address.' },
    BODY: { value: 'body', description: 'Its text.' },
    TYPE: { value: 'type', description: 'What it is: text, image ...' },
    IS_GROUP: { value: 'isGroup', description: 'Whether it was written in a group.' },
    FROM_ME: { value: 'fromMe', description: 'Whether this account wrote it.' },
    HAS_MEDIA: { value: 'hasMedia', description: 'Whether it carries media.' },
    MENTIONS: { value: 'mentions', description: 'Who is mentioned in it.' },
  } as const,
});

const FilterOperator = builder.enumType('WebhookFilterOperator', {
  description: 'How a condition compares.',
  values: {
    IS: { value: 'is', description: 'One of the values.' },
    IS_NOT: { value: 'isNot', description: 'None of the values.' },
    CONTAINS: { value: 'contains', description: 'The text holds one of the values.' },
    EQUALS: { value: 'equals', description: 'The text is one of the values.' },
  } as const,
});

const Condition = builder.objectRef<WebhookFilterCondition>('WebhookFilterCondition').implement({
  description: 'One condition of a filter.',
  access: 'operator',
  fields: (t) => ({
    field: t.expose('field', { type: FilterField, description: 'What it looks at.' }),
    operator: t.expose('operator', { type: FilterOperator, description: 'How it compares.' }),
    value: t.expose('value', { type: 'JSON', description: 'A text, a list of texts, or true or false.' }),
    caseSensitive: t.exposeBoolean('caseSensitive', {
      nullable: true,
      description: 'Whether BODY is compared letter case and all; not, unless true.',
      rest: { omitNull: true },
    }),
  }),
});

export const Filters = builder.objectRef<WebhookFilters>('WebhookFilters').implement({
  description: 'Which messages a webhook is sent. Events that are not about a message always pass.',
  access: 'operator',
  fields: (t) => ({
    conditions: t.field({
      type: [Condition],
      description: 'All must hold.',
      resolve: ({ conditions }) => [...conditions],
    }),
  }),
});

const WebhookFilterConditionInput = builder.inputType('WebhookFilterConditionInput', {
  description: 'One condition of a filter.',
  fields: (t) => ({
    field: t.field({ type: FilterField, required: true, description: 'What it looks at.' }),
    operator: t.field({
      type: FilterOperator,
      required: true,
      description:
        'How it compares: IS and IS_NOT for addresses and types, CONTAINS and EQUALS for BODY, IS for flags.',
    }),
    value: t.field({ type: 'JSON', required: true, description: 'A text, a list of texts, or true or false.' }),
    caseSensitive: t.boolean({ description: 'Compare BODY letter case and all.' }),
  }),
});

export const WebhookFiltersInput = builder.inputType('WebhookFiltersInput', {
  description: 'Which messages a webhook is sent.',
  fields: (t) => ({
    conditions: t.field({
      type: [WebhookFilterConditionInput],
      required: true,
      description: 'All must hold; up to 20.',
    }),
  }),
});
