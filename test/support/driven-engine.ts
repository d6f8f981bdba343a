import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseJid } from '../../src/domain/jid.js';
import type { OutgoingContent, OutgoingDraft } from '../../src/engine/operations.js';
import type { Engine, EngineEvent } from '../../src/engine/port.js';
import type { DriverAnswer, DriverCalls, DriverSettings, Operation, OperationGroup } from './engine-driver.js';
import { waitFor } from './wait.js';

const PROGRAM = resolve(
  __dirname,
  __dirname.includes('dist/test') ? 'engine-driver.js' : '../../dist/test/support/engine-driver.js',
);

type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { readonly kind: K }>;

type ArgsOf<F> = F extends (...args: infer A) => unknown ? A : never;
type AnswerOf<F> = F extends (...args: never) => Promise<infer R> ? R : never;

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

  /** @param certFile a further certificate authority to trust, such as the double's media host */
  static async start(settings: DriverSettings, certFile?: string): Promise<DrivenEngine> {
    const child = fork(PROGRAM, [JSON.stringify(settings)], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      ...(certFile === undefined ? {} : { env: { ...process.env, NODE_EXTRA_CA_CERTS: certFile } }),
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

  /** Any operation of the engine, with the arguments and the answer that the port gives it. */
  ask<G extends OperationGroup, N extends keyof Engine[G] & string>(
    sessionId: string,
    operation: `${G}.${N}`,
    ...args: ArgsOf<Engine[G][N]>
  ): Promise<AnswerOf<Engine[G][N]>> {
    return this.call('ask', sessionId, operation as Operation, ...args) as Promise<AnswerOf<Engine[G][N]>>;
  }

  /** Sends something, under a new id. @returns that id */
  async send(sessionId: string, to: string, content: OutgoingContent, more: Partial<OutgoingDraft> = {}) {
    const stanzaId = await this.call('newStanzaId', sessionId);
    await this.ask(sessionId, 'messages.send', { to: parseJid(to), stanzaId, content, ...more });
    return stanzaId;
  }

  sendText(sessionId: string, to: string, text: string): Promise<string> {
    return this.send(sessionId, to, { kind: 'text', text, linkPreview: false });
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
