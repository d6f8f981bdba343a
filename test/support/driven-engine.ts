import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { EngineEvent } from '../../src/engine/port.js';
import type { DriverAnswer, DriverCalls, DriverSettings } from './engine-driver.js';
import { waitFor } from './wait.js';

const PROGRAM = resolve(
  __dirname,
  __dirname.includes('dist/test') ? 'engine-driver.js' : '../../dist/test/support/engine-driver.js',
);

type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { readonly kind: K }>;

/** The engine under test in a process of its own, since it wants the library as Node loads it. */
export class DrivenEngine {
  /** Everything every session reported, in order. */
  readonly events: { readonly sessionId: string; readonly event: EngineEvent }[] = [];
  /** All it printed. */
  output = '';
  private readonly calls = new Map<number, (answer: DriverAnswer & { kind: 'answer' }) => void>();
  private readonly exited: Promise<unknown>;
  private lastId = 0;

  private constructor(readonly process: ChildProcess) {
    this.exited = once(process, 'exit');
    process.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    process.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    process.on('message', (answer: DriverAnswer) => {
      if (answer.kind === 'event') this.events.push(answer);
      if (answer.kind === 'answer') this.calls.get(answer.id)?.(answer);
    });
  }

  static async start(settings: DriverSettings, execArgv: string[] = []): Promise<DrivenEngine> {
    const child = fork(PROGRAM, [JSON.stringify(settings)], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv,
    });
    const driven = new DrivenEngine(child);
    await new Promise<void>((started, failed) => {
      child.once('message', () => started());
      child.once('exit', (code) => failed(new Error(`the engine driver ended with ${String(code)}: ${driven.output}`)));
    });
    return driven;
  }

  /** @throws Error with the code and message of the error inside */
  call<K extends keyof DriverCalls>(
    call: K,
    ...args: Parameters<DriverCalls[K]>
  ): Promise<Awaited<ReturnType<DriverCalls[K]>>> {
    const id = ++this.lastId;
    return new Promise((done, failed) => {
      this.calls.set(id, ({ result, error }) => {
        this.calls.delete(id);
        if (error === undefined) done(result as Awaited<ReturnType<DriverCalls[K]>>);
        else failed(new Error(error));
      });
      this.process.send({ id, call, args }, (error) => {
        if (error) failed(error);
      });
    });
  }

  /** The events of one kind, oldest first. */
  seen<K extends EngineEvent['kind']>(sessionId: string, kind: K): EventOf<K>[] {
    return this.events
      .filter((entry) => entry.sessionId === sessionId && entry.event.kind === kind)
      .map(({ event }) => event as EventOf<K>);
  }

  /** Waits for an event of the kind, already seen or still to come. */
  next<K extends EngineEvent['kind']>(
    sessionId: string,
    kind: K,
    accept: (event: EventOf<K>) => boolean = () => true,
    withinMs?: number,
  ): Promise<EventOf<K>> {
    return waitFor(`${kind} of ${sessionId}`, () => this.seen(sessionId, kind).find(accept), withinMs);
  }

  /** Forgets what was seen, so that `next` waits for something new. */
  forgetEvents(): void {
    this.events.length = 0;
  }

  /** kill -9 */
  async crash(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
  }

  async stop(): Promise<void> {
    if (this.process.connected) this.process.disconnect();
    await this.exited;
  }
}
