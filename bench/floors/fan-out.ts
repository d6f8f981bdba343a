import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Repeater } from 'graphql-yoga';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** Not within a run. */
const NO_PINGS_MS = 600_000;

/**
 * One event to every socket, for each `POST /`. `raw`: the same text is sent to each, and nothing else is done. `stock`:
 * graphql-ws as its documentation shows it, which executes and writes for each of them.
 */
async function main(kind: string | undefined): Promise<void> {
  const [sample] = (await once(process, 'message')) as [{ data: Record<string, unknown> }];
  const message = JSON.stringify({ id: '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d', type: 'next', payload: sample });
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const listeners = new Set<(event: object) => void>();
  if (kind === 'stock') {
    const schema = buildSchema(`
      type Query { none: Int }
      type Message { id: ID chatId: String author: String authorName: String body: String sentAt: String }
      type Event { id: ID cursor: String message: Message }
      type Subscription { messageReceived: Event }`);
    const field = schema.getSubscriptionType()?.getFields().messageReceived;
    if (field === undefined) throw new Error('no field to subscribe to');
    field.subscribe = () =>
      new Repeater<object>(async (push, stop) => {
        const listener = (event: object): void => void push(event);
        listeners.add(listener);
        await stop;
        listeners.delete(listener);
      });
    useServer({ schema }, sockets, NO_PINGS_MS);
  }
  server.on('request', (_request, response) => {
    if (kind === 'raw') for (const socket of sockets.clients) socket.send(message);
    else for (const listener of listeners) listener(sample.data);
    response.end(String(kind === 'raw' ? sockets.clients.size : listeners.size));
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  process.once('disconnect', () => process.exit(0));
}

void main(process.argv[2]);
