import { ValidationError, type InputIssue } from '../domain/errors.js';
import { RETRY_POLICIES, type RetryPolicyName } from '../domain/delivery.js';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../domain/event.js';
import { FILTER_OPERATORS, type FilterField, type WebhookFilters } from './filters.js';

const MAX_URL = 2048;
const MAX_SECRET = 255;
const MAX_HEADERS = 50;
const MAX_HEADER_VALUE = 1024;
const MAX_CONDITIONS = 20;
const MAX_VALUES = 100;
const MAX_VALUE = 1000;
const MAX_RETRIES = 5;
const MAX_PAYLOAD_QUERY = 8192;
const HEADER_NAME = /^[A-Za-z0-9-]{1,128}$/;
// eslint-disable-next-line no-control-regex -- control characters in a header value are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
const FLAGS: readonly FilterField[] = ['isGroup', 'fromMe', 'hasMedia'];
const CONDITION_KEYS = ['field', 'operator', 'value', 'caseSensitive'];

/** What may be said about a webhook. A key that is absent or null stays at its default, or as it is. */
export interface WebhookInput {
  readonly url?: string | null;
  readonly events?: readonly WebhookEvent[] | null;
  /** Empty or null: deliveries are not signed. */
  readonly secret?: string | null;
  readonly headers?: Readonly<Record<string, string>> | null;
  /** Null: none. */
  readonly filters?: WebhookFilters | null;
  readonly retryCount?: number | null;
  readonly retryPolicy?: RetryPolicyName | null;
  /** A subscription of `events`, checked by `PayloadQueries`. Null: the documented payload. */
  readonly payloadQuery?: string | null;
  /** One event at a time, in their order. */
  readonly ordered?: boolean | null;
  readonly active?: boolean | null;
}

/**
 * Checks everything about a webhook that needs neither the store nor the network.
 * @throws ValidationError with every fault, in the words that class-validator uses
 */
export function validateWebhook(input: { readonly [K in keyof WebhookInput]: unknown }): void {
  const issues = Object.entries(CHECKS).flatMap(([key, check]) => {
    const value: unknown = input[key as keyof WebhookInput];
    return value === undefined || value === null ? [] : check(value);
  });
  if (issues.length > 0) throw new ValidationError(issues);
}

const issue = (field: string, fault: string): InputIssue => ({ field, message: `${field} ${fault}` });
const oneOf = (values: readonly string[]): string => `must be one of the following values: ${values.join(', ')}`;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textIssues(field: string, value: unknown, max: number): InputIssue[] {
  if (typeof value !== 'string') return [issue(field, 'must be a string')];
  return value.length > max ? [issue(field, `must be shorter than or equal to ${max} characters`)] : [];
}

const flagIssues = (field: string, value: unknown): InputIssue[] =>
  typeof value === 'boolean' ? [] : [issue(field, 'must be a boolean value')];

/** Which addresses may be posted to is not decided here. */
function urlIssues(url: unknown): InputIssue[] {
  const issues = textIssues('url', url, MAX_URL);
  return issues.length > 0 || URL.canParse(String(url)) ? issues : [issue('url', 'must be a URL address')];
}

function eventIssues(events: unknown): InputIssue[] {
  if (!Array.isArray(events)) return [issue('events', 'must be an array')];
  if (events.length === 0) return [issue('events', 'should not be empty')];
  return events.every((event) => WEBHOOK_EVENTS.includes(event as WebhookEvent))
    ? []
    : [{ field: 'events', message: `each value in events ${oneOf(WEBHOOK_EVENTS)}` }];
}

function headerIssues(headers: unknown): InputIssue[] {
  if (!isRecord(headers)) return [issue('headers', 'must be an object')];
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) return [issue('headers', `must contain no more than ${MAX_HEADERS} elements`)];
  return entries.flatMap(([name, value]) => {
    if (!HEADER_NAME.test(name)) {
      return [issue('headers', 'must have names of letters, digits and hyphens')];
    }
    const field = `headers.${name}`;
    const issues = textIssues(field, value, MAX_HEADER_VALUE);
    return CONTROL.test(String(value)) ? [...issues, issue(field, 'must not contain control characters')] : issues;
  });
}

