import { setTimeout as sleep } from 'node:timers/promises';
import { linkSession } from '../../test/support/linked-session.js';
import { Arrivals } from '../arrivals.js';
import { type Figure } from '../figures.js';
import { subscribe } from '../listeners.js';
import { leastCpuMs, type Pace, percentile, type Sample, slice, type Work } from '../measure.js';
import { rssMb } from '../usage.js';
import { type Linked, startLinked } from './gateway.js';
import { type Bench, type Part, withCleanUp } from './part.js';

const OFFERED_PER_SECOND = 300;
const REACHED_SHARE = 0.99;
/** The last text may be this late; more, and the process was falling behind. */
const BEHIND_AFTER_MS = 1000;
const RSS_LIMIT_MB = 8;
const CPU_LIMIT = 1.2;
/** A first login makes 812 key pairs: a few at a time, so that none runs into a time limit. */
const LINKED_AT_ONCE = 3;
const CONTACTS = 2;
const WARM_UP_PER_SECOND = 100;

const phoneOf = (index: number): string => String(628_200_000_000 + index);
const phones = (count: number): string[] => Array.from({ length: count }, (_, index) => phoneOf(index));

interface Memory {
  readonly rssMb: number | null;
  readonly heapMb: number;
}

/** Many sessions in one gateway process under 300 messages a second over all of them. */
export const sessions: Part = (bench) =>
  withCleanUp(async (later) => {
    const { sessions: count, quick, ...pace } = bench.arguments;
    const { longS, idleMs } = quick ? { longS: 5, idleMs: 2000 } : { longS: 20, idleMs: 10_000 };
    const linked = await startLinked(bench.cores, later);
    const heard = new Arrivals();
    later(subscribe(linked.gateway.url, linked.gateway.key, heard));

    await linkMany(bench, linked, 0, 1);
    const memoryOfOne = await idle(linked, idleMs);
    bench.tell('sessions: load on one session');
    const one = await loaded(linked, heard, { accounts: phones(1), contacts: CONTACTS * count, longS, pace });
    await linkMany(bench, linked, 1, count);
    const memoryOfAll = await idle(linked, idleMs);
    bench.tell(`sessions: load on ${count} sessions`);
    const all = await loaded(linked, heard, { accounts: phones(count), contacts: CONTACTS, longS, pace });
    const memoryAfter = await idle(linked, idleMs);

    const memory = { memoryOfOne, memoryOfAll, memoryAfter };
    return {
      part: 'sessions',
      about:
        `${OFFERED_PER_SECOND} texts a second for ${longS} s from ${CONTACTS * count} contacts that were never ` +
        `answered (every text carries its key exchange). Subject: ${count} sessions in one process. Floor: one.`,
      figures: figuresOf(one, all, memory, count - 1),
      notes: notesOf(all.long, longS),
      samples: { one, all, ...memory },
    };
  });

/** Links the sessions from `first` up to but without `end`. */
async function linkMany({ tell }: Bench, { gateway, network }: Linked, first: number, end: number): Promise<void> {
  let next = first;
  let done = first;
  const worker = async (): Promise<void> => {
    while (next < end) {
      const index = next++;
      await linkSession(gateway, network, { name: `bench-${index}`, phone: phoneOf(index) });
      if (++done % 10 === 0 || done === end) tell(`sessions: ${done} of ${end} linked`);
    }
  };
  await Promise.all(Array.from({ length: LINKED_AT_ONCE }, worker));
}

async function idle({ gateway, gatewayPid }: Linked, ms: number): Promise<Memory> {
  await sleep(ms);
  const overview = (await gateway.rest('GET', '/api/sessions/stats/overview')).body;
  const { memoryUsage } = overview as { memoryUsage: { heapUsed: number } };
  return { rssMb: rssMb(gatewayPid), heapMb: memoryUsage.heapUsed };
}

/** The long load, and short ones after it for the CPU of a message. */
interface Loaded {
  readonly long: Work;
  readonly slices: readonly Sample[];
}

