import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Context } from '../../schema/context.js';
import { toGraphQLError } from '../../schema/errors.js';
import type { Logger } from '../runtime/logger.js';
import { limitCost, parse, validate } from './query-limits.js';

const MAX_FRAME_BYTES = 64 * 1024;
const INIT_WITHIN_MS = 3_000;
const PING_EVERY_MS = 12_000;
const FORBIDDEN = 4403;

interface GraphQLWsDeps {
  readonly schema: GraphQLSchema;
  readonly contextFor: (
    request: IncomingMessage,
    connectionParams: Readonly<Record<string, unknown>> | undefined,
  ) => Promise<Context>;
  readonly corsOrigins: readonly string[];
  readonly logger: Logger;
}

export interface GraphQLWs {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Completes every subscription and closes every socket (1001). */
  close(): Promise<void>;
}

/**
 * The graphql-transport-ws protocol. The key comes in `connection_init`, as `{"X-API-Key": "..."}`, or in the header
 * of the upgrade; a connection without a valid one is closed with 4403 and the reason.
 */
export function createGraphQLWs(deps: GraphQLWsDeps): GraphQLWs {
  const { logger } = deps;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
  });
  const contexts = new WeakMap<object, Context>();
  const disposable = useServer<Record<string, unknown>>(
    {
      schema: deps.schema,
      onSubscribe: (_context, _id, payload) => checked(deps.schema, payload),
      connectionInitWaitTimeout: INIT_WITHIN_MS,
      onConnect: async ({ extra, connectionParams }) => {
        const context = await deps.contextFor(extra.request, connectionParams);
        if (context.caller === null) {
          extra.socket.close(FORBIDDEN, context.refusal?.message ?? 'API key is required');
          return false;
        }
        const gone = new AbortController();
        extra.socket.once('close', () => gone.abort());
        contexts.set(extra.socket, { ...context, clientGone: () => gone.signal });
        return true;
      },
      context: ({ extra }) => ({ ...contexts.get(extra.socket), rateLimit: {} }),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors === undefined
          ? undefined
          : { ...result, errors: result.errors.map((error) => toGraphQLError(error, logger)) },
      onError: (_context, _id, _payload, errors) => errors.map((error) => toGraphQLError(error, logger)),
    },
    server,
    PING_EVERY_MS,
  );

  return {
    upgrade(request, socket, head) {
      if (!originAllowed(request, deps.corsOrigins)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    close: async () => void (await disposable.dispose()),
  };
}

/** What is to be run, or why it is not. */
function checked(
  schema: GraphQLSchema,
  { query, variables: variableValues, operationName }: SubscribePayload,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return errors;
    const args = { schema, document, variableValues, operationName };
    limitCost(args);
    return args;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** Browsers do not apply CORS to sockets, so the origin is checked here: this host, or one of `CORS_ORIGINS`. */
function originAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
