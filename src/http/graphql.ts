import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createYoga, isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { Context } from '../../schema/context.js';
import { toGraphQLError } from '../../schema/errors.js';
import { allow } from '../../schema/guard.js';
import { readBody } from '../../rest/body.js';
import { ERROR_CODES, GatewayError, UnauthenticatedError } from '../domain/errors.js';
import type { Logger } from '../runtime/logger.js';
import { DocumentCache, NO_CACHE } from './document-cache.js';
import type { Live } from './live.js';
import { liveEvents, type Exchange } from './live-events.js';
import { limitCost, parse, validate } from './query-limits.js';
import { withSubmissions } from './submissions.js';
import { isMultipart, readMultipart, type UploadSink } from './uploads.js';

export const GRAPHQL_PATH = '/graphql';

interface GraphQLDeps {
  readonly schema: GraphQLSchema;
  /** Never throws for a key that is missing or wrong: the context then has no caller. */
  readonly contextFor: (request: IncomingMessage) => Promise<Context>;
  readonly corsOrigins: readonly string[];
  readonly bodyLimitBytes: number;
  readonly uploads: UploadSink;
  readonly live: Live;
  readonly logger: Logger;
}

/** A file is there to be sent: whoever may not send may not bring one. */
const MAY_SEND = { role: 'operator' } as const;

/** GraphQL over HTTP and SSE. Without a valid key nothing is parsed, validated or executed. */
export function createGraphQLHandler(
  deps: GraphQLDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { logger } = deps;
  const yoga = createYoga<Exchange, Context>({
    schema: deps.schema,
    graphqlEndpoint: GRAPHQL_PATH,
    graphiql: false,
    landingPage: false,
    multipart: false,
    // Bodies are read, and bounded, before Yoga sees them; a file may be larger than its default of 25 MB.
    maxRequestBodySize: false,
    logging: false,
    parserAndValidationCache: { documentCache: new DocumentCache(), errorCache: NO_CACHE },
    cors:
      deps.corsOrigins.length > 0
        ? { origin: [...deps.corsOrigins], credentials: true, maxAge: 86_400, exposedHeaders: ['X-Request-ID'] }
        : false,
    context: ({ gateway }) => gateway,
    plugins: [limited, liveEvents(deps), namedValidationErrors(logger), namedErrors(logger), keyed, unbufferedEvents],
    maskedErrors: {
      maskError: (error) => (isNamed(error) ? error : answerOf(error, logger)),
    },
  });

  return async (request, response) => {
    const none = {} as Exchange;
    if (request.method === 'OPTIONS') return void (await yoga(request, response, none));
    const gateway: Context = {
      ...(await deps.contextFor(request)),
      requestId: String(response.getHeader('x-request-id')),
      clientGone: () => closed(response),
      ...lastEventIdOf(request),
    };
    if (gateway.caller === null) {
      return refuse(response, gateway.refusal ?? new UnauthenticatedError('API key is required'), logger);
    }
    if (!hasReadableParameters(request)) {
      return refuse(response, new GatewayError('MALFORMED_JSON', 'variables and extensions must be JSON'), logger);
    }
    let discard = (): Promise<void> => Promise.resolve();
    if (request.method === 'POST') {
      try {
        // Yoga takes a body that is already read; its own reader knows no limit.
        if (isMultipart(request)) {
          allow(MAY_SEND, {}, gateway);
          const multipart = await readMultipart(request, deps.uploads, deps.bodyLimitBytes);
          discard = multipart.discard;
          Object.assign(request, { body: requireQuery(multipart.body) });
          request.headers['content-type'] = 'application/json';
        } else Object.assign(request, { body: await readJsonBody(request, deps.bodyLimitBytes) });
      } catch (error) {
        await discard();
        request.resume();
        return refuse(response, error, logger);
      }
    }
    try {
      await yoga(request, response, { gateway, response });
    } finally {
      await discard();
    }
  };
}

