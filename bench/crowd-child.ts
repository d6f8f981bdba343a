import { once } from 'node:events';
import WebSocket from 'ws';
import type { CrowdOrder, CrowdReport } from './crowd.js';

/** A crowd's own process: what it costs to hear thousands of messages is on no other bill. */
const QUERY = 'subscription { messageReceived { id cursor message { id chatId author authorName body sentAt } } }';
/** Connections that are being opened at the same time. */
const AT_ONCE = 20;

let arrived = 0;
let last = '';
let whenArrived: { readonly count: number; readonly tell: () => void } | undefined;
const report = (message: CrowdReport): void => void process.send?.(message);

function heard(data: Buffer, isFirst: boolean): void {
  arrived++;
  if (isFirst) last = data.toString();
  if (whenArrived !== undefined && arrived >= whenArrived.count) {
    const { tell } = whenArrived;
    whenArrived = undefined;
    tell();
  }
}

/** @param key none: plain sockets that say nothing */
async function join(number: number, url: string, key: string | undefined): Promise<void> {
  const protocol = key === undefined ? [] : ['graphql-transport-ws'];
  const socket = new WebSocket(url.replace('http', 'ws'), protocol, { perMessageDeflate: false });
  await once(socket, 'open');
  if (key !== undefined) {
    const acknowledged = once(socket, 'message');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { 'X-API-Key': key } }));
    await acknowledged;
    socket.send(JSON.stringify({ id: `subscriber-${number}`, type: 'subscribe', payload: { query: QUERY } }));
    // What is answered to it shows that the subscription before it was taken.
    const answered = once(socket, 'message');
    socket.send(JSON.stringify({ type: 'ping' }));
    await answered;
  }
  socket.on('message', (data: Buffer) => heard(data, number === 0));
}

async function gather({ url, key, count }: Extract<CrowdOrder, { kind: 'gather' }>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) await join(next++, url, key);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  report({ kind: 'gathered' });
}

process.on('message', (order: CrowdOrder) => {
  if (order.kind === 'gather') return void gather(order);
  arrived = 0;
  const tell = (): void => report({ kind: 'arrived', last });
  whenArrived = { count: order.count, tell };
  report({ kind: 'counting' });
});
process.once('disconnect', () => process.exit(0));
