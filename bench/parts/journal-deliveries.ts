import { setTimeout as sleep } from 'node:timers/promises';
import { linkSession } from '../../test/support/linked-session.js';
import { waitFor } from '../../test/support/wait.js';
import { Arrivals } from '../arrivals.js';
import { type Database } from '../arguments.js';
import { type Figure } from '../figures.js';
import { startFloor } from '../floors/start-floor.js';
import { receiveWebhooks } from '../listeners.js';
import { leastCpuMs, type Sample, type Side, slice } from '../measure.js';
import { startLinked } from './gateway.js';
import { type Bench } from './part.js';

const LIMIT = 3;
const WEBHOOKS = 20;
/** Of either side, so that both sleep and wake alike; a slice is long beside the steps of 10 ms that CPU time is told in. */
const PER_SECOND = 50;
const WARM_UP_SECONDS = 4;
const WITHIN_MS = 60_000;
const PHONES = { told: '628123456789', silent: '628123456788' };

/**
 * P4: what a webhook delivery costs, beside a bare signed POST of the same body. Texts come to two sessions of one gateway
 * in turn, of which one has twenty webhooks and the other none: what the one costs more is its deliveries.
 */
export async function deliveries(bench: Bench, later: (step: () => unknown) => void, database: Database) {
  const { arguments: pace, cores, tell } = bench;
  const { gateway, gatewayPid, network } = await startLinked(cores, later, {}, database);
  const ears = { subject: new Arrivals(), floor: new Arrivals() };
  const receiver = await receiveWebhooks(ears);
  later(() => receiver.stop());
  const told = await linkSession(gateway, network, { name: 'told', phone: PHONES.told });
  await linkSession(gateway, network, { name: 'silent', phone: PHONES.silent });
  for (let number = 0; number < WEBHOOKS; number++) {
    const url = `${receiver.urlOf('subject')}?number=${number}`;
    const body = { url, events: ['message.received'], secret: 'bench-secret-0123456789' };
    const made = await gateway.rest('POST', `/api/sessions/${told}/webhooks`, { body });
    if (made.status !== 201) throw new Error(`a webhook was not taken: ${JSON.stringify(made.body)}`);
  }
  const gatewaySide = (phone: string, webhooks: number): Side => ({
    pid: gatewayPid,
    async load(seconds) {
      const before = receiver.received;
      const { sent } = await network.control.load({ accounts: [phone], rate: PER_SECOND, total: PER_SECOND * seconds });
      await waitFor('every delivery', () => receiver.received - before >= sent * webhooks, WITHIN_MS);
      return { units: sent, wall: {} };
    },
  });
  const sides = { told: gatewaySide(PHONES.told, WEBHOOKS), silent: gatewaySide(PHONES.silent, 0) };
  // As often as it takes for the code to be as fast as it gets.
  await sides.told.load(WARM_UP_SECONDS);

  const message = { url: receiver.urlOf('floor'), body: receiver.lastBody };
  const floor = await startFloor('signed-post', { message });
  later(() => floor.stop());
  cores.pinServer(floor.pid);
  const bare: Side = {
    pid: floor.pid,
    async load(seconds) {
      const texts = PER_SECOND * seconds;
      const begunAt = performance.now();
      for (let text = 0; text < texts; text++) {
        await sleep(begunAt + (text * 1000) / PER_SECOND - performance.now());
        const answer = await fetch(`${floor.url}/?count=${WEBHOOKS}`, { method: 'POST' });
        if (!answer.ok) throw new Error(`the floor failed: ${await answer.text()}`);
      }
      return { units: texts * WEBHOOKS, wall: {} };
    },
  };
  const taken = { told: [] as Sample[], silent: [] as Sample[], floor: [] as Sample[] };
  for (let round = 0; round <= pace.rounds; round++) {
    const samples = {
      told: await slice(sides.told, pace.seconds),
      silent: await slice(sides.silent, pace.seconds),
      floor: await slice(bare, pace.seconds),
    };
    if (round === 0) continue;
    for (const name of ['told', 'silent', 'floor'] as const) taken[name].push(samples[name]);
    tell(`journal, P4 ${database}, deliveries: round ${round}`);
  }
  const [withAll, without] = [leastCpuMs(taken.told), leastCpuMs(taken.silent)];
  const figures: Figure[] = [
    {
      what: `P4 ${database}: CPU per webhook delivery`,
      unit: 'ms',
      subject: withAll === null || without === null ? null : (withAll - without) / WEBHOOKS,
      floor: leastCpuMs(taken.floor),
      bar: { kind: 'ratio', limit: LIMIT },
    },
  ];
  return { figures, samples: taken };
}
