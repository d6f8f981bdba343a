import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Arrivals } from './arrivals.js';

const SUBSCRIPTION = `subscription {
  messageReceived { id cursor message { id chatId author authorName body sentAt } }
}`;

/** The texts it then misses stand in the report; here is why. */
const complain = (error: unknown): void => {
  process.stderr.write(`the subscription failed: ${error instanceof Error ? error.message : JSON.stringify(error)}\n`);
};

/** Subscribes over graphql-ws to every message of every session. @returns what ends it */
export function subscribe(url: string, key: string, arrivals: Arrivals): () => Promise<void> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { 'X-API-Key': key },
    retryAttempts: 0,
  });
  client.subscribe<{ messageReceived: { message: { body: string } } }>(
    { query: SUBSCRIPTION },
    {
      next: ({ data, errors }) => {
        if (errors !== undefined) complain(errors);
        if (data) arrivals.note(data.messageReceived.message.body);
      },
      error: complain,
      complete: () => undefined,
    },
  );
  return async () => void (await client.dispose());
}

/** The floor's subscriber: a plain `ws` client. */
export async function listen(url: string, arrivals: Arrivals): Promise<() => void> {
  const socket = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false });
  socket.on('message', (data: Buffer) => {
    arrivals.note((JSON.parse(data.toString()) as { data: { body: string } }).data.body);
  });
  await once(socket, 'open');
  return () => socket.close();
}

export interface WebhookReceiver {
  /** Where to deliver so that `arrivals` counts it. */
  urlOf(name: 'subject' | 'floor'): string;
  /** Requests without a signature so far. */
  readonly unsigned: number;
  /** Requests so far, of either side, and the body of the newest. */
  readonly received: number;
  readonly lastBody: string;
  stop(): void;
}

/** Answers every delivery at once with 200. */
export async function receiveWebhooks(arrivals: Record<'subject' | 'floor', Arrivals>): Promise<WebhookReceiver> {
  let unsigned = 0;
  let received = 0;
  let lastBody = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end();
      if (request.headers['x-openwa-signature'] === undefined) unsigned++;
      received++;
      lastBody = Buffer.concat(chunks).toString();
      const { data } = JSON.parse(lastBody) as { data: { body?: string } };
      arrivals[request.url?.startsWith('/subject') === true ? 'subject' : 'floor'].note(data.body ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    get unsigned() {
      return unsigned;
    },
    get received() {
      return received;
    },
    get lastBody() {
      return lastBody;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
