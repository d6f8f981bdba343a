import { STATUS_CODES } from 'node:http';
import { documented } from '../contract-judge.js';
import { METRICS } from './operations.js';

interface Judged {
  readonly route: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** The `X-Request-ID` that was sent. */
  readonly requestId: string;
  readonly isLimited: boolean;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
/** Behaviour 1.7. */
const SECURITY: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-resource-policy': 'cross-origin',
};

/** What behaviour.md says against the headers and the envelope of an answer, in words; empty where it agrees. */
export function headerObjections(judged: Judged): string[] {
  const { route, status } = judged;
  return [...ofType(judged), ...ofLimits(judged), ...ofEnvelope(judged), ...common(judged)].map(
    (objection) => `${route} ${status}: ${objection}`,
  );
}

function* common({ headers, requestId, route }: Judged): Generator<string> {
  if (headers.get('x-request-id') !== requestId) yield `X-Request-ID is ${headers.get('x-request-id')}`;
  if (headers.has('x-powered-by')) yield 'X-Powered-By tells what it runs on';
  if (route === METRICS) return;
  for (const [name, value] of Object.entries(SECURITY)) {
    if (headers.get(name) !== value) yield `${name} is ${headers.get(name)}`;
  }
}

function* ofType({ route, status, headers, body }: Judged): Generator<string> {
  const type = headers.get('content-type');
  if (Buffer.isBuffer(body)) return;
  const expected = body === undefined ? null : route === METRICS && status === 200 ? TEXT_TYPE : JSON_TYPE;
  if (type !== expected) yield `Content-Type is ${type}`;
}

/** Behaviour 7: the trio on every answer of a keyed route, `Retry-After` on a refusal; nothing on health. */
function* ofLimits({ route, status, headers, isLimited }: Judged): Generator<string> {
  const [limit, remaining, reset, retry] = [
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    'retry-after',
  ]
    .map((name) => headers.get(name))
    .map((text) => (text === null ? undefined : Number(text)));
  if (documented.role(route) === 'public') {
    if (limit !== undefined) yield 'has a rate limit, from which it is exempt';
    return;
  }
  if (!isLimited) return;
  if (!isWhole(limit, 1)) yield 'has no X-RateLimit-Limit';
  if (!isWhole(remaining, 0) || Number(remaining) > Number(limit))
    yield 'has no X-RateLimit-Remaining within the limit';
  if (!isWhole(reset, 1)) yield 'has no X-RateLimit-Reset';
  if (status !== 429 && status !== 503 && retry !== undefined) yield 'has a Retry-After';
  if (status === 429 && !isWhole(retry, 1)) yield 'has no Retry-After';
  if (status === 429 && remaining !== 0) yield 'says that there is room';
}

/** Behaviour 1.6. */
function* ofEnvelope({ status, body }: Judged): Generator<string> {
  if (status < 400) return;
  const { statusCode, error, message, code } = (body ?? {}) as Record<string, unknown>;
  if (statusCode !== status) yield `statusCode is ${String(statusCode)}`;
  if (error !== STATUS_CODES[status]) yield `error is ${String(error)}`;
  if (code !== undefined) yield 'has a code';
  if (status !== 503 && typeof message !== 'string' && !isTexts(message)) yield 'message is neither a text nor texts';
  if (status !== 400 && status !== 503 && typeof message !== 'string') yield 'message is no text';
}

const isWhole = (value: number | undefined, min: number): boolean => Number.isInteger(value) && Number(value) >= min;
const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string');
