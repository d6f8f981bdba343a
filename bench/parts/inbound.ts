import { linkSession } from '../../test/support/linked-session.js';
import { type RunningDouble } from '../../test/support/double.js';
import { waitFor } from '../../test/support/wait.js';
import { type Database } from '../arguments.js';
import { Arrivals } from '../arrivals.js';
import { type Figure } from '../figures.js';
import { startFloor, type Floor } from '../floors/start-floor.js';
import { listen, receiveWebhooks, subscribe } from '../listeners.js';
import { alternate, least, leastCpuMs, type Paired, percentile, type Side } from '../measure.js';
import { startLinked } from './gateway.js';
import { type Bench, type Part, withCleanUp } from './part.js';

const SUBJECT_PHONE = '628123456789';
const FLOOR_PHONE = '628123456788';
const PER_SECOND = 100;
const LATENCY_LIMIT = 3;
const CPU_LIMIT = 2;
const QUIET_P50_MS = { subscriber: 15, webhook: 30 };

interface Ears {
  readonly subscriber: Arrivals;
  readonly webhook: Arrivals;
}
const ears = (): Ears => ({ subscriber: new Arrivals(), webhook: new Arrivals() });

/** A message's way from the double to a subscriber and to a webhook, one session, 100 a second. */
export const inbound: Part = (bench) =>
  withCleanUp(async (later) => {
    const { paired, notes } = await measureInbound(bench, later, { name: 'inbound', database: 'sqlite' });
    return {
      part: 'inbound',
      about:
        `${PER_SECOND} texts a second to one session. Subject: the gateway, a graphql-ws subscriber and a webhook. ` +
        'Floor: Baileys with keys in memory, a ws client and a signed POST, no database.',
      figures: [...figuresOf('subscriber', paired), ...figuresOf('webhook', paired), cpuFigure(paired)],
      notes,
      samples: { inbound: paired },
    };
  });

/** @returns slices of the gateway and of the floor, with latencies to both ears */
export async function measureInbound(
  { arguments: pace, cores, tell }: Bench,
  later: (step: () => unknown) => void,
  { name, database }: { name: string; database: Database },
): Promise<{ paired: Paired; notes: string[] }> {
  const { gateway, gatewayPid, network } = await startLinked(cores, later, {}, database);
  const heard = { subject: ears(), floor: ears() };
  const receiver = await receiveWebhooks({ subject: heard.subject.webhook, floor: heard.floor.webhook });
  later(() => receiver.stop());

  const id = await linkSession(gateway, network, { name: 'bench', phone: SUBJECT_PHONE });
  const webhook = { url: receiver.urlOf('subject'), events: ['message.received'], secret: 'bench-secret-0123456789' };
  const made = await gateway.rest('POST', `/api/sessions/${id}/webhooks`, { body: webhook });
  if (made.status !== 201) throw new Error(`the webhook was not taken: ${JSON.stringify(made.body)}`);
  later(subscribe(gateway.url, gateway.key, heard.subject.subscriber));

  const floor = await startFloor('bare-gateway', { args: [network.url, receiver.urlOf('floor')] });
  later(() => floor.stop());
  cores.pinServer(floor.pid);
  await linkFloor(floor, network, FLOOR_PHONE);
  later(await listen(floor.url, heard.floor.subscriber));

  const sides = {
    subject: messages(network, SUBJECT_PHONE, gatewayPid, heard.subject),
    floor: messages(network, FLOOR_PHONE, floor.pid, heard.floor),
  };
  const paired = await alternate(sides, pace, (round) => tell(`${name}: round ${round} of ${pace.rounds}`));
  return { paired, notes: notesOf(paired, receiver.unsigned) };
}

/** Links the bare gateway as its owner would. */
export async function linkFloor(floor: Floor, network: RunningDouble, phone: string): Promise<void> {
  const answer = async (path: string): Promise<string> => (await fetch(floor.url + path)).text();
  const qr = await waitFor('the QR text of the floor', async () => (await answer('/qr')) || undefined);
  await network.control.scan({ qr, phone, name: 'Floor' });
  await waitFor('the floor linked', async () => (await answer('/state')) === '{"open":true}');
}

let slices = 0;

/** A slice ends when both ears heard everything, or gave up. */
function messages(network: RunningDouble, phone: string, pid: number, heard: Ears): Side {
  return {
    pid,
    async load(seconds) {
      const prefix = `slice${++slices}`;
      heard.subscriber.open(prefix);
      heard.webhook.open(prefix);
      const load = { accounts: [phone], rate: PER_SECOND, total: PER_SECOND * seconds, prefix };
      const { sent, handled } = await network.control.load(load);
      const subscriber = await heard.subscriber.close(prefix, sent);
      const webhook = await heard.webhook.close(prefix, sent);
      return {
        units: sent,
        wall: {
          handled,
          ...{ subscriberSeen: subscriber.length, webhookSeen: webhook.length },
          ...{ subscriberP50Ms: percentile(subscriber, 0.5), subscriberP99Ms: percentile(subscriber, 0.99) },
          ...{ webhookP50Ms: percentile(webhook, 0.5), webhookP99Ms: percentile(webhook, 0.99) },
        },
      };
    },
  };
}

function figuresOf(ear: keyof Ears, { subject, floor }: Paired): Figure[] {
  const [p50, p99] = [`${ear}P50Ms`, `${ear}P99Ms`];
  const bar = { kind: 'ratio', limit: LATENCY_LIMIT } as const;
  return [
    { what: `to ${ear}: p50, best slice`, unit: 'ms', subject: least(subject, p50), floor: least(floor, p50), bar },
    { what: `to ${ear}: p99, best slice`, unit: 'ms', subject: least(subject, p99), floor: least(floor, p99), bar },
    {
      what: `to ${ear}: p50 on a quiet machine`,
      unit: 'ms',
      subject: least(subject, p50),
      bar: { kind: 'atMost', limit: QUIET_P50_MS[ear] },
    },
  ];
}

const cpuFigure = ({ subject, floor }: Paired): Figure => ({
  what: 'CPU per message',
  unit: 'ms',
  subject: leastCpuMs(subject),
  floor: leastCpuMs(floor),
  bar: { kind: 'ratio', limit: CPU_LIMIT },
});

function notesOf({ subject, floor }: Paired, unsigned: number): string[] {
  const notes = [];
  for (const [name, samples] of Object.entries({ subject, floor })) {
    for (const ear of ['subscriber', 'webhook']) {
      const missing = samples.reduce((sum, { units, wall }) => sum + units - (wall[`${ear}Seen`] ?? 0), 0);
      if (missing !== 0) notes.push(`${name}: ${missing} texts were not seen by the ${ear} in time`);
    }
  }
  if (unsigned > 0) notes.push(`${unsigned} webhook requests came without a signature`);
  return notes;
}
