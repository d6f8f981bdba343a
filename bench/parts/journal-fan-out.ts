import { once } from 'node:events';
import WebSocket from 'ws';
import { linkSession } from '../../test/support/linked-session.js';
import { waitFor } from '../../test/support/wait.js';
import { type Figure } from '../figures.js';
import { startFloor } from '../floors/start-floor.js';
import { leastCpuMs, type Sample, type Side, slice } from '../measure.js';
import { startLinked } from './gateway.js';
import { type Bench } from './part.js';

const SUBSCRIBERS = 1000;
const PER_SECOND = 10;
const LIMIT = 1.5;
const PHONE = '628123456789';
const QUERY = 'subscription { messageReceived { id cursor message { id chatId author authorName body sentAt } } }';
const WITHIN_MS = 60_000;

interface Crowd {
  /** Messages that arrived, over all sockets. */
  arrived: number;
  /** The newest of them. */
  last: string;
}

/** P5 with a thousand: what one delivery costs, beside raw `ws` and beside graphql-ws as it comes. */
export async function fanOut({ arguments: pace, cores, tell }: Bench, later: (step: () => unknown) => void) {
  const env = { STREAM_MAX_CONNECTIONS_PER_KEY: String(SUBSCRIBERS) };
  const { gateway, gatewayPid, network } = await startLinked(cores, later, env);
  await linkSession(gateway, network, { name: 'bench', phone: PHONE });
  const crowd = await gather(`${gateway.url}/graphql`, later, gateway.key);
  const subject: Side = {
    pid: gatewayPid,
    load: (seconds) =>
      counted(crowd, seconds * PER_SECOND, async (total) => {
        await network.control.load({ accounts: [PHONE], rate: PER_SECOND, total });
      }),
  };
  const warm = await subject.load(1);
  if (warm.units !== SUBSCRIBERS * PER_SECOND) throw new Error('not everybody heard of every text');
  const { payload } = JSON.parse(crowd.last) as { payload: object };

  const floorOf = async (kind: 'raw' | 'stock'): Promise<Side> => {
    const floor = await startFloor('fan-out', { args: [kind], message: payload });
    later(() => floor.stop());
    cores.pinServer(floor.pid);
    const listeners = await gather(floor.url, later, kind === 'stock' ? 'any' : undefined);
    const emit = async (): Promise<string> => (await fetch(floor.url, { method: 'POST' })).text();
    await waitFor('everybody at the floor', async () => (await emit()) === String(SUBSCRIBERS), WITHIN_MS);
    return {
      pid: floor.pid,
      load: (seconds) =>
        counted(listeners, seconds * PER_SECOND, async (total) => {
          for (let each = 0; each < total; each++) await emit();
        }),
    };
  };
  const sides = { subject, raw: await floorOf('raw'), stock: await floorOf('stock') };
  const taken = { subject: [] as Sample[], raw: [] as Sample[], stock: [] as Sample[] };
  for (let round = 0; round <= pace.rounds; round++) {
    for (const name of ['subject', 'raw', 'stock'] as const) {
      const sample = await slice(sides[name], pace.seconds);
      if (round > 0) taken[name].push(sample);
    }
    tell(`journal, fan-out: round ${round} of ${pace.rounds}`);
  }
  const cost = { subject: leastCpuMs(taken.subject), raw: leastCpuMs(taken.raw), stock: leastCpuMs(taken.stock) };
  const what = `event to ${SUBSCRIBERS} subscribers: CPU per delivery`;
  const figures: Figure[] = [
    {
      what: `${what}, beside raw ws`,
      ...{ unit: 'ms', subject: cost.subject, floor: cost.raw, bar: { kind: 'ratio', limit: LIMIT } },
    },
    { what: `${what}, beside stock graphql-ws`, unit: 'ms', subject: cost.subject, floor: cost.stock },
  ];
  return { figures, samples: taken };
}

/** @returns what arrived of so many events */
async function counted(crowd: Crowd, events: number, send: (events: number) => Promise<void>) {
  const before = crowd.arrived;
  await send(events);
  const wanted = before + events * SUBSCRIBERS;
  await waitFor('every delivery', () => crowd.arrived >= wanted, WITHIN_MS);
  return { units: crowd.arrived - before, wall: {} };
}

/** @param key none: plain sockets that say nothing */
async function gather(url: string, later: (step: () => unknown) => void, key?: string): Promise<Crowd> {
  const crowd: Crowd = { arrived: 0, last: '' };
  const sockets: WebSocket[] = [];
  later(() => sockets.forEach((socket) => socket.terminate()));
  for (let number = 0; number < SUBSCRIBERS; number++) {
    const protocol = key === undefined ? [] : ['graphql-transport-ws'];
    const socket = new WebSocket(url.replace('http', 'ws'), protocol, { perMessageDeflate: false });
    sockets.push(socket);
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
    socket.on('message', (data: Buffer) => {
      crowd.arrived++;
      if (number === 0) crowd.last = data.toString();
    });
  }
  return crowd;
}
