import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { MCP_PATH } from '../../rest/not-built.js';
import type { Logger } from '../runtime/logger.js';
import { DOCS_PATH } from './docs.js';
import { GRAPHQL_PATH } from './graphql.js';
import type { GraphQLWs } from './graphql-ws.js';
import { METRICS_PATH } from './metrics.js';
import { requestIdOf } from './request-id.js';
import { wantsGraphiQL } from './graphiql.js';
import { MEDIA_PATH } from './media.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

interface HttpDeps {
  readonly rest: Handler;
  readonly metrics: Handler;
  readonly graphql: Handler;
  readonly media: Handler;
  /** Undefined where no page is shown (production). */
  readonly graphiql: Handler | undefined;
  readonly pages: Handler;
  readonly sockets: GraphQLWs;
  readonly logger: Logger;
}

const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_WITHIN_MS = 15_000;
const REQUEST_WITHIN_MS = 60_000;
/**
 * An idle connection ends at the client's side first. Node's 5 s are less than a proxy keeps one (nginx 60 s) and less
 * than a client may be busy: it then sends on a connection that is just being closed, and does not know whether the
 * request arrived ("other side closed", a 502 of the proxy).
 */
const KEEP_IDLE_MS = 75_000;

export interface HttpServer {
  readonly server: Server;
  /** Takes no more connections, lets answers that are under way be finished for `withinMs`, and ends every connection. */
  close(withinMs: number): Promise<void>;
}

const under = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

/**
 * One port for everything. `/api` and `/graphql` are taken off before Express, which would cost more than they do.
 */
export function createHttpServer(deps: HttpDeps): HttpServer {
  const underWay = new Set<ServerResponse>();
  const route = (request: IncomingMessage): Handler => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === METRICS_PATH) return deps.metrics;
    if (under(path, '/api')) return under(path, DOCS_PATH) || path === '/api/docs-json' ? deps.pages : deps.rest;
    if (path === GRAPHQL_PATH)
      return deps.graphiql !== undefined && wantsGraphiQL(request) ? deps.graphiql : deps.graphql;
    if (path === MCP_PATH) return deps.rest;
    if (under(path, MEDIA_PATH)) return deps.media;
    return deps.pages;
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      keepAliveTimeout: KEEP_IDLE_MS,
    },
    (request, response) => {
      const requestId = requestIdOf(request);
      response.setHeader('X-Request-ID', requestId);
      underWay.add(response);
      response.once('close', () => underWay.delete(response));
      Promise.resolve(route(request)(request, response)).catch((error: unknown) => {
        deps.logger.error({ err: error, path: request.url, requestId }, 'request failed');
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ statusCode: 500, message: 'Internal server error', error: 'Internal Server Error' }),
        );
      });
    },
  );
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if ((request.url ?? '').split('?', 1)[0] === GRAPHQL_PATH) deps.sockets.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });
  return {
    server,
    async close(withinMs) {
      server.close();
      const late = new AbortController();
      const answered = Promise.all([...underWay].map((response) => once(response, 'close', { signal: late.signal })));
      await Promise.race([answered, pause(withinMs, undefined, { signal: late.signal })]);
      late.abort();
      server.closeAllConnections();
    },
  };
}
