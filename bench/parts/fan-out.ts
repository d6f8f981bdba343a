import { linkSession } from '../../test/support/linked-session.js';
import { gatherCrowd, type Crowd } from '../crowd.js';
import { type Figure } from '../figures.js';
import { startFloor } from '../floors/start-floor.js';
import { least, leastCpuMs, type Sample, type Side, slice } from '../measure.js';
import { rssMb } from '../usage.js';
import { startLinked } from './gateway.js';
import { type Part, withCleanUp } from './part.js';

const CPU_LIMIT = 1.5;
const LAST_LIMIT = 3;
const KB_LIMIT = 35;
const PHONE = '628123456789';

/** One event to a crowd of subscribers. */
export const fanOut: Part = (bench) =>
  withCleanUp(async (later) => {
    const { arguments: pace, cores, tell } = bench;
    const count = pace.subscribers;
    const gather = async (url: string, key?: string): Promise<Crowd> => {
      const crowd = await gatherCrowd({ url, key, count });
      later(() => crowd.stop());
      return crowd;
    };
    const env = { STREAM_MAX_CONNECTIONS_PER_KEY: String(count), STREAM_PING_INTERVAL_MS: '600000' };
    const { gateway, gatewayPid, network } = await startLinked(cores, later, env);
    await linkSession(gateway, network, { name: 'bench', phone: PHONE });
    const inject = () =>
      network.control.inject({ to: PHONE, from: '628770001000', name: 'Contact', text: 'Is it here?' });
    await inject();
    const before = rssMb(gatewayPid);
    tell(`fan-out: ${count} subscribers at the gateway`);
    const subject = sideOf(gatewayPid, count, await gather(`${gateway.url}/graphql`, gateway.key), inject);
    const after = rssMb(gatewayPid);
    const { payload } = JSON.parse((await subject.crowd.hear(inject)).last) as { payload: object };

    const floorOf = async (kind: 'raw' | 'stock') => {
      const floor = await startFloor('fan-out', { args: [kind], message: payload });
      later(() => floor.stop());
      cores.pinServer(floor.pid);
      tell(`fan-out: ${count} subscribers at the floor ${kind}`);
      const crowd = await gather(floor.url, kind === 'stock' ? 'any' : undefined);
      return sideOf(floor.pid, count, crowd, () => fetch(floor.url, { method: 'POST' }));
    };
    const sides = { subject, raw: await floorOf('raw'), stock: await floorOf('stock') };
    const taken = { subject: [] as Sample[], raw: [] as Sample[], stock: [] as Sample[] };
    for (let round = 0; round <= pace.rounds; round++) {
      for (const name of ['subject', 'raw', 'stock'] as const) {
        const sample = await slice(sides[name], pace.seconds);
        if (round > 0) taken[name].push(sample);
      }
      tell(`fan-out: round ${round} of ${pace.rounds}`);
    }
    const cpu = { subject: leastCpuMs(taken.subject), raw: leastCpuMs(taken.raw), stock: leastCpuMs(taken.stock) };
    const figures: Figure[] = [
      {
        ...{ what: 'P5: CPU per delivery, beside raw ws', unit: 'ms' },
        ...{ subject: cpu.subject, floor: cpu.raw, bar: { kind: 'ratio', limit: CPU_LIMIT } },
      },
      { what: 'CPU per delivery, beside stock graphql-ws', unit: 'ms', subject: cpu.subject, floor: cpu.stock },
      {
        ...{ what: 'P5: until the last has it, best slice', unit: 'ms' },
        ...{ subject: least(taken.subject, 'lastMs'), floor: least(taken.raw, 'lastMs') },
        bar: { kind: 'ratio', limit: LAST_LIMIT },
      },
      {
        ...{ what: 'P5: memory of a subscriber', unit: 'kB' },
        subject: before === null || after === null ? null : ((after - before) * 1024) / count,
        bar: { kind: 'atMost', limit: KB_LIMIT },
      },
    ];
    return {
      part: 'fan-out',
      about:
        `One text to ${count} subscribers, journalled on its way. Floors: raw ws, which sends each of them the same ` +
        'bytes, and graphql-ws as it comes.',
      figures,
      notes: [],
      samples: taken,
    };
  });

/** Events one after the other, each once everybody has the one before. */
function sideOf(
  pid: number,
  count: number,
  crowd: Crowd,
  send: () => Promise<unknown>,
): Side & { readonly crowd: Crowd } {
  return {
    pid,
    crowd,
    async load(seconds) {
      const took: number[] = [];
      for (const started = performance.now(); performance.now() - started < seconds * 1000; ) {
        took.push((await crowd.hear(send)).tookMs);
      }
      return { units: took.length * count, wall: { lastMs: Math.min(...took) } };
    },
  };
}
