import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Context, SubmissionReport } from '../schema/context.js';
import { countAndAllow } from '../schema/guard.js';
import { accessOf, type FieldAccess } from '../schema/metadata.js';
import type { RateLimitReport } from '../schema/rate-limit.js';
import { GatewayError, ValidationError } from '../src/domain/errors.js';
import { framing, type Frame } from './answer-frame.js';
import { readBody } from './body.js';
import { createCors } from './cors.js';
import { failure, failureOf, type Failure, type Logger } from './envelope.js';
import { routes as generated } from './generated/routes.js';
import { compileInput, type RouteReader } from './input.js';
import { findNotBuilt, type NotBuiltMatch } from './not-built.js';
import { compileOperation, type Run, type Variables } from './operation.js';
import { compilePlan, type Transform } from './plan.js';
import { buildRouter, type Match } from './router.js';
import type { Route } from './table.js';

export interface RestDeps {
  readonly schema: GraphQLSchema;
  /** Never throws for a key that is missing or wrong: the context then has no caller, and says why. */
  readonly contextFor: (request: IncomingMessage) => Promise<Context>;
  readonly config: {
    readonly production: boolean;
    readonly bodyLimitBytes: number;
    readonly corsOrigins: readonly string[];
  };
  readonly logger: Logger;
  readonly file?: FileRoute;
  /** The table that is served; the generated one unless told. */
  readonly routes?: readonly Route[];
}

/** A route that answers with a file, which no field of the schema can. */
export interface FileRoute {
  readonly rule: FieldAccess;
  /** What the path names, if a request is for it. */
  match(method: string, url: string): Readonly<Record<string, string>> | undefined;
  /** Writes the whole answer, beside headers that are set already. @throws what the envelope then tells */
  answer(path: Readonly<Record<string, string>>, response: ServerResponse, headOnly: boolean): Promise<void>;
}

/** Everything about a route that can be known before a request. */
interface CompiledRoute {
  readonly status: number;
  readonly statusFrom: Route['statusFrom'];
  /** The field's rule; its session is named as the path parameter is. */
  readonly rule: FieldAccess;
  readonly reader: RouteReader;
  readonly run: Run;
  readonly transform: Transform | undefined;
  readonly frame: Frame | undefined;
  readonly isEmpty: boolean;
}

interface Answer {
  readonly status: number;
  /** Undefined: no body. */
  readonly body?: unknown;
  readonly retryAfterS?: number;
}

const SECURITY_HEADERS = [
  'X-Content-Type-Options',
  'nosniff',
  'Strict-Transport-Security',
  'max-age=31536000; includeSubDomains; preload',
  'Referrer-Policy',
  'strict-origin-when-cross-origin',
  'Cross-Origin-Resource-Policy',
  'cross-origin',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
] as const;

/**
 * Serves the documented REST API below /api: every route runs the GraphQL operation of its field, so that access,
 * validation and errors exist once. Router, operations, input and answers are compiled here, once.
 * @throws Error if the route table does not fit the schema: run `npm run codegen`
 */
export function createRestHandler(deps: RestDeps): (request: IncomingMessage, response: ServerResponse) => void {
  const { config, logger } = deps;
  const router = buildRouter(deps.routes ?? generated, (route) => compile(route, deps));
  const cors = createCors(config.corsOrigins, config.production);

  const answerTo = async (
    request: IncomingMessage,
    { target, path, query }: Match<CompiledRoute>,
    context: Context,
  ): Promise<Answer> => {
    await countAndAllow(target.rule, path, context);
    context.rateLimit.prepaid = 1;
    const body = target.reader.hasBody ? await readBody(request, config.bodyLimitBytes) : undefined;
    const parts = { path, query, header: request.headers, body };
    const variables = target.reader.read(parts);
    const { data, errors } = await target.run(context, variables);
    const [error] = errors ?? [];
    if (error?.originalError instanceof ValidationError) target.reader.check(parts);
    if (error !== undefined) throw error;
    return shown(data?.answer, variables, target);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? 'GET';
    const url = request.url ?? '/';
    const { origin } = request.headers;
    if (method === 'OPTIONS') {
      response.writeHead(204, [...SECURITY_HEADERS, ...cors.preflight(origin), 'Content-Length', '0']).end();
      return;
    }
    let context: Context | undefined;
    const send = (answer: Answer): void =>
      write(response, answer, [
        ...SECURITY_HEADERS,
        ...cors.headers(origin),
        ...limitHeaders(context?.rateLimit ?? {}, answer),
        ...keyHeaders(context?.submissions[0]),
      ]);

    const match = router.find(method, url);
    const file = match === undefined ? deps.file?.match(method, url) : undefined;
    const notBuilt = match === undefined ? findNotBuilt(method, url) : undefined;
    if (match === undefined && notBuilt === undefined && file === undefined) {
      return send(failure(404, `Cannot ${method} ${url.split('?', 1)[0]}`));
    }
    if (match === 'malformed') return send(failure(400, 'the path is not valid percent-encoding'));
    try {
      context = await deps.contextFor(request);
      if (deps.file !== undefined && file !== undefined) {
        await countAndAllow(deps.file.rule, file, context);
        preset(response, [...SECURITY_HEADERS, ...cors.headers(origin), ...limitHeaders(context.rateLimit, {})]);
        await deps.file.answer(file, response, method === 'HEAD');
      } else if (match === undefined) await refuseNotBuilt(notBuilt!, context);
      else send(await answerTo(request, match, context));
    } catch (error) {
      const log = logger.child({ requestId: response.getHeader('x-request-id') });
      send(failureOf(error, config.production, log));
    }
  };

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      logger.error({ err: error }, 'REST answer could not be written');
      response.destroy();
    });
  };
}

