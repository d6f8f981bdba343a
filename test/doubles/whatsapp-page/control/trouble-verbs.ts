import { type Verbs } from '../../process/verb-server.js';
import { type PageDouble } from '../page-double.js';
import { type PageServer } from '../page-server.js';

interface OnAccount {
  phone: string;
}

export const troubleVerbs = (double: PageDouble, server: PageServer): Verbs => ({
  refuse: ({ phone, op, times = 1 }: OnAccount & { op: string; times?: number }) => {
    double.needAccount(phone).refusals.set(op, times);
    return {};
  },
  slow: ({ phone, op, delayMs }: OnAccount & { op: string; delayMs: number }) => {
    double.needAccount(phone).delaysMs.set(op, delayMs);
    return {};
  },
  'socket-state': ({ phone, state }: OnAccount & { state: string }) => {
    double.needAccount(phone).push({ t: 'state', state });
    return {};
  },
  freeze: ({ phone, forMs }: OnAccount & { forMs: number }) => {
    double.needAccount(phone).push({ t: 'freeze', forMs });
    return {};
  },
  reload: ({ phone }: OnAccount) => {
    double.needAccount(phone).push({ t: 'reload' });
    return {};
  },
  'expire-media': () => {
    double.media.expireAll();
    return {};
  },
  down: async ({ on }: { on: boolean }) => {
    await server.stop();
    if (!on) await server.start();
    return {};
  },
  silence: ({ on }: { on: boolean }) => {
    server.silent = on;
    return {};
  },
});
