import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire, syncBuiltinESMExports } from 'node:module';

/**
 * Fault: every Baileys socket makes an AsyncLocalStorage of its own and never disables it. Before Node 24 each one is
 * visited whenever a promise or timer is made anywhere in the process, so everything slows down with every socket ever
 * opened, and every promise grows (Baileys #2806, #2722). Here all sockets share one real storage, and every owner
 * finds only what it put there itself: two sessions in one chain of promises must not see each other's transaction.
 */
interface Frame {
  readonly owner: object;
  readonly value: unknown;
  readonly outer: Frame | undefined;
}

const shared = new AsyncLocalStorage<Frame>();
/** What was run and has not ended yet. */
let running = 0;

/** Only while something runs need promises be followed: at all other times they cost what they cost without a storage. */
function ended(): void {
  if (--running === 0) shared.disable();
}

/** What Baileys uses of AsyncLocalStorage. */
export class OwnedStorage<T> implements Pick<AsyncLocalStorage<T>, 'run' | 'getStore'> {
  run<R, A extends unknown[]>(value: T, callback: (...args: A) => R, ...args: A): R {
    running++;
    let result: R | undefined;
    try {
      result = shared.run({ owner: this, value, outer: shared.getStore() }, callback, ...args);
      return result;
    } finally {
      if (result instanceof Promise) result.then(ended, ended);
      else ended();
    }
  }

  getStore(): T | undefined {
    for (let frame = shared.getStore(); frame !== undefined; frame = frame.outer) {
      if (frame.owner === this) return frame.value as T;
    }
    return undefined;
  }
}

const hooks = createRequire(__filename)('node:async_hooks') as { AsyncLocalStorage: unknown };
const isNeeded = Number(process.versions.node.split('.', 1)[0]) < 24;

/**
 * Runs `make` so that every storage it makes is a shared one. The global class is back in its place when this returns,
 * so nobody else ever sees the other.
 */
export function withSharedAsyncStorage<T>(make: () => T): T {
  if (!isNeeded) return make();
  const original = hooks.AsyncLocalStorage;
  hooks.AsyncLocalStorage = OwnedStorage;
  syncBuiltinESMExports();
  try {
    return make();
  } finally {
    hooks.AsyncLocalStorage = original;
    syncBuiltinESMExports();
  }
}
