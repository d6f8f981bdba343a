import type { Database } from 'better-sqlite3';
import { UnavailableError } from '../domain/errors.js';
import type { Alongside } from '../engine/port.js';
import type { CommitQueue } from './commit-queue.js';
import { EngineOverlay } from './engine-overlay.js';
import type { WriteOp } from './write-op.js';

const CREDENTIALS = { type: 'creds', id: '' } as const;
/** Rows removed in one transaction, so that pruning delays nobody. */
const PRUNE_LIMIT = 1000;

/** The Signal keys of one session, for one socket. */
export interface KeyHandle {
  /**
   * The JSON texts that were set last, on disk or on their way; undefined where there is none.
   * @throws UnavailableError after `revoke`, and while the store has failed
   */
  get(type: string, ids: readonly string[]): Record<string, string | undefined>;
  /**
   * Sets rows (`value` null: deletes) together with other operations in one transaction, without waiting for it.
   * @returns the mark of the commit queue
   * @throws UnavailableError after `revoke`, and while the store has failed
   */
  set(rows: readonly KeyRow[], extra?: readonly WriteOp[]): number;
  /** To be called when the socket closes: its queued work must not race with the next socket's. */
  revoke(): void;
}
export interface KeyRow {
  readonly type: string;
  readonly id: string;
  readonly value: string | null;
}

/** A stanza that is on disk and was not handed over. */
export interface PendingStanza {
  readonly stanzaId: string;
  /** The stanza, with plaintext where the ciphertext was. */
  readonly stanza: Uint8Array;
}

const opaque = (ops: readonly WriteOp[]): Alongside => ops as unknown as Alongside;
/** The rows behind an event's `alongside`; to be enqueued together with what the event causes. */
export const alongsideOps = (alongside: Alongside | undefined): readonly WriteOp[] =>
  (alongside as unknown as readonly WriteOp[] | undefined) ?? [];

/**
 * What an engine must remember to stay linked, readable at once and on disk soon: a write returns before its commit,
 * and every read sees it from then on. After a store failure only what is on disk is seen.
 */
export class EngineStore {
  readonly #overlay: EngineOverlay;
  readonly #statements;

