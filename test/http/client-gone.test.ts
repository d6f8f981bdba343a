import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Context } from '../../schema/context.js';
import { createGraphQLHandler } from '../../src/http/graphql.js';
import { createGraphQLWs } from '../../src/http/graphql-ws.js';
import { createLogger } from '../../src/runtime/logger.js';

const logger = createLogger('silent');

/** A server whose one field waits until its client is gone. */
async function startServer() {
  let seen = (): void => undefined;
  let left = (): void => undefined;
  const reached = new Promise<void>((resolve) => (seen = resolve));
  const gone = new Promise<void>((resolve) => (left = resolve));
  const schema: GraphQLSchema = buildSchema('type Query { wait: Boolean }');
  schema.getQueryType()!.getFields().wait!.resolve = (_root, _args, { clientGone }: Context) => {
    seen();
    return new Promise<boolean>((resolve) =>
      clientGone?.().addEventListener('abort', () => {
        left();
        resolve(true);
      }),
    );
  };
  const contextFor = () => Promise.resolve({ caller: {} } as Context);
  const graphql = createGraphQLHandler({
    schema,
    contextFor,
    corsOrigins: [],
    bodyLimitBytes: 1000,
    uploads: { take: () => Promise.reject(new Error('no files here')) } as never,
    logger,
  });
  const sockets = createGraphQLWs({ schema, contextFor, corsOrigins: [], logger });
  const server = createServer((request, response) => void graphql(request, response));
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    reached,
    gone,
    async stop() {
      await sockets.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

it('a field learns that the client of its request is gone', async () => {
  const server = await startServer();
  const abort = new AbortController();
  const asking = fetch(`http://${server.address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ wait }' }),
    signal: abort.signal,
  });
  await server.reached;

  abort.abort();

  await expect(asking).rejects.toThrow();
  await server.gone;
  await server.stop();
});

it('a field learns that the socket of its client is gone', async () => {
  const server = await startServer();
  const client = createClient({ url: `ws://${server.address}`, webSocketImpl: WebSocket, retryAttempts: 0 });
  client.subscribe({ query: '{ wait }' }, { next: () => undefined, error: () => undefined, complete: () => undefined });
  await server.reached;

  client.terminate();

  await server.gone;
  await server.stop();
});
