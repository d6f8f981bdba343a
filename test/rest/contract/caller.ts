import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { described, documented } from '../contract-judge.js';
import { CannotRunError } from './cannot-run.js';
import { headerObjections } from './headers.js';
import { METRICS, type Route } from './operations.js';

/** A running gateway, and a key of it. */
export interface Target {
  readonly url: string;
  readonly key: string;
  /** false: its rate limit is switched off, and with it the headers that tell of it. */
  readonly isLimited?: boolean;
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface CallOptions {
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  /** null: no key. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Values of the path by their documented names; `query` with its question mark. */
export type Parameters = Readonly<Record<string, string>>;

/** Calls a documented route. @throws Error with every objection of the documents, and of behaviour.md to the headers */
export type Call = <T = Record<string, unknown>>(
  route: Route,
  parameters?: Parameters,
  options?: CallOptions,
) => Promise<Answer<T>>;

export type OnLimit = (retryAfterS: number) => void;

interface CallerOptions extends Target {
  /** Told of every answer that nothing was objected to. */
  readonly record: (route: Route, status: number) => void;
  /** Told of a 429, which is then waited out; without it, a 429 is an answer like any other. */
  readonly onLimit?: OnLimit;
}

/** Longer than the medium tier of the documented rate limit, shorter than the long one. */
const MAX_PATIENCE_S = 120;

/** Calls a route, and judges nothing. */
export async function request(
  { url, key: own }: Target,
  route: Route,
  parameters: Parameters = {},
  { body, key = own, headers = {} }: CallOptions = {},
): Promise<Answer<unknown>> {
  const [method = '', template = ''] = route.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? ''));
  const response = await fetch(url + path + (parameters.query ?? ''), {
    method,
    headers: {
      ...(key === null ? {} : { 'x-api-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body: bodyOf(route, response, bytes) };
}

export function createCaller({ record, onLimit, ...target }: CallerOptions): Call {
  const ask = async (route: Route, parameters: Parameters, options: CallOptions): Promise<Answer<unknown>> => {
    const requestId = randomUUID();
    const headers = { 'x-request-id': requestId, ...options.headers };
    const answer = await request(target, route, parameters, { ...options, headers });

    const objections = [
      ...documented.objections(route, answer),
      ...described.objections(route, answer),
      ...headerObjections({ ...answer, route, requestId, isLimited: target.isLimited ?? true }),
    ];
    if (objections.length > 0) throw new Error([...objections, JSON.stringify(answer.body)].join('\n'));
    record(route, answer.status);
    return answer;
  };
  return async <T>(route: Route, parameters: Parameters = {}, options: CallOptions = {}) =>
    (await patiently(() => ask(route, parameters, options), onLimit)) as Answer<T>;
}

/** Waits while the rate limit has no room, if there is somebody to tell. @throws CannotRunError where that would take too long */
export async function patiently<T>(ask: () => Promise<Answer<T>>, onLimit?: OnLimit): Promise<Answer<T>> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 429 || onLimit === undefined) return answer;
    const retryAfterS = Number(answer.headers.get('retry-after'));
    if (retryAfterS > MAX_PATIENCE_S) {
      throw new CannotRunError(
        `the rate limit of the gateway has room again in ${retryAfterS} s only: come back then, or raise RATE_LIMIT_LONG_LIMIT`,
      );
    }
    onLimit(retryAfterS);
    await pause(retryAfterS * 1000);
  }
}

/** A file is its bytes. */
function bodyOf(route: Route, { ok, headers }: Response, bytes: Buffer): unknown {
  if (ok && headers.has('content-disposition')) return bytes;
  const text = bytes.toString();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (route === METRICS) return text;
    throw new Error(`${route} answers no JSON: ${text.slice(0, 200)}`);
  }
}
