import { SLICE_MS } from '../../runtime/slices.js';
import { inRootContext } from './root-context.js';

/**
 * Work that comes in bursts, done one after the other in the order it came, in slices: between two of them the event loop
 * goes round, so that requests, timers and commits are not kept waiting. To be shared by all who have such work, or each
 * has a slice of its own.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isBusy = false;
  #endsAt = 0;

  /** @param work what follows from it without waiting for anything belongs to its turn */
  take(work: () => void): void {
    this.#waiting.push(work);
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#goRound();
  }

  /** Whoever came first must not pass on the transaction it is in. */
  #goRound(): void {
    inRootContext(() => setImmediate(() => this.#slice()));
  }

  #slice(): void {
    this.#endsAt = performance.now() + SLICE_MS;
    this.#next();
  }

  #next(): void {
    const work = this.#waiting.shift();
    if (work === undefined) {
      this.#isBusy = false;
      return;
    }
    try {
      work();
    } finally {
      // A tick that is asked for by a microtask comes once no microtask is left: when the chain of promises has ended.
      queueMicrotask(() => process.nextTick(() => this.#more()));
    }
  }

  #more(): void {
    if (performance.now() < this.#endsAt) this.#next();
    else this.#goRound();
  }
}
