import type { CommitQueue } from './commit-queue.js';
import type { WriteOp } from './write-op.js';

interface Entry<T> {
  readonly mark: number;
  /** undefined: deleted. */
  readonly value: T | undefined;
}

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

  /** @param stored reads the row; called only if nothing newer is pending */
  key(sessionId: string, type: string, id: string, stored: () => string | undefined): string | undefined {
    return this.#newest(this.#keys, sessionId, keyOf(sessionId, type, id), stored);
  }
  inbound(sessionId: string, hash: string, stored: () => Uint8Array | undefined): Uint8Array | undefined {
    return this.#newest(this.#inbound, sessionId, keyOf(sessionId, hash), stored);
  }
  sent(sessionId: string, stanzaId: string, stored: () => Uint8Array | undefined): Uint8Array | undefined {
    return this.#newest(this.#sent, sessionId, keyOf(sessionId, stanzaId), stored);
  }

  #newest<T>(pending: Pending<T>, sessionId: string, key: string, stored: () => T | undefined): T | undefined {
    const entry = pending.get(key);
    if (entry) return entry.value;
    return this.#forgotten.get(sessionId) ? undefined : stored();
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
