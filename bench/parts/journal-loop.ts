import { once } from 'node:events';
import { resolve } from 'node:path';
import { linkSession } from '../../test/support/linked-session.js';
import { type Figure } from '../figures.js';
import { startLinked } from './gateway.js';
import { type Bench } from './part.js';

const PHONE = '628123456789';
const TEXTS = 10_000;
const WITHIN_MS = 600_000;

interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** P8: how long the gateway's event loop is held up while 10,000 texts come in as fast as it takes them. */
export async function loopDelay({ arguments: { quick }, cores, tell }: Bench, later: (step: () => unknown) => void) {
  const total = quick ? TEXTS / 10 : TEXTS;
  const { gateway, network } = await startLinked(cores, later, {
    NODE_OPTIONS: `--require ${resolve(__dirname, '../loop-delay.js')}`,
  });
  await linkSession(gateway, network, { name: 'bench', phone: PHONE });
  const read = async (): Promise<LoopDelay> => {
    const answer = once(gateway.process, 'message');
    gateway.process.send('loop-delay');
    const [delay] = (await answer) as [LoopDelay];
    return delay;
  };
  await network.control.load({ accounts: [PHONE], total: 200, timeoutMs: WITHIN_MS });
  await read();
  tell(`journal, event loop: ${total} texts`);
  const report = await network.control.load({ accounts: [PHONE], total, timeoutMs: WITHIN_MS });
  const delay = await read();
  if (report.handled !== total) throw new Error(`only ${report.handled} of ${total} texts were taken`);
  const figures: Figure[] = [
    {
      what: `event loop held up during ${total} texts: p99`,
      unit: 'ms',
      subject: delay.p99Ms,
      bar: { kind: 'atMost', limit: 50 },
    },
    {
      what: `event loop held up during ${total} texts: longest`,
      unit: 'ms',
      subject: delay.maxMs,
      bar: { kind: 'atMost', limit: 200 },
    },
    { what: 'texts taken a second', unit: '/s', subject: report.perSecond },
  ];
  return { figures, samples: { delay, report: { ...report, messages: undefined } } };
}
