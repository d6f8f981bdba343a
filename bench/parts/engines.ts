import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINE_KINDS, type EngineKind } from '../../src/domain/session.js';
import { startGateway, type TestGateway } from '../../test/support/gateway.js';
import { waitForStatus } from '../../test/support/linked-session.js';
import { type Network, type PretendPerson, startNetwork } from '../../test/support/network.js';
import { treePssMb } from '../../test/support/process-tree.js';
import { readQr } from '../../test/support/qr.js';
import { waitFor } from '../../test/support/wait.js';
import { Arrivals } from '../arrivals.js';
import { type Figure } from '../figures.js';
import { subscribe } from '../listeners.js';
import { percentile } from '../measure.js';
import { type Bench, type Part, withCleanUp } from './part.js';

/** How many sessions there are when memory is read. */
const STEPS: Record<EngineKind, readonly number[]> = { baileys: [1, 10, 25, 50], 'whatsapp-web.js': [1, 2, 4] };
const QUICK_STEPS: Record<EngineKind, readonly number[]> = { baileys: [1, 5], 'whatsapp-web.js': [1, 2] };
const TEXTS = 300;
/** Texts on their way at once, in and out. */
const WINDOW = 8;
const RECONNECTS = 3;
const SETTLE_MS = 3000;
const STARTS_WITHIN_MS = 60_000;
const LINKED_AT_ONCE = 3;

interface Measured {
  readonly startToQrMs: readonly number[];
  readonly scanToReadyMs: readonly number[];
  readonly reconnectMs: readonly number[];
  readonly inPerSecond: number;
  readonly outPerSecond: number;
  /** By number of idle sessions. */
  readonly pssMb: readonly { readonly sessions: number; readonly mb: number | null }[];
}

/** Both engines at the same work, one after the other, each in a gateway of its own. */
export const engines: Part = async (bench) => {
  const of = {} as Record<EngineKind, Measured>;
  for (const engine of ENGINE_KINDS) of[engine] = await measure(bench, engine);
  return {
    part: 'engines',
    about:
      `The same gateway with one engine or the other. Subject: whatsapp-web.js on a real Chromium, up to ` +
      `${last(stepsOf(bench, 'whatsapp-web.js'))} sessions. Floor: Baileys, up to ${last(stepsOf(bench, 'baileys'))}.`,
    figures: figuresOf(of['whatsapp-web.js'], of.baileys),
    notes: ENGINE_KINDS.map(
      (engine) =>
        `${engine}: PSS of the gateway and everything it started, idle: ` +
        of[engine].pssMb.map(({ sessions, mb }) => `${sessions} sessions ${mb?.toFixed(0) ?? '?'} MB`).join(', '),
    ),
    samples: of,
  };
};

const stepsOf = ({ arguments: { quick } }: Bench, engine: EngineKind): readonly number[] =>
  (quick ? QUICK_STEPS : STEPS)[engine];
const last = (numbers: readonly number[]): number => numbers[numbers.length - 1] ?? 0;

function measure(bench: Bench, engine: EngineKind): Promise<Measured> {
  return withCleanUp(async (later) => {
    const { cores, tell } = bench;
    const network = await startNetwork(engine);
    later(() => network.stop());
    cores.pinLoad(network.pid);
    const gateway = await startGateway({ env: { NODE_ENV: 'production', LOG_LEVEL: 'warn', ...network.env } });
    later(() => gateway.stop());
    const pid = gateway.process.pid ?? 0;
    cores.pinServer(pid);

    const links: LinkedOne[] = [];
    const pssMb = [];
    for (const sessions of stepsOf(bench, engine)) {
      while (links.length < sessions) {
        const owners = Array.from({ length: Math.min(LINKED_AT_ONCE, sessions - links.length) }, (_, index) =>
          accountOf(links.length + index),
        );
        links.push(...(await Promise.all(owners.map((owner) => linkOne(gateway, network, owner)))));
      }
      await sleep(SETTLE_MS);
      pssMb.push({ sessions, mb: treePssMb(pid) });
      tell(`engines: ${engine}, ${sessions} sessions`);
    }
    const { id } = links[0]!;
    const reconnectMs = [];
    for (let i = 0; i < RECONNECTS; i++) reconnectMs.push(await restart(gateway, id));
    tell(`engines: ${engine}, ${TEXTS} texts each way`);
    const traffic = await exchange(gateway, network, id);
    const startToQrMs = links.map((link) => link.startToQrMs);
    return { startToQrMs, scanToReadyMs: links.map((link) => link.scanToReadyMs), reconnectMs, ...traffic, pssMb };
  });
}

