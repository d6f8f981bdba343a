import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtFile, endChild, type ReadyLine } from '../launch.js';
import {
  type ClientCall,
  type ClientMethod,
  type ClientMethods,
  type ClientReply,
  type InboxMessage,
  type SessionView,
} from './client-api.js';

type Remote = {
  [Method in ClientMethod]: (
    ...args: Parameters<ClientMethods[Method]>
  ) => Promise<Awaited<ReturnType<ClientMethods[Method]>>>;
};

/** A Baileys process and its sessions. */
export interface LaunchedClient extends Remote {
  readonly child: ChildProcess;
  /** Waits for a named condition of a session. @throws Error after `ms` with what the session looks like */
  waitFor(session: string, what: string, holds: (view: SessionView) => boolean, ms?: number): Promise<SessionView>;
  /** Waits until the application was handed so many messages of others. */
  waitForInbox(session: string, count: number, ms?: number): Promise<InboxMessage[]>;
  end(): Promise<void>;
}

const POLL_MS = 10;
const PATIENCE_MS = 40_000;

/** So that the double's certificates and signatures are verified for real. */
const PRELOADS = ['preload/strict-verify.js', 'preload/trust.js'];

/**
 * Forks the compiled client program against a running double. Imports no Baileys, so a jest test may use it.
 * @param rootPublicKey hex; the certificate root the client trusts instead of the double's
 */
export function launchClient(double: Pick<ReadyLine, 'url' | 'certFile'>, rootPublicKey?: string): LaunchedClient {
  const trust = rootPublicKey === undefined ? {} : { WA_DOUBLE_ROOT: rootPublicKey };
  const child = fork(builtFile('prove/client.js'), [double.url], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: PRELOADS.flatMap((name) => ['--require', builtFile(name)]),
    env: { ...process.env, NODE_EXTRA_CA_CERTS: double.certFile, ...trust },
  });
  const remote = remoteOf(child);
  return {
    ...remote,
    child,
    waitFor: (session, what, holds, ms) => until(() => remote.view(session), holds, `${session}: ${what}`, ms),
    waitForInbox: (session, count, ms) => {
      const theirs = async () => (await remote.inbox(session)).filter(({ fromMe }) => !fromMe);
      return until(theirs, ({ length }) => length >= count, `${session}: ${count} messages`, ms);
    },
    end: () => endChild(child),
  };
}

function remoteOf(child: ChildProcess): Remote {
  const waiting = new Map<number, (reply: ClientReply) => void>();
  child.on('message', (reply: ClientReply) => waiting.get(reply.call)?.(reply));
  let calls = 0;
  const ask = (method: ClientMethod, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const call = calls++;
      waiting.set(call, ({ result, error }) => {
        waiting.delete(call);
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error}`));
      });
      child.send({ call, method, args } satisfies ClientCall);
    });
  const methods = METHODS.map((method) => [method, (...args: unknown[]) => ask(method, args)]);
  return Object.fromEntries(methods) as Remote;
}

const METHODS: ClientMethod[] = ['start', 'adopt', 'requestCode', 'sendText', 'view', 'inbox', 'logout', 'stop'];

/** Asks again and again until the answer fits. */
async function until<Value>(
  ask: () => Promise<Value>,
  holds: (value: Value) => boolean,
  what: string,
  ms = PATIENCE_MS,
): Promise<Value> {
  const deadline = performance.now() + ms;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms for ${what}, got ${JSON.stringify(value)}`);
    await sleep(POLL_MS);
  }
}
