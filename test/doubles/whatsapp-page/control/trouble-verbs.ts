import { type Verbs } from '../../process/verb-server.js';
import { type PageDouble } from '../page-double.js';
import { type PageServer } from '../page-server.js';

interface OnAccount {
  phone: string;
}

const FROZEN_WITHIN_MS = 5000;

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
  freeze: async ({ phone, forMs }: OnAccount & { forMs: number }) => {
    const account = double.needAccount(phone);
    const askedAt = Date.now();
    account.push({ t: 'freeze', forMs });
    await account.requests.waitFor('frozen page', ({ op, at }) => op === 'frozen' && at >= askedAt, FROZEN_WITHIN_MS);
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
