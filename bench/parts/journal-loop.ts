import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { linkSession } from '../../test/support/linked-session.js';
import { type RunningDouble } from '../../test/support/double.js';
import { type Database } from '../arguments.js';
import { type Figure } from '../figures.js';
import { startFloor } from '../floors/start-floor.js';
import { linkFloor } from './inbound.js';
import { startLinked } from './gateway.js';
import { type Bench } from './part.js';

const SUBJECT_PHONE = '628123456789';
const FLOOR_PHONE = '628123456788';
const TEXTS = 10_000;
const WARM_UP_TEXTS = 200;
const WITHIN_MS = 600_000;
const P99_LIMIT_MS = 50;
const LONGEST_LIMIT_MS = 200;
const LOOP_DELAY = resolve(__dirname, '../loop-delay.js');

interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** P8: how long an event loop is held up while 10,000 texts come in as fast as they are taken. */
export async function loopDelay(bench: Bench, later: (step: () => unknown) => void, database: Database) {
  const { arguments: pace, cores, tell } = bench;
  const total = pace.quick ? TEXTS / 10 : TEXTS;
  const env = { NODE_OPTIONS: `--require ${LOOP_DELAY}` };
  const { gateway, network } = await startLinked(cores, later, env, database);
  await linkSession(gateway, network, { name: 'bench', phone: SUBJECT_PHONE });
  tell(`journal, P8 ${database}: ${total} texts to the gateway`);
  const subject = await burst(network, SUBJECT_PHONE, gateway.process, total);

  // Its deliveries go nowhere: there is no webhook at the gateway either.
  const floor = await startFloor('bare-gateway', { args: [network.url], load: LOOP_DELAY });
  later(() => floor.stop());
  cores.pinServer(floor.pid);
  await linkFloor(floor, network, FLOOR_PHONE);
  tell(`journal, P8 ${database}: ${total} texts to the floor`);
  const bare = await burst(network, FLOOR_PHONE, floor.process, total);

  const what = `P8 ${database}: event loop held up during ${total} texts`;
  const atMost = (limit: number) => ({ kind: 'atMost', limit }) as const;
  const figures: Figure[] = [
    {
      ...{ what: `${what}, p99`, unit: 'ms' },
      ...{ subject: subject.delay.p99Ms, floor: bare.delay.p99Ms, bar: atMost(P99_LIMIT_MS) },
    },
    {
      ...{ what: `${what}, longest`, unit: 'ms' },
      ...{ subject: subject.delay.maxMs, floor: bare.delay.maxMs, bar: atMost(LONGEST_LIMIT_MS) },
    },
    { what: `P8 ${database}: texts taken a second`, unit: '/s', subject: subject.perSecond, floor: bare.perSecond },
  ];
  return { figures, samples: { subject, floor: bare } };
}

/** @returns how the process fared while it took so many texts */
async function burst(network: RunningDouble, phone: string, watched: ChildProcess, total: number) {
  const read = async (): Promise<LoopDelay> => {
    const answer = once(watched, 'message');
    watched.send('loop-delay');
    return ((await answer) as [LoopDelay])[0];
  };
  await network.control.load({ accounts: [phone], total: WARM_UP_TEXTS, timeoutMs: WITHIN_MS });
  await read();
  const { handled, perSecond } = await network.control.load({ accounts: [phone], total, timeoutMs: WITHIN_MS });
  const delay = await read();
  if (handled !== total) throw new Error(`only ${handled} of ${total} texts were taken`);
  return { delay, perSecond };
}
