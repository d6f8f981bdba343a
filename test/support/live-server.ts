import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../../schema/context.js';
import { type Config, loadConfig } from '../../src/config/config.js';
import { createGraphQLHandler } from '../../src/http/graphql.js';
import { createGraphQLWs } from '../../src/http/graphql-ws.js';
import { createLive } from '../../src/http/live.js';
import { createLogger } from '../../src/runtime/logger.js';

interface LiveServerOptions {
  readonly schema: GraphQLSchema;
  readonly contextFor: (
    request: IncomingMessage,
    connectionParams?: Readonly<Record<string, unknown>>,
  ) => Promise<Context>;
  readonly events?: Parameters<typeof createLive>[0]['events'];
  readonly keys?: Parameters<typeof createLive>[0]['keys'];
  readonly limits?: Partial<Config['streams']>;
}

export interface LiveServer {
  /** `127.0.0.1:port/graphql`, to be put behind `http://` or `ws://`. */
  readonly address: string;
  stop(): Promise<void>;
}

const UNPLACED = { cursorOf: ({ seq }: { seq: number }) => String(seq) };
const UNCHANGING = { current: <T>(caller: T) => caller, onChange: () => undefined };

/** GraphQL over HTTP, SSE and WebSocket as the gateway serves it, for any schema. */
export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const { schema, contextFor, events = UNPLACED, keys = UNCHANGING } = options;
  const logger = createLogger('silent');
  const live = createLive({ limits: { ...loadConfig({}).streams, ...options.limits }, events, keys, logger });
  const graphql = createGraphQLHandler({
    schema,
    contextFor,
    corsOrigins: [],
    bodyLimitBytes: 100_000,
    uploads: { take: () => Promise.reject(new Error('no files here')) } as never,
    live,
    logger,
  });
  const sockets = createGraphQLWs({ schema, contextFor, corsOrigins: [], live, logger });
  const server = createServer((request, response) => void graphql(request, response));
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async stop() {
      await sockets.close();
      live.connections.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
