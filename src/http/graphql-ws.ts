import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Context } from '../../schema/context.js';
import { toGraphQLError } from '../../schema/errors.js';
import { GatewayError } from '../domain/errors.js';
import type { Logger } from '../runtime/logger.js';
import type { LiveConnections } from './live-connections.js';
import type { Live } from './live.js';
import type { LiveStream } from './live-results.js';
import { LiveSocket } from './live-socket.js';
import { limitCost, parse, validate } from './query-limits.js';
import { requestIdOf } from './request-id.js';
import { withSubmissions } from './submissions.js';

const FORBIDDEN = 4403;
/** `Try again later`, which clients do by themselves: connections that are dead already may still count. */
const TRY_AGAIN_LATER = 1013;

interface GraphQLWsDeps {
  readonly schema: GraphQLSchema;
  readonly contextFor: (
    request: IncomingMessage,
    connectionParams: Readonly<Record<string, unknown>> | undefined,
  ) => Promise<Context>;
  readonly live: Live;
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
  const { limits, results, connections } = deps.live;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxFrameBytes,
    handleProtocols: (offered) => (offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
  });
  const opened = new WeakMap<object, { readonly context: Context; readonly live: LiveSocket }>();
  const namedErrors = ({ socket }: Extra, errors: readonly GraphQLError[]): GraphQLError[] => {
    const log = logger.child({ requestId: opened.get(socket)?.context.requestId });
    return errors.map((error) => toGraphQLError(error, log));
  };
  const disposable = useServer<Record<string, unknown>>(
    {
      schema: deps.schema,
      subscribe: (args) => results.subscribe(args),
      onSubscribe: ({ subscriptions }, _id, payload) =>
        Object.keys(subscriptions).length > limits.maxSubscriptions
          ? [tooManySubscriptions(limits.maxSubscriptions)]
          : checked(deps.schema, payload),
      onOperation: ({ extra }, id, _payload, _args, result) =>
        Symbol.asyncIterator in result ? opened.get(extra.socket)?.live.deliver(id, result as LiveStream) : undefined,
      connectionInitWaitTimeout: limits.initWithinMs,
      onConnect: async ({ extra, connectionParams }) => {
        const context = await deps.contextFor(extra.request, connectionParams);
        if (context.caller === null) {
          extra.socket.close(FORBIDDEN, context.refusal?.message ?? 'API key is required');
          return false;
        }
        const live = new LiveSocket(context.caller, extra.socket);
        if (!admit(connections, live, extra)) return false;
        const gone = new AbortController();
        extra.socket.once('close', () => gone.abort());
        opened.set(extra.socket, {
          live,
          context: { ...context, requestId: requestIdOf(extra.request), clientGone: () => gone.signal },
        });
        return true;
      },
      context: ({ extra }) => ({ ...opened.get(extra.socket)?.context, rateLimit: {}, submissions: [] }),
      onNext: ({ extra }, _id, _payload, { contextValue }, result) => ({
        ...withSubmissions(result, contextValue as Context),
        ...(result.errors && { errors: namedErrors(extra, result.errors) }),
      }),
      onError: ({ extra }, _id, _payload, errors) => namedErrors(extra, errors),
    },
    server,
    limits.pingEveryMs,
  );
  server.on('connection', (socket) => {
    // The library writes such errors to the console; they are the client's.
    socket.removeAllListeners('error');
    socket.on('error', (error) => logger.debug({ err: error }, 'a socket was closed'));
  });

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

/** Whether the key may have one more connection; if not, it is closed. */
function admit(connections: LiveConnections, live: LiveSocket, { socket }: Extra): boolean {
  try {
    socket.once('close', connections.add(live));
    return true;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    socket.close(TRY_AGAIN_LATER, `${error.code}: ${error.message}`);
    return false;
  }
}

function tooManySubscriptions(limit: number): GraphQLError {
  const message = `A connection has ${limit} subscriptions at most`;
  return new GraphQLError(message, { originalError: new GatewayError('TOO_MANY_SUBSCRIPTIONS', message) });
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
