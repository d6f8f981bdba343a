import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { controlClient, type ControlClient } from '../doubles/whatsapp-server/control-client.js';

const CLI = resolve(
  __dirname,
  __dirname.includes('dist/test')
    ? '../doubles/whatsapp-server/cli.js'
    : '../../dist/test/doubles/whatsapp-server/cli.js',
);

export interface RunningDouble {
  /** For BAILEYS_SOCKET_URL. */
  readonly url: string;
  readonly control: ControlClient;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The WhatsApp server double as a process of its own, on free ports. */
export async function startDouble(options: Record<string, unknown> = {}): Promise<RunningDouble> {
  const args = Object.entries(options).flatMap(([name, value]) => ['--opt', `${name}=${JSON.stringify(value)}`]);
  const child = fork(CLI, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [] });
  const exited = once(child, 'exit');
  const ready = await new Promise<{ url: string; control: string }>((resolveReady, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const line = text
        .split('\n')
        .find(
          (candidate) => candidate.startsWith('{') && candidate.includes('"ready":true') && candidate.endsWith('}'),
        );
      if (line !== undefined) resolveReady(JSON.parse(line) as { url: string; control: string });
    });
    child.once('exit', (code) => reject(new Error(`the double ended with ${String(code)}: ${text}`)));
  });
  const control = controlClient(ready.control);
  return {
    url: ready.url,
    control,
    pid: child.pid ?? 0,
    async stop() {
      control.close();
      child.kill('SIGTERM');
      await exited;
    },
  };
}