let loads = 0;

/** @param contacts per session; in the warm-up each of them writes twice */
async function loaded(
  { gatewayPid, network }: Linked,
  heard: Arrivals,
  { accounts, contacts, longS, pace }: { accounts: string[]; contacts: number; longS: number; pace: Pace },
): Promise<Loaded> {
  const offer = async (rate: number, total: number): Promise<Work> => {
    const prefix = `load${++loads}`;
    heard.open(prefix);
    const report = await network.control.load({ accounts, rate, total, prefix, contacts });
    const latenciesMs = await heard.close(prefix, report.sent);
    return {
      units: report.sent,
      wall: {
        ...{ handled: report.handled, seen: latenciesMs.length, tookS: report.seconds, perSecond: report.perSecond },
        ...{ p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99) },
      },
    };
  };
  const load = (seconds: number): Promise<Work> => offer(OFFERED_PER_SECOND, OFFERED_PER_SECOND * seconds);
  await offer(WARM_UP_PER_SECOND, accounts.length * contacts * 2);
  const long = await load(longS);
  const slices = [];
  for (let round = 0; round < pace.rounds; round++) slices.push(await slice({ pid: gatewayPid, load }, pace.seconds));
  return { long, slices };
}

function figuresOf(
  one: Loaded,
  all: Loaded,
  { memoryOfOne, memoryOfAll, memoryAfter }: Record<'memoryOfOne' | 'memoryOfAll' | 'memoryAfter', Memory>,
  added: number,
): Figure[] {
  const grownMb = (after: number | null, before: number | null): number | null =>
    after === null || before === null || added === 0 ? null : (after - before) / added;
  const wall = (name: string) => ({ subject: all.long.wall[name] ?? null, floor: one.long.wall[name] ?? null });
  const atMost = (limit: number) => ({ kind: 'atMost', limit }) as const;
  return [
    {
      ...{ what: 'rate reached', unit: '/s', ...wall('perSecond') },
      bar: { kind: 'atLeast', limit: OFFERED_PER_SECOND * REACHED_SHARE },
    },
    { what: 'to subscriber: p50', unit: 'ms', ...wall('p50Ms') },
    { what: 'to subscriber: p99', unit: 'ms', ...wall('p99Ms') },
    {
      ...{
        what: 'CPU per message',
        unit: 'ms',
        subject: leastCpuMs(all.slices),
        floor: leastCpuMs(one.slices),
      },
      bar: { kind: 'ratio', limit: CPU_LIMIT },
    },
    {
      ...{ what: 'memory per added session, idle', unit: 'MB' },
      subject: grownMb(memoryOfAll.rssMb, memoryOfOne.rssMb),
      bar: atMost(RSS_LIMIT_MB),
    },
    {
      ...{ what: 'memory per added session, after the load', unit: 'MB' },
      subject: grownMb(memoryAfter.rssMb, memoryOfOne.rssMb),
      bar: atMost(RSS_LIMIT_MB),
    },
    {
      ...{ what: 'JS heap per added session, idle', unit: 'MB' },
      subject: grownMb(memoryOfAll.heapMb, memoryOfOne.heapMb),
    },
    { what: 'memory of the whole process, idle', unit: 'MB', subject: memoryOfAll.rssMb, floor: memoryOfOne.rssMb },
  ];
}

function notesOf({ units, wall }: Work, seconds: number): string[] {
  const { handled = 0, seen = 0, tookS = NaN } = wall;
  const lateMs = Math.max(0, Math.round((tookS - seconds) * 1000));
  const kept = handled === units && seen === units && lateMs <= BEHIND_AFTER_MS;
  return [
    `${kept ? 'kept up' : 'FELL BEHIND'}: ${units} sent, ${handled} confirmed to WhatsApp, ${seen} seen by the ` +
      `subscriber, the last confirmation ${lateMs} ms after the load should have ended`,
  ];
}
