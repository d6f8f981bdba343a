import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Floor {
  readonly url: string;
  readonly pid: number;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;

/**
 * Runs a file of this folder as a process of its own; it says `{ url }` once it listens and ends with this one.
 * @param options.message handed to it at the start
 * @param options.load a file that is loaded before it
 */
export async function startFloor(
  name: 'express-json' | 'yoga-hello' | 'bare-gateway' | 'journal-writer' | 'fan-out' | 'signed-post',
  { args = [], message, load }: { args?: readonly string[]; message?: object; load?: string } = {},
): Promise<Floor> {
  const child = fork(join(__dirname, `${name}.js`), args, {
    execArgv: load === undefined ? [] : ['--require', load],
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
    process: child,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