/** @throws GatewayError NOT_IMPLEMENTED to whoever could use the route if it were there; others hear what they lack */
async function refuseNotBuilt({ route, path }: NotBuiltMatch, context: Context): Promise<never> {
  await countAndAllow({ role: route.role }, path, context);
  throw new GatewayError('NOT_IMPLEMENTED', route.why);
}

function compile(route: Route, { schema, logger }: RestDeps): CompiledRoute {
  const [root, name = ''] = route.field.split('.');
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  const field = type?.getFields()[name];
  if (field === undefined) throw new Error(`The schema has no field ${route.field}: run \`npm run codegen\`.`);
  const { role, session } = accessOf(field);
  const inPath = route.inputs.find(({ to, from }) => from === 'path' && to === session)?.name;
  return {
    status: route.status,
    statusFrom: route.statusFrom,
    rule: { role, ...(inPath !== undefined && { session: inPath }) },
    reader: compileInput(route, field),
    run: compileOperation(route, schema, (reason) =>
      logger.warn({ err: reason, field: route.field }, 'operation could not be compiled; it runs interpreted'),
    ),
    transform: route.answer === 'empty' ? undefined : compilePlan(route.answer, schema),
    frame: framing(route),
    isEmpty: route.answer === 'empty',
  };
}

/**
 * The body of a success. Where the answer itself tells of a failure (readiness), it is the documented envelope's
 * `message`; its own fields stand beside it, because the route is documented both ways.
 */
function shown(value: unknown, variables: Variables, target: CompiledRoute): Answer {
  const { transform, frame, status, statusFrom, isEmpty } = target;
  if (isEmpty) return { status, body: frame?.(undefined, variables) };
  const own = transform === undefined ? value : transform(value);
  const body = frame === undefined ? own : frame(own, variables);
  const told = statusFrom?.values[String((body as Record<string, unknown> | null)?.[statusFrom.field])] ?? status;
  if (told < 400) return { status: told, body };
  const { body: envelope }: Failure = failure(told, body);
  return { status: told, body: { ...(body as object), ...envelope } };
}

function limitHeaders(
  { limit, remaining, resetS }: RateLimitReport,
  { retryAfterS }: Pick<Answer, 'retryAfterS'>,
): string[] {
  const headers: string[] = [];
  if (limit !== undefined) {
    headers.push('X-RateLimit-Limit', String(limit), 'X-RateLimit-Remaining', String(remaining ?? 0));
    headers.push('X-RateLimit-Reset', String(resetS ?? 0));
  }
  if (retryAfterS !== undefined) headers.push('Retry-After', String(retryAfterS));
  return headers;
}

/** @param headers names and values in turn, as `writeHead` takes them */
function preset(response: ServerResponse, headers: readonly string[]): void {
  for (let at = 0; at < headers.length; at += 2) response.setHeader(String(headers[at]), String(headers[at + 1]));
}

function keyHeaders(report: SubmissionReport | undefined): string[] {
  if (report === undefined) return [];
  return ['Idempotency-Key', report.key, ...(report.replayed ? ['Idempotent-Replayed', 'true'] : [])];
}

function write(response: ServerResponse, { status, body }: Answer, headers: string[]): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const text = JSON.stringify(body);
  headers.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(text)));
  // Node leaves the body of an answer to HEAD out by itself.
  response.writeHead(status, headers).end(text);
}
