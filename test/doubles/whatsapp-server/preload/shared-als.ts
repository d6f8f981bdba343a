import hooks, { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Preload for the process under test on Node 20 or 22: `node --require …/shared-als.js app.js`. Baileys 7 makes one
 * AsyncLocalStorage per socket, and before Node 24 every enabled one is visited each time a promise is made anywhere in
 * the process. With this, all made later share one real storage, each with its own values.
 */
interface Frame {
  owner: unknown;
  value: unknown;
  parent: Frame | undefined;
}

const shared = new AsyncLocalStorage<Frame>();

class SharedAsyncLocalStorage {
  static readonly bind = AsyncLocalStorage.bind.bind(AsyncLocalStorage);
  static readonly snapshot = AsyncLocalStorage.snapshot.bind(AsyncLocalStorage);

  run<Result, Args extends unknown[]>(value: unknown, body: (...args: Args) => Result, ...args: Args): Result {
    return shared.run({ owner: this, value, parent: shared.getStore() }, body, ...args);
  }

  getStore(): unknown {
    for (let frame = shared.getStore(); frame; frame = frame.parent) if (frame.owner === this) return frame.value;
    return undefined;
  }

  exit<Result, Args extends unknown[]>(body: (...args: Args) => Result, ...args: Args): Result {
    return this.run(undefined, body, ...args);
  }

  enterWith(value: unknown): void {
    shared.enterWith({ owner: this, value, parent: shared.getStore() });
  }

  /** Nothing to switch off: the storage is everybody's. */
  disable(): void {}
}

Object.assign(hooks, { AsyncLocalStorage: SharedAsyncLocalStorage });
syncBuiltinESMExports();
