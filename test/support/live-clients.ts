import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { waitFor } from './wait.js';

/** A message of the protocol graphql-transport-ws. */
export interface WsMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export interface RawSocket {
  readonly socket: WebSocket;
  /** In the order of arrival. */
  readonly messages: readonly WsMessage[];
  /** How it ended: code and reason. */
  readonly closed: Promise<{ code: number; reason: string; afterMs: number }>;
  send(message: WsMessage): void;
  subscribe(id: string, query: string, variables?: Record<string, unknown>): void;
  /** The payloads of `next` for one subscription. */
  nexts<T>(id: string): { data: T; errors?: { message: string; extensions: Record<string, unknown> }[] }[];
}

/** A WebSocket without a library behind it, so that it can misbehave. @param key given in `connection_init`; none: it stays silent */
export async function openSocket(
  address: string,
  key: string | null,
  options: WebSocket.ClientOptions = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`ws://${address}`, 'graphql-transport-ws', { perMessageDeflate: false, ...options });
  const messages: WsMessage[] = [];
  const started = performance.now();
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as WsMessage));
  socket.on('error', () => undefined);
  // not `once`, which rejects on the `error` that may come before `close`, heard by nobody
  const closed = new Promise<{ code: number; reason: string; afterMs: number }>((resolve) => {
    socket.once('close', (code, reason) =>
      resolve({ code, reason: reason.toString(), afterMs: performance.now() - started }),
    );
  });
  await once(socket, 'open');
  const send = (message: WsMessage): void => socket.send(JSON.stringify(message));
  if (key !== null) {
    send({ type: 'connection_init', payload: { 'X-API-Key': key } });
    await waitFor('the end of the introduction', () => messages.length > 0 || socket.readyState !== socket.OPEN);
  }
  return {
    socket,
    messages,
    closed,
    send,
    subscribe: (id, query, variables) => send({ id, type: 'subscribe', payload: { query, variables } }),
    nexts: (id) =>
      messages.filter((message) => message.type === 'next' && message.id === id).map(({ payload }) => payload as never),
  };
}

export interface ServerSentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data: string;
}

export interface RawEvents {
  readonly response: IncomingMessage;
  readonly events: readonly ServerSentEvent[];
  /** Comments, which is what pings are. */
  readonly comments: readonly string[];
  /** Resolves when the server ended it, or cut it. */
  readonly ended: Promise<void>;
  nexts<T>(): { data: T; errors?: { message: string; extensions: Record<string, unknown> }[] }[];
  close(): void;
}

/** Opens a stream of server-sent events with a GET, as a browser would, and reads it by the rules of the format. */
export async function openEvents(
  address: string,
  key: string,
  query: string,
  options: { variables?: Record<string, unknown>; lastEventId?: string; requestId?: string } = {},
): Promise<RawEvents> {
  const url = new URL(`http://${address}`);
  url.searchParams.set('query', query);
  if (options.variables) url.searchParams.set('variables', JSON.stringify(options.variables));
  const headers = {
    accept: 'text/event-stream',
    'x-api-key': key,
    ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
    ...(options.requestId === undefined ? {} : { 'x-request-id': options.requestId }),
  };
  const asking = request(url, { headers, agent: false }).end();
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  const events: ServerSentEvent[] = [];
  const comments: string[] = [];
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      comments.push(...lines.filter((line) => line.startsWith(':')));
      const fields = lines
        .filter((line) => line !== '' && !line.startsWith(':'))
        .map((line) => /^(\w+):? ?(.*)$/.exec(line)!);
      if (fields.length > 0) events.push(Object.fromEntries(fields.map(([, name, value]) => [name, value])) as never);
    }
  });
  response.on('error', () => undefined);
  asking.on('error', () => undefined);
  return {
    response,
    events,
    comments,
    ended: new Promise((resolve) => response.once('close', resolve)),
    nexts: () => events.filter(({ event }) => event === 'next').map(({ data }) => JSON.parse(data) as never),
    close: () => void asking.destroy(),
  };
}
