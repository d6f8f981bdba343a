import type { CommitQueue } from './commit-queue.js';
import { CommittedKeys } from './committed-keys.js';
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
  drop(mark: number): void {
    for (const [key, entry] of this.#entries) if (entry.mark === mark) this.#entries.delete(key);
  }
  /** @param each told what is not pending any more */
  dropUpTo(mark: number, each?: (key: string, value: T | undefined) => void): void {
    for (const [key, entry] of this.#entries) {
      if (entry.mark > mark) return;
      this.#entries.delete(key);
      each?.(key, entry.value);
    }
  }
  clear(): void {
    this.#entries.clear();
  }
}

const keyOf = (...parts: string[]): string => parts.join('\n');

/**
 * What the engine store has enqueued and the disk does not have yet, so that a read may follow a write at once; never more
 * than what waits in the commit queue. Of keys it has those that were used last as well.
 */
export class EngineOverlay {
  readonly #keys = new Pending<string>();
  readonly #inbound = new Pending<Uint8Array>();
  readonly #sent = new Pending<Uint8Array>();
  /** Sessions whose rows are being removed: what is on disk of them does not count any more. */
  readonly #forgotten = new Pending<never>();
  readonly #committed = new CommittedKeys();
  /** The import that is on its way to the disk: what is read before it is there does not count behind it. */
  #replaced: number | undefined;

  constructor(private readonly commits: CommitQueue) {
    const all = [this.#keys, this.#inbound, this.#sent, this.#forgotten];
    commits.onEnqueue((ops, mark) => ops.forEach((op) => this.#note(op, mark)));
    commits.onRefused((mark) => all.forEach((pending) => pending.drop(mark)));
    commits.onDurable((mark) => {
      this.#keys.dropUpTo(mark, (key, value) => this.#committed.set(key, value));
      all.forEach((pending) => pending.dropUpTo(mark));
      if (this.#replaced !== undefined && this.#replaced <= mark) {
        this.#replaced = undefined;
        this.#committed.forgetAll();
      }
    });
    // Who writes next may be another process.
    commits.onFail(() => {
      all.forEach((pending) => pending.clear());
      this.#committed.forgetAll();
    });
  }

  /** @returns what the row is or is going to be; undefined if only the disk knows */
  key(sessionId: string, type: string, id: string): Newer<string> | undefined {
    const key = keyOf(sessionId, type, id);
    return this.#newer(this.#keys, sessionId, key) ?? this.#committed.get(key);
  }
  /** To be called before a key is read from disk. @returns to be called with what was there */
  readingKey(sessionId: string, type: string, id: string): (value: string | undefined) => void {
    // It may be another process that writes now, and a commit may have taken place that is said to have failed.
    if (this.commits.failed) return () => undefined;
    return this.#committed.reading(keyOf(sessionId, type, id));
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
        return this.#noteKey(keyOf(op.sessionId, op.type, op.id), op.value, mark);
      case 'key.delete':
        return this.#noteKey(keyOf(op.sessionId, op.type, op.id), undefined, mark);
      case 'inbound.put':
        return this.#inbound.set(keyOf(op.sessionId, op.hash), op.plain, mark);
      case 'sent.put':
        return this.#sent.set(keyOf(op.sessionId, op.stanzaId), op.message, mark);
      case 'engine.forget':
      case 'session.delete':
        for (const pending of [this.#keys, this.#inbound, this.#sent]) pending.dropPrefix(keyOf(op.sessionId, ''));
        this.#committed.forgetAll();
        return this.#forgotten.set(op.sessionId, undefined, mark);
      case 'data.replace':
        this.#replaced = mark;
        return this.#committed.forgetAll();
    }
  }

  #noteKey(key: string, value: string | undefined, mark: number): void {
    this.#committed.forget(key);
    this.#keys.set(key, value, mark);
  }
}
