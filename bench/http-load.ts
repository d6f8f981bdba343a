import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Work } from './measure.js';

export interface HttpTarget {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpSlice {
  /** Answers with a 2xx status. */
  readonly answered: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface HttpLoad {
  /** @throws Error if a single answer was not a 2xx: such a slice measures something else */
  run(target: HttpTarget, seconds: number): Promise<Work>;
  stop(): Promise<void>;
}

/** autocannon, 20 connections, in a process of its own. */
export function startHttpLoad(): HttpLoad {
  const child = fork(join(__dirname, 'http-load-child.js'), [], { execArgv: [] });
  return {
    async run(target, seconds) {
      child.send({ target, seconds });
      const [slice] = (await once(child, 'message')) as [HttpSlice];
      if (slice.failed > 0 || slice.answered === 0) {
        throw new Error(`${target.method} ${target.url}: ${slice.failed} of ${slice.answered + slice.failed} failed`);
      }
      const { answered: units, perSecond, p50Ms, p99Ms } = slice;
      return { units, wall: { perSecond, p50Ms, p99Ms } };
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}