const accountOf = (index: number): PretendPerson => ({
  phone: String(628_300_000_000 + index),
  name: `Depot ${index}`,
});
const CONTACT: PretendPerson = { phone: '628770001122', name: 'Rina' };

interface LinkedOne {
  readonly id: string;
  readonly startToQrMs: number;
  readonly scanToReadyMs: number;
}

/** As a user would: start, read the picture, scan it. */
async function linkOne(gateway: TestGateway, network: Network, owner: PretendPerson): Promise<LinkedOne> {
  const created = await gateway.rest('POST', '/api/sessions', { body: { name: `bench-${owner.phone}` } });
  const { id } = created.body as { id: string };
  const started = performance.now();
  await gateway.rest('POST', `/api/sessions/${id}/start`);
  const picture = await waitFor(
    'a QR picture',
    async () => {
      const { status, body } = await gateway.rest('GET', `/api/sessions/${id}/qr`);
      return status === 200 ? (body as { qrCode: string }).qrCode : undefined;
    },
    STARTS_WITHIN_MS,
  );
  const shown = performance.now();
  await network.scan(readQr(picture), owner);
  await waitForStatus(gateway, id, 'ready', STARTS_WITHIN_MS);
  return { id, startToQrMs: shown - started, scanToReadyMs: performance.now() - shown };
}

/** Stopped, then started with the link it has. @returns ms from the start to `ready` */
async function restart(gateway: TestGateway, id: string): Promise<number> {
  await gateway.rest('POST', `/api/sessions/${id}/stop`);
  const started = performance.now();
  await gateway.rest('POST', `/api/sessions/${id}/start`);
  await waitForStatus(gateway, id, 'ready', STARTS_WITHIN_MS);
  return performance.now() - started;
}

/** Some hundred texts each way, as fast as they are taken. */
async function exchange(gateway: TestGateway, network: Network, id: string) {
  const account = accountOf(0);
  const heard = new Arrivals();
  const end = subscribe(gateway.url, gateway.key, heard);
  await sleep(250);
  heard.open('in');
  let started = performance.now();
  await inWindow((i) => network.write(`in:0:${i}:${Date.now()}:`, CONTACT, account));
  const arrived = await heard.close('in', TEXTS);
  if (arrived.length < TEXTS) throw new Error(`${arrived.length} of ${TEXTS} texts came in`);
  const inPerSecond = perSecond(started);
  await end();

  started = performance.now();
  await inWindow(async (i) => {
    const body = { chatId: `${CONTACT.phone}@c.us`, text: `out ${i}` };
    const { status } = await gateway.rest('POST', `/api/sessions/${id}/messages/send-text`, { body });
    if (status !== 201) throw new Error(`send-text answered ${status}`);
  });
  await waitFor('every text at the contact', async () => (await network.textsOf(account)).length >= TEXTS, 60_000);
  return { inPerSecond, outPerSecond: perSecond(started) };
}

const perSecond = (started: number): number => (TEXTS / (performance.now() - started)) * 1000;

async function inWindow(act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < TEXTS) await act(next++);
  };
  await Promise.all(Array.from({ length: WINDOW }, worker));
}

function figuresOf(subject: Measured, floor: Measured): Figure[] {
  const both = (value: (measured: Measured) => number | null) => ({ subject: value(subject), floor: value(floor) });
  const median = (name: 'startToQrMs' | 'scanToReadyMs' | 'reconnectMs') => (measured: Measured) =>
    percentile(measured[name], 0.5);
  return [
    { what: 'start to QR, median', unit: 'ms', ...both(median('startToQrMs')) },
    { what: 'scan to ready, median', unit: 'ms', ...both(median('scanToReadyMs')) },
    { what: 'stopped to ready again, median', unit: 'ms', ...both(median('reconnectMs')) },
    { what: 'texts received', unit: '/s', ...both(({ inPerSecond }) => inPerSecond) },
    { what: 'texts sent', unit: '/s', ...both(({ outPerSecond }) => outPerSecond) },
    { what: 'memory with one idle session', unit: 'MB', ...both(({ pssMb }) => pssMb[0]?.mb ?? null) },
    { what: 'memory per further idle session', unit: 'MB', ...both(perFurtherSession) },
  ];
}

function perFurtherSession({ pssMb }: Measured): number | null {
  const [first, most] = [pssMb[0], pssMb[pssMb.length - 1]];
  const grownMb = (most?.mb ?? NaN) - (first?.mb ?? NaN);
  const further = (most?.sessions ?? 0) - (first?.sessions ?? 0);
  return Number.isNaN(grownMb) || further === 0 ? null : grownMb / further;
}
