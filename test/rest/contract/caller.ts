import { randomUUID } from 'node:crypto';
import { described, documented } from '../contract-judge.js';
import type { Coverage } from './coverage.js';
import { headerObjections } from './headers.js';
import type { Route } from './operations.js';

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

interface CallerOptions {
  readonly url: string;
  readonly key: string;
  readonly coverage: Coverage;
}

const METRICS = 'GET /api/metrics';

export function createCaller({ url, key: own, coverage }: CallerOptions): Call {
  return async <T>(route: Route, parameters: Parameters = {}, options: CallOptions = {}) => {
    const { body, key = own, headers = {} } = options;
    const [method = '', template = ''] = route.split(' ');
    const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? ''));
    const requestId = randomUUID();
    const response = await fetch(url + path + (parameters.query ?? ''), {
      method,
      headers: {
        'x-request-id': requestId,
        ...(key === null ? {} : { 'x-api-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const answer = { status: response.status, headers: response.headers, body: bodyOf(route, await response.text()) };

    const objections = [
      ...documented.objections(route, answer),
      ...described.objections(route, answer),
      ...headerObjections({ ...answer, route, requestId }),
    ];
    if (objections.length > 0) throw new Error([...objections, JSON.stringify(answer.body)].join('\n'));
    coverage.record(route, answer.status);
    return answer as Answer<T>;
  };
}

function bodyOf(route: Route, text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (route === METRICS) return text;
    throw new Error(`${route} answers no JSON: ${text.slice(0, 200)}`);
  }
}
