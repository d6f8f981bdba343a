import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import WebSocket from 'ws';

/** An event as it arrived. */
export interface Arrived {
  readonly id: string;
  readonly cursor: string;
}

/** A client that keeps the cursor of its last event and goes on behind it, over one connection after another. */
export interface ResumingClient {
  readonly name: string;
  /** Over all connections, in the order of arrival. */
  readonly events: readonly Arrived[];
  /** How many events it had whenever it cut its connection. */
  readonly cuts: readonly number[];
  /** Why a connection ended that was not cut from here. */
  readonly endings: readonly string[];
  /** Connects to where the gateway is now, and again whenever the connection ends, until `close`. */
  connect(address: string, key: string): void;
  close(): void;
}

export interface ClientHabits {
  readonly name: string;
  readonly over: 'WebSocket' | 'SSE';
  /** Where it begins. */
  readonly start: string;
  /** With so many events it cuts its connection, as a lost network does: nothing is said. */
  readonly cutAt: ReadonlySet<number>;
  /** Every so many events it stops reading for so many milliseconds. */
  readonly rest?: { readonly every: number; readonly forMs: number };
}

interface Connection {
  pause(): void;
  resume(): void;
  cut(): void;
}
interface Ears {
  event(event: Arrived): void;
  ended(why: string): void;
}
type Connect = (address: string, key: string, after: string, ears: Ears) => Connection;

const EVENTS = 'subscription ($after: Cursor) { events(after: $after) { id cursor } }';
const AGAIN_AFTER_MS = 20;

export function resumingClient({ name, over, start, cutAt, rest }: ClientHabits): ResumingClient {
  const connectOver = over === 'WebSocket' ? overWebSocket : overSse;
  const events: Arrived[] = [];
  const endings: string[] = [];
  let target: { address: string; key: string } | undefined;
  let connection: Connection | undefined;
  let again: NodeJS.Timeout | undefined;
  const cuts: number[] = [];

  const open = (): void => {
    if (target === undefined) return;
    const { address, key } = target;
    let current = true;
    const leave = (): boolean => {
      const was = current;
      current = false;
      return was;
    };
    const opened = connectOver(address, key, events.at(-1)?.cursor ?? start, {
      event(event) {
        if (!current) return;
        events.push(event);
        if (cutAt.has(events.length)) {
          cuts.push(events.length);
          drop();
          return open();
        }
        if (rest === undefined || events.length % rest.every !== 0) return;
        opened.pause();
        setTimeout(() => opened.resume(), rest.forMs);
      },
      ended(why) {
        if (!leave()) return;
        endings.push(why);
        again = setTimeout(open, AGAIN_AFTER_MS);
      },
    });
    connection = { ...opened, cut: () => void (leave() && opened.cut()) };
  };
  const drop = (): void => {
    clearTimeout(again);
    connection?.cut();
    connection = undefined;
  };
  return {
    name,
    events,
    endings,
    cuts,
    connect(address, key) {
      drop();
      target = { address, key };
      open();
    },
    close() {
      target = undefined;
      drop();
    },
  };
}

const overWebSocket: Connect = (address, key, after, ears) => {
  const socket = new WebSocket(`ws://${address}`, 'graphql-transport-ws', { perMessageDeflate: false });
  const send = (message: unknown): void => socket.send(JSON.stringify(message));
  socket.on('open', () => send({ type: 'connection_init', payload: { 'X-API-Key': key } }));
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { type: string; payload: Payload };
    if (message.type === 'connection_ack') {
      send({ type: 'subscribe', id: '1', payload: { query: EVENTS, variables: { after } } });
    } else if (message.type === 'next') take(message.payload, ears);
  });
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => ears.ended(`${code} ${reason.toString()}`));
  return { pause: () => socket.pause(), resume: () => socket.resume(), cut: () => socket.terminate() };
};

const overSse: Connect = (address, key, after, ears) => {
  const url = new URL(`http://${address}`);
  url.searchParams.set('query', EVENTS);
  const headers = { accept: 'text/event-stream', 'x-api-key': key, 'last-event-id': after };
  let response: IncomingMessage | undefined;
  const asking: ClientRequest = request(url, { headers, agent: false }, (answer) => {
    response = answer;
    let rest = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = block.split('\n').find((line) => line.startsWith('data: {'));
        if (data !== undefined) take(JSON.parse(data.slice('data: '.length)) as Payload, ears);
      }
    });
    answer.on('error', () => undefined);
    answer.on('close', () => ears.ended(`HTTP ${answer.statusCode ?? ''}`));
  });
  asking.on('error', (error) => ears.ended(error.message));
  asking.end();
  return { pause: () => response?.pause(), resume: () => response?.resume(), cut: () => void asking.destroy() };
};

interface Payload {
  readonly data?: { readonly events: Arrived } | null;
  readonly errors?: unknown;
}

function take({ data, errors }: Payload, ears: Ears): void {
  if (errors !== undefined) ears.ended(JSON.stringify(errors));
  else if (data) ears.event(data.events);
}