  constructor(
    readonly commits: CommitQueue,
    reader: Database,
  ) {
    this.#overlay = new EngineOverlay(commits);
    this.#statements = {
      key: reader
        .prepare<
          [string, string, string],
          string
        >('SELECT "value" FROM "EngineKey" WHERE "sessionId" = ? AND "type" = ? AND "id" = ?')
        .pluck(),
      inbound: reader
        .prepare<[string, string], Buffer>('SELECT "plain" FROM "EngineInbound" WHERE "sessionId" = ? AND "hash" = ?')
        .pluck(),
      pending: reader.prepare<[string], PendingStanza>(
        'SELECT "stanzaId", "stanza" FROM "EngineInbound" ' +
          'WHERE "sessionId" = ? AND "done" = 0 AND "stanza" IS NOT NULL ORDER BY "seq"',
      ),
      sent: reader
        .prepare<
          [string, string],
          Buffer
        >('SELECT "message" FROM "EngineSent" WHERE "sessionId" = ? AND "stanzaId" = ?')
        .pluck(),
      prunableInbound: reader
        .prepare<
          [number],
          1
        >('SELECT 1 FROM "EngineInbound" WHERE "createdAt" < ? AND ("done" = 1 OR "stanza" IS NULL) LIMIT 1')
        .pluck(),
      oldestUnreadable: reader
        .prepare<[], number>('SELECT "createdAt" FROM "EngineUnreadable" ORDER BY "seq" LIMIT 1')
        .pluck(),
      sentSessions: reader.prepare<[], string>('SELECT DISTINCT "sessionId" FROM "EngineSent"').pluck(),
      sentBeyond: reader
        .prepare<
          [string, number],
          number
        >('SELECT "seq" FROM "EngineSent" WHERE "sessionId" = ? ORDER BY "seq" DESC LIMIT 1 OFFSET ?')
        .pluck(),
    };
  }

  keys(sessionId: string): KeyHandle {
    let open = true;
    const check = (): void => {
      if (!open) throw new UnavailableError('This link of the session has ended');
      if (this.commits.failed) throw new UnavailableError('The database could not be written to');
    };
    return {
      get: (type, ids) => {
        check();
        return Object.fromEntries(ids.map((id) => [id, this.#readKey(sessionId, type, id)]));
      },
      set: (rows, extra = []) => {
        check();
        const ops = rows.map(
          ({ type, id, value }): WriteOp =>
            value === null ? { op: 'key.delete', sessionId, type, id } : { op: 'key.put', sessionId, type, id, value },
        );
        return this.commits.enqueue([...ops, ...extra]);
      },
      revoke: () => {
        open = false;
      },
    };
  }

  /** @returns the JSON text that was saved last */
  readCredentials(sessionId: string): string | undefined {
    return this.#readKey(sessionId, CREDENTIALS.type, CREDENTIALS.id);
  }

  /** @returns the mark of the commit queue */
  saveCredentials(sessionId: string, json: string): number {
    return this.commits.enqueue([{ op: 'key.put', sessionId, ...CREDENTIALS, value: json }]);
  }

  /** The plaintext of a part of a stanza that was journalled before; its ratchet must be left alone. */
  inbound(sessionId: string, hash: string): Uint8Array | undefined {
    return this.#overlay.inbound(sessionId, hash, () => this.#statements.inbound.get(sessionId, hash));
  }

  /**
   * Stanzas that are on disk and were not handed over, in the order in which they came. To be called when nothing of
   * the session is under way (before a socket opens, after `commits.settled()`): what is uncommitted is not in it.
   */
  pendingInbound(sessionId: string): PendingStanza[] {
    return this.#statements.pending.all(sessionId);
  }

  /** The bytes of a message that was sent, if they are still kept. */
  sent(sessionId: string, stanzaId: string): Uint8Array | undefined {
    return this.#overlay.sent(sessionId, stanzaId, () => this.#statements.sent.get(sessionId, stanzaId));
  }

  /** Says that a stanza has been handed over; for the event that hands it over. @param extra more to write with it */
  handedOver(sessionId: string, stanzaId: string, extra: readonly WriteOp[] = []): Alongside {
    return opaque([{ op: 'inbound.done', sessionId, stanzaId }, ...extra]);
  }

  /** Removes everything about the session: it must be linked anew. Resolves when that is on disk. */
  async forget(sessionId: string): Promise<void> {
    await this.commits.write([{ op: 'engine.forget', sessionId }]);
  }

  /**
   * Removes what is no longer needed, a little at a time.
   * @param limits sent messages kept per session (the newest); age from which on finished inbound stanzas go
   */
  async prune(limits: { sentPerSession: number; inboundDoneOlderThanMs: number }): Promise<void> {
    const before = Date.now() - limits.inboundDoneOlderThanMs;
    while (this.#hasPrunableInbound(before)) {
      await this.commits.write([{ op: 'inbound.prune', before, limit: PRUNE_LIMIT }]);
    }
    for (const sessionId of this.#statements.sentSessions.all()) {
      for (;;) {
        const through = this.#statements.sentBeyond.get(sessionId, limits.sentPerSession);
        if (through === undefined) break;
        await this.commits.write([{ op: 'sent.prune', sessionId, through, limit: PRUNE_LIMIT }]);
      }
    }
  }

  #hasPrunableInbound(before: number): boolean {
    return (
      this.#statements.prunableInbound.get(before) !== undefined ||
      (this.#statements.oldestUnreadable.get() ?? before) < before
    );
  }

  #readKey(sessionId: string, type: string, id: string): string | undefined {
    return this.#overlay.key(sessionId, type, id, () => this.#statements.key.get(sessionId, type, id));
  }
}
