import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type CrowdOrder =
  | { readonly kind: 'gather'; readonly url: string; readonly key?: string; readonly count: number }
  /** Say so once so many messages have arrived, over all sockets, from now on. */
  | { readonly kind: 'count'; readonly count: number };

export type CrowdReport =
  | { readonly kind: 'gathered' }
  | { readonly kind: 'counting' }
  /** `last`: the newest message of the first socket. */
  | { readonly kind: 'arrived'; readonly last: string };

export interface Crowd {
  /** Sends one event and waits until everybody has it. @returns how long that took, and the message one of them got */
  hear(send: () => Promise<unknown>): Promise<{ readonly tookMs: number; readonly last: string }>;
  stop(): void;
}

const GATHERED_WITHIN_MS = 300_000;
const ARRIVED_WITHIN_MS = 60_000;

/** So many subscribers, in a process of their own. @param options.key with it they speak graphql-ws, without it they only listen */
export async function gatherCrowd(options: { url: string; key?: string; count: number }): Promise<Crowd> {
  const child = fork(join(__dirname, 'crowd-child.js'), [], { execArgv: [] });
  const answer = async <K extends CrowdReport['kind']>(
    kind: K,
    withinMs: number,
  ): Promise<Extract<CrowdReport, { kind: K }>> => {
    const [report] = (await once(child, 'message', { signal: AbortSignal.timeout(withinMs) })) as [CrowdReport];
    if (report.kind !== kind) throw new Error(`the crowd said ${report.kind}, not ${kind}`);
    return report as Extract<CrowdReport, { kind: K }>;
  };
  const order = (message: CrowdOrder): void => void child.send(message);
  const gathered = answer('gathered', GATHERED_WITHIN_MS);
  order({ kind: 'gather', ...options });
  await gathered;
  return {
    async hear(send) {
      const counting = answer('counting', ARRIVED_WITHIN_MS);
      order({ kind: 'count', count: options.count });
      await counting;
      const arrived = answer('arrived', ARRIVED_WITHIN_MS);
      const started = performance.now();
      await send();
      const { last } = await arrived;
      return { tookMs: performance.now() - started, last };
    },
    stop: () => void child.kill(),
  };
}
