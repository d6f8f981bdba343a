import type { CommitQueue } from './commit-queue.js';
import type { WriteOp } from './write-op.js';

/** What a row is going to be. */
export interface Newer<T> {
  /** undefined: deleted. */
  readonly value: T | undefined;
}
interface Entry<T> extends Newer<T> {
  readonly mark: number;
}
const GONE: Newer<never> = { value: undefined };

/** Values that were written and are not on disk yet, in the order of their marks. */
class Pending<T> {
  readonly #entries = new Map<string, Entry<T>>();

  set(key: string, value: T | undefined, mark: number): void {
    // To the end, so that the order stays the order of marks.
    this.#entries.delete(key);
    this.#entries.set(key, { mark, value });
  }
  get(key: string): Entry<T> | undefined {
    return this.#entries.get(key);
  }
  dropPrefix(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }
  dropUpTo(mark: number): void {
    for (const [key, entry] of this.#entries) {
      if (entry.mark > mark) return;
      this.#entries.delete(key);
    }
  }
  clear(): void {
    this.#entries.clear();
  }
}

const keyOf = (...parts: string[]): string => parts.join('\n');

/**
 * What the engine store has enqueued and the disk does not have yet, so that a read may follow a write at once. It
 * holds nothing that is committed, so it is never larger than what waits in the commit queue.
 */
export class EngineOverlay {
  readonly #keys = new Pending<string>();
  readonly #inbound = new Pending<Uint8Array>();
  readonly #sent = new Pending<Uint8Array>();
  /** Sessions whose rows are being removed: what is on disk of them does not count any more. */
  readonly #forgotten = new Pending<never>();
  readonly #all = [this.#keys, this.#inbound, this.#sent, this.#forgotten];

  constructor(commits: CommitQueue) {
    commits.onEnqueue((ops, mark) => ops.forEach((op) => this.#note(op, mark)));
    commits.onDurable((mark) => this.#all.forEach((pending) => pending.dropUpTo(mark)));
    commits.onFail(() => this.#all.forEach((pending) => pending.clear()));
  }

  /** @returns what is newer than the row; undefined if the row is the newest there is */
  key(sessionId: string, type: string, id: string): Newer<string> | undefined {
    return this.#newer(this.#keys, sessionId, keyOf(sessionId, type, id));
  }
  inbound(sessionId: string, hash: string): Newer<Uint8Array> | undefined {
    return this.#newer(this.#inbound, sessionId, keyOf(sessionId, hash));
  }
  sent(sessionId: string, stanzaId: string): Newer<Uint8Array> | undefined {
    return this.#newer(this.#sent, sessionId, keyOf(sessionId, stanzaId));
  }

  #newer<T>(pending: Pending<T>, sessionId: string, key: string): Newer<T> | undefined {
    return pending.get(key) ?? (this.#forgotten.get(sessionId) ? GONE : undefined);
  }

  #note(op: WriteOp, mark: number): void {
    switch (op.op) {
      case 'key.put':
        return this.#keys.set(keyOf(op.sessionId, op.type, op.id), op.value, mark);
      case 'key.delete':
        return this.#keys.set(keyOf(op.sessionId, op.type, op.id), undefined, mark);
      case 'inbound.put':
        return this.#inbound.set(keyOf(op.sessionId, op.hash), op.plain, mark);
      case 'sent.put':
        return this.#sent.set(keyOf(op.sessionId, op.stanzaId), op.message, mark);
      case 'engine.forget':
      case 'session.delete':
        for (const pending of [this.#keys, this.#inbound, this.#sent]) pending.dropPrefix(keyOf(op.sessionId, ''));
        return this.#forgotten.set(op.sessionId, undefined, mark);
    }
  }
}