/** What a browser's EventSource sends when it reconnects. */
function lastEventIdOf({ headers }: IncomingMessage): Pick<Context, 'lastEventId'> {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? { lastEventId: id } : {};
}

function closed(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.closed) gone.abort();
  else response.once('close', () => gone.abort());
  return gone.signal;
}

/** The limits of a document; see there. */
const limited: Plugin = {
  onParse: ({ setParseFn }) => setParseFn(parse),
  onValidate: ({ setValidationFn }) => setValidationFn(validate),
  onExecute: ({ args }) => limitCost(args),
  onSubscribe: ({ args }) => limitCost(args),
};

/** What validation finds is answered without passing `maskError`. */
const namedValidationErrors = (logger: Logger): Plugin => ({
  onValidate:
    () =>
    ({ valid, result, setResult }) => {
      if (!valid) setResult(result.map((error) => toGraphQLError(error, logger)));
    },
});

/** The error as callers see it, with the status that the library found for it: it is taken from there, and not shown. */
function answerOf(error: unknown, logger: Logger): GraphQLError {
  const mapped = toGraphQLError(error, logger);
  // graphql-jit makes errors without extensions.
  const { http } = (error instanceof GraphQLError && error.extensions) || {};
  if (http === undefined) return mapped;
  return new GraphQLError(mapped.message, { ...mapped, extensions: { ...mapped.extensions, http } });
}

const named = new WeakSet<object>();
const isNamed = (error: unknown): error is Error => error instanceof Error && named.has(error);

/** What goes wrong while an operation runs: `maskError` does not know for which request. */
const namedErrors = (logger: Logger): Plugin<Context, Exchange> => ({
  onExecute: ({ args: { contextValue } }) => ({
    onExecuteDone: ({ result, setResult }) => {
      if (Symbol.asyncIterator in result || result.errors === undefined) return;
      const log = logger.child({ requestId: contextValue.requestId });
      const errors = result.errors.map((error) => answerOf(error, log));
      for (const error of errors) named.add(error);
      setResult({ ...result, errors });
    },
  }),
});

/** Tells the keys under which fields were done. */
const keyed: Plugin<Context> = {
  onExecute: ({ args }) => ({
    onExecuteDone: ({ result, setResult }) => {
      if (!isAsyncIterable(result)) setResult(withSubmissions(result, args.contextValue));
    },
  }),
};

/** Tells nginx, and the proxies that do as it does, to hand events on one by one. */
const unbufferedEvents: Plugin = {
  onResponse: ({ response }) => {
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
      response.headers.set('x-accel-buffering', 'no');
    }
  },
};

/** Yoga parses what stands in an address without a net. */
function hasReadableParameters({ url = '' }: IncomingMessage): boolean {
  const at = url.indexOf('?');
  if (at < 0) return true;
  const given = new URLSearchParams(url.slice(at));
  return ['variables', 'extensions'].every((name) => isJson(given.get(name) || 'null'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<object> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    request.resume();
    throw new GatewayError(
      'UNSUPPORTED_MEDIA_TYPE',
      'the body must be application/json, or multipart/form-data with files',
    );
  }
  return requireQuery(await readBody(request, limitBytes));
}

function requireQuery(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body) && 'query' in body) return body;
  throw new GatewayError('MALFORMED_JSON', 'the body must be one JSON object with a query');
}

/** An answer before GraphQL was reached. */
function refuse(response: ServerResponse, error: unknown, logger: Logger): void {
  const refusal = toGraphQLError(error, logger);
  const status = error instanceof GatewayError ? ERROR_CODES[error.code].status : 500;
  const retryAfterS = refusal.extensions.retryAfterS;
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(typeof retryAfterS === 'number' ? { 'retry-after': String(retryAfterS) } : {}),
    })
    .end(JSON.stringify({ errors: [refusal] }));
}
