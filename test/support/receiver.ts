import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The exact bytes. */
  readonly body: Buffer;
  /** When its last byte was there; milliseconds of `performance.now()`. */
  readonly at: number;
  /** The body as JSON. */
  json<T = WebhookBody>(): T;
}

export interface WebhookBody {
  readonly event: string;
  readonly timestamp: string;
  readonly sessionId: string;
  readonly idempotencyKey: string;
  readonly deliveryId: string;
  readonly data: Record<string, unknown>;
}

export interface ReceiverOptions {
  /** Answered in this order; the last one goes on for ever. Default: 200. */
  readonly statuses?: readonly number[];
  /** Waited before each answer. */
  readonly delayMs?: number;
  /** Answers instead. The request is recorded all the same. */
  readonly answer?: (request: ReceivedRequest, response: ServerResponse, raw: IncomingMessage) => void;
  readonly port?: number;
}

export interface Receiver {
  /** `http://127.0.0.1:<port>/hook` */
  readonly url: string;
  readonly port: number;
  /** In the order in which they were complete. */
  readonly requests: readonly ReceivedRequest[];
  /** Requests whose answer is not sent yet. */
  readonly open: number;
  /** The most that were open at once. */
  readonly mostOpen: number;
  /** Connections made to it so far. */
  readonly connections: number;
  /** Resolves with the first `count` requests as soon as they are there. @throws Error after `withinMs` */
  received(count: number, withinMs?: number): Promise<readonly ReceivedRequest[]>;
  close(): Promise<void>;
}

/** A real HTTP server on a free port of 127.0.0.1 that keeps what it gets. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { statuses = [200], delayMs = 0 } = options;
  const requests: ReceivedRequest[] = [];
  const waiters = new Set<() => void>();
  let connections = 0;
  let open = 0;
  let mostOpen = 0;

  const server = createServer((raw, response) => {
    const chunks: Buffer[] = [];
    raw.on('data', (chunk: Buffer) => chunks.push(chunk));
    raw.on('end', () => {
      const body = Buffer.concat(chunks);
      const request: ReceivedRequest = {
        method: raw.method ?? '',
        path: raw.url ?? '',
        headers: raw.headers,
        body,
        at: performance.now(),
        json: <T>() => JSON.parse(body.toString()) as T,
      };
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      response.once('close', () => (open -= 1));
      requests.push(request);
      for (const waiter of waiters) waiter();
      if (options.answer) return options.answer(request, response, raw);
      const status = statuses[Math.min(requests.length, statuses.length) - 1] ?? 200;
      const answer = (): void => void response.writeHead(status).end(status === 204 ? undefined : 'ok');
      if (delayMs > 0) setTimeout(answer, delayMs);
      else answer();
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    requests,
    get open() {
      return open;
    },
    get mostOpen() {
      return mostOpen;
    },
    get connections() {
      return connections;
    },
    received: (count, withinMs = 40_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiters.delete(check);
          reject(new Error(`${requests.length} of ${count} requests within ${withinMs} ms`));
        }, withinMs);
        const check = (): void => {
          if (requests.length < count) return;
          clearTimeout(timer);
          waiters.delete(check);
          resolve(requests.slice(0, count));
        };
        waiters.add(check);
        check();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
