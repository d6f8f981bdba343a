import { UnavailableError } from '../domain/errors.js';
import type { Alongside } from '../engine/port.js';
import type { CommitQueue } from './commit-queue.js';
import { EngineOverlay } from './engine-overlay.js';
import { jsonList } from './json-list.js';
import type { Sql } from './sql.js';
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
  get(type: string, ids: readonly string[]): Promise<Record<string, string | undefined>>;
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
 * What an engine must remember to stay linked, on disk soon: a write returns before its commit, and every read that
 * begins afterwards sees it. After a store failure only what is on disk is seen.
 */
export class EngineStore {
  readonly #overlay: EngineOverlay;
  readonly #statements;

  constructor(
    readonly commits: CommitQueue,
    sql: Sql,
  ) {
    this.#overlay = new EngineOverlay(commits);
    const ofType = 'SELECT "id", "value" FROM "EngineKey" WHERE "sessionId" = ? AND "type" = ?';
    this.#statements = {
      key: sql.prepareValues<[string, string, string], string>(
        'SELECT "value" FROM "EngineKey" WHERE "sessionId" = ? AND "type" = ? AND "id" = ?',
      ),
      keys: sql.prepareTuples<[string, string, string], readonly [id: string, value: string]>(
        `${ofType} AND "id" IN (SELECT value FROM ${sql.dialect.texts('?', 'wanted')})`,
      ),
      keysOfType: sql.prepareTuples<[string, string], readonly [id: string, value: string]>(ofType),
      inbound: sql.prepareValues<[string, string], Uint8Array>(
        'SELECT "plain" FROM "EngineInbound" WHERE "sessionId" = ? AND "hash" = ?',
      ),
      hashes: sql.prepareValues<[string, string, string], string>(
        'SELECT "hash" FROM "EngineInbound" WHERE "sessionId" = ? AND "hash" >= ? AND "hash" < ?',
      ),
      pending: sql.prepare<[string], PendingStanza>(
        'SELECT "stanzaId", "stanza" FROM "EngineInbound" ' +
          'WHERE "sessionId" = ? AND "done" = FALSE AND "stanza" IS NOT NULL ORDER BY "seq"',
      ),
      sent: sql.prepareValues<[string, string], Uint8Array>(
        'SELECT "message" FROM "EngineSent" WHERE "sessionId" = ? AND "stanzaId" = ?',
      ),
      prunableInbound: sql.prepareValues<[number], 1>(
        `SELECT 1 FROM "EngineInbound" WHERE "createdAt" < ${sql.dialect.moment('?')}
           AND ("done" = TRUE OR "stanza" IS NULL) LIMIT 1`,
      ),
      oldestUnreadable: sql.prepareValues<[], number>(
        'SELECT "createdAt" FROM "EngineUnreadable" ORDER BY "seq" LIMIT 1',
      ),
      sentSessions: sql.prepareValues<[], string>('SELECT DISTINCT "sessionId" FROM "EngineSent"'),
      sentBeyond: sql.prepareValues<[string, number], number>(
        'SELECT "seq" FROM "EngineSent" WHERE "sessionId" = ? ORDER BY "seq" DESC LIMIT 1 OFFSET ?',
      ),
    };
  }

  keys(sessionId: string): KeyHandle {
    let open = true;
    const check = (): void => {
      if (!open) throw new UnavailableError('This link of the session has ended');
      if (this.commits.failed) throw new UnavailableError('The database could not be written to');
    };
    return {
      get: async (type, ids) => {
        check();
        const [id] = ids;
        if (id !== undefined && ids.length === 1) return { [id]: await this.#readKey(sessionId, type, id) };
        return this.#readKeys(sessionId, type, ids);
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

  /** Every row of a type that is on disk, by its id. */
  async keysOfType(sessionId: string, type: string): Promise<ReadonlyMap<string, string>> {
    return new Map(await this.#statements.keysOfType.all(sessionId, type));
  }

  /** @returns the JSON text that was saved last */
  async readCredentials(sessionId: string): Promise<string | undefined> {
    return this.#readKey(sessionId, CREDENTIALS.type, CREDENTIALS.id);
  }

  /** @returns the mark of the commit queue */
  saveCredentials(sessionId: string, json: string): number {
    return this.commits.enqueue([{ op: 'key.put', sessionId, ...CREDENTIALS, value: json }]);
  }

  /** The plaintext of a part of a stanza that was journalled before; its ratchet must be left alone. */
  async inbound(sessionId: string, hash: string): Promise<Uint8Array | undefined> {
    const newer = this.#overlay.inbound(sessionId, hash);
    return newer === undefined ? this.#statements.inbound.get(sessionId, hash) : newer.value;
  }

  /** Hashes of inbound rows that are on disk and begin like this. @param prefix ends with a blank */
  async inboundHashes(sessionId: string, prefix: string): Promise<string[]> {
    const { hashes } = this.#statements;
    return hashes.all(sessionId, prefix, `${prefix.slice(0, -1)}!`);
  }

  /**
   * Stanzas that are on disk and were not handed over, in the order in which they came. To be called when nothing of
   * the session is under way (before a socket opens, after `commits.settled()`): what is uncommitted is not in it.
   */
  async pendingInbound(sessionId: string): Promise<PendingStanza[]> {
    return this.#statements.pending.all(sessionId);
  }

  /** The bytes of a message that was sent, if they are still kept. */
  async sent(sessionId: string, stanzaId: string): Promise<Uint8Array | undefined> {
    const newer = this.#overlay.sent(sessionId, stanzaId);
    return newer === undefined ? this.#statements.sent.get(sessionId, stanzaId) : newer.value;
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
    while (await this.#hasPrunableInbound(before)) {
      await this.commits.write([{ op: 'inbound.prune', before, limit: PRUNE_LIMIT }]);
    }
    for (const sessionId of await this.#statements.sentSessions.all()) {
      for (;;) {
        const through = await this.#statements.sentBeyond.get(sessionId, limits.sentPerSession);
        if (through === undefined) break;
        await this.commits.write([{ op: 'sent.prune', sessionId, through, limit: PRUNE_LIMIT }]);
      }
    }
  }

  async #hasPrunableInbound(before: number): Promise<boolean> {
    return (
      (await this.#statements.prunableInbound.get(before)) !== undefined ||
      ((await this.#statements.oldestUnreadable.get()) ?? before) < before
    );
  }

  async #readKey(sessionId: string, type: string, id: string): Promise<string | undefined> {
    const known = this.#overlay.key(sessionId, type, id);
    if (known !== undefined) return known.value;
    const found = this.#overlay.readingKey(sessionId, type, id);
    const value = await this.#statements.key.get(sessionId, type, id);
    found(value);
    return value;
  }

  async #readKeys(
    sessionId: string,
    type: string,
    ids: readonly string[],
  ): Promise<Record<string, string | undefined>> {
    const values = new Map<string, string | undefined>();
    const wanted = new Map<string, (value: string | undefined) => void>();
    for (const id of ids) {
      const known = this.#overlay.key(sessionId, type, id);
      if (known === undefined) wanted.set(id, this.#overlay.readingKey(sessionId, type, id));
      else values.set(id, known.value);
    }
    if (wanted.size > 0) {
      const rows = await this.#statements.keys.all(sessionId, type, jsonList([...wanted.keys()]));
      const stored = new Map(rows);
      for (const [id, found] of wanted) {
        found(stored.get(id));
        values.set(id, stored.get(id));
      }
    }
    return Object.fromEntries(ids.map((id) => [id, values.get(id)]));
  }
}
