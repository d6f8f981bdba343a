import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Floor {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;

/**
 * Runs a file of this folder as a process of its own; it says `{ url }` once it listens and ends with this one.
 * @param message handed to it at the start
 */
export async function startFloor(
  name: 'express-json' | 'yoga-hello' | 'bare-gateway' | 'journal-writer' | 'fan-out',
  { args = [], message }: { args?: readonly string[]; message?: object } = {},
): Promise<Floor> {
  const child = fork(join(__dirname, `${name}.js`), args, {
    execArgv: [],
    env: { PATH: process.env.PATH, TZ: 'UTC', NODE_ENV: 'production' },
  });
  const exited = once(child, 'exit');
  if (message !== undefined) child.send(message);
  const answer = once(child, 'message', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
  const first = await Promise.race([answer, exited.then(() => undefined)]);
  if (first === undefined) throw new Error(`the floor ${name} ended before it listened`);
  const [{ url }] = first as [{ url: string }];
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