function retryIssues(retryCount: unknown): InputIssue[] {
  if (typeof retryCount !== 'number' || !Number.isInteger(retryCount)) {
    return [issue('retryCount', 'must be an integer number')];
  }
  if (retryCount < 0) return [issue('retryCount', 'must not be less than 0')];
  return retryCount > MAX_RETRIES ? [issue('retryCount', `must not be greater than ${MAX_RETRIES}`)] : [];
}

function filterIssues(filters: unknown): InputIssue[] {
  if (!isRecord(filters)) return [issue('filters', 'must be an object')];
  const unknown = unknownKeys('filters', filters, ['conditions']);
  const { conditions } = filters;
  if (!Array.isArray(conditions)) return [...unknown, issue('filters.conditions', 'must be an array')];
  if (conditions.length > MAX_CONDITIONS) {
    return [...unknown, issue('filters.conditions', `must contain no more than ${MAX_CONDITIONS} elements`)];
  }
  return [...unknown, ...conditions.flatMap((condition, i) => conditionIssues(`filters.conditions.${i}`, condition))];
}

const unknownKeys = (path: string, value: Record<string, unknown>, known: readonly string[]): InputIssue[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({ field: `${path}.${key}`, message: `${path}.property ${key} should not exist` }));

function conditionIssues(path: string, condition: unknown): InputIssue[] {
  if (!isRecord(condition)) return [issue(path, 'must be an object')];
  const issues = unknownKeys(path, condition, CONDITION_KEYS);
  const { field, operator, value, caseSensitive } = condition;
  if (caseSensitive !== undefined && caseSensitive !== null)
    issues.push(...flagIssues(`${path}.caseSensitive`, caseSensitive));
  if (typeof field !== 'string' || !Object.hasOwn(FILTER_OPERATORS, field)) {
    return [...issues, issue(`${path}.field`, oneOf(Object.keys(FILTER_OPERATORS)))];
  }
  const operators: readonly string[] = FILTER_OPERATORS[field as FilterField];
  if (typeof operator !== 'string' || !operators.includes(operator)) {
    issues.push(issue(`${path}.operator`, oneOf(operators)));
  }
  return [...issues, ...valueIssues(`${path}.value`, field as FilterField, value)];
}

function valueIssues(path: string, field: FilterField, value: unknown): InputIssue[] {
  if (FLAGS.includes(field)) return flagIssues(path, value);
  if (!Array.isArray(value))
    return typeof value === 'string'
      ? textIssues(path, value, MAX_VALUE)
      : [issue(path, 'must be a string or an array of strings')];
  if (value.length === 0) return [issue(path, 'should not be empty')];
  if (value.length > MAX_VALUES) return [issue(path, `must contain no more than ${MAX_VALUES} elements`)];
  return value.flatMap((item: unknown, i) => textIssues(`${path}.${i}`, item, MAX_VALUE));
}

const CHECKS: { readonly [K in keyof WebhookInput]-?: (value: unknown) => InputIssue[] } = {
  url: urlIssues,
  events: eventIssues,
  secret: (value) => textIssues('secret', value, MAX_SECRET),
  headers: headerIssues,
  filters: filterIssues,
  retryCount: retryIssues,
  retryPolicy: (value) =>
    RETRY_POLICIES.some((policy) => policy === value) ? [] : [issue('retryPolicy', oneOf(RETRY_POLICIES))],
  payloadQuery: (value) => textIssues('payloadQuery', value, MAX_PAYLOAD_QUERY),
  ordered: (value) => flagIssues('ordered', value),
  active: (value) => flagIssues('active', value),
};
