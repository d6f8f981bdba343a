import { buildSchema, type GraphQLSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Context } from '../../schema/context.js';
import { startLiveServer } from '../support/live-server.js';

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
  return { ...(await startLiveServer({ schema, contextFor })), reached, gone };
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
