import { performance } from 'node:perf_hooks';
import { GatewayError, StreamStalledError } from '../domain/errors.js';
import { allows, type Caller } from '../domain/role.js';

/** A connection that events go out on, WebSocket or SSE. */
export interface LiveConnection {
  /** What its key might do when it was opened. */
  readonly caller: Caller;
  /** Of the newest event that was written to it. */
  readonly lastCursor: string | undefined;
  /** Whether something was written that the client has not taken. */
  readonly isWaiting: boolean;
  /** Changes whenever the client takes something. */
  readonly taken: number;
  /** Ends it and tells the client why. Nothing is written after it. */
  cut(reason: GatewayError): void;
}

/** What is asked of the keys; see ApiKeyService. */
export interface Keys {
  /** @throws GatewayError once the key does not hold */
  current(caller: Caller): Caller;
  onChange(listener: () => void): void;
}

interface LiveConnectionsDeps {
  readonly keys: Keys;
  readonly maxPerKey: number;
  readonly stalledAfterMs: number;
}

/** How often keys are looked at, which may expire, and clients, which may stop reading. */
const LOOK_EVERY_MS = 500;

interface Watched {
  taken: number;
  /** When it was last seen to take something, or to have nothing to take. */
  movedAt: number;
}

/**
 * Every open connection: how many a key has, whether the key still holds, whether the client still reads. One that does
 * not costs nothing but its place in the journal and what its socket has taken, and is told to go on from there later.
 */
export class LiveConnections {
  readonly #byKey = new Map<string, Map<LiveConnection, Watched>>();
  readonly #looking: NodeJS.Timeout;

  constructor(private readonly deps: LiveConnectionsDeps) {
    deps.keys.onChange(() => this.#checkKeys());
    this.#looking = setInterval(() => {
      this.#checkKeys();
      this.#checkReaders();
    }, LOOK_EVERY_MS).unref();
  }

  /**
   * @returns takes it off again
   * @throws GatewayError TOO_MANY_CONNECTIONS
   */
  add(connection: LiveConnection): () => void {
    const { keyId } = connection.caller;
    const ofKey = this.#byKey.get(keyId) ?? new Map<LiveConnection, Watched>();
    if (ofKey.size >= this.deps.maxPerKey) {
      throw new GatewayError(
        'TOO_MANY_CONNECTIONS',
        `This key has ${ofKey.size} live connections, no more are allowed`,
      );
    }
    ofKey.set(connection, { taken: connection.taken, movedAt: performance.now() });
    this.#byKey.set(keyId, ofKey);
    return () => this.#remove(connection);
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #remove(connection: LiveConnection): void {
    const { keyId } = connection.caller;
    const ofKey = this.#byKey.get(keyId);
    ofKey?.delete(connection);
    if (ofKey?.size === 0) this.#byKey.delete(keyId);
  }

  /** It does not count any more: its client may come back at once, however long the old connection takes to end. */
  #cut(connection: LiveConnection, reason: GatewayError): void {
    this.#remove(connection);
    connection.cut(reason);
  }

  #checkKeys(): void {
    for (const ofKey of this.#byKey.values()) {
      for (const connection of ofKey.keys()) {
        const refusal = this.#refusalOf(connection.caller);
        if (refusal !== undefined) this.#cut(connection, refusal);
      }
    }
  }

  #refusalOf(caller: Caller): GatewayError | undefined {
    try {
      if (!mayLess(this.deps.keys.current(caller), caller)) return undefined;
      return new GatewayError('FORBIDDEN', 'The API key may do less than before; connect again');
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  }

  #checkReaders(): void {
    const now = performance.now();
    for (const ofKey of this.#byKey.values()) {
      for (const [connection, watched] of ofKey) {
        if (!connection.isWaiting || connection.taken !== watched.taken) {
          watched.taken = connection.taken;
          watched.movedAt = now;
        } else if (now - watched.movedAt >= this.deps.stalledAfterMs) {
          this.#cut(connection, new StreamStalledError(connection.lastCursor));
        }
      }
    }
  }
}

function mayLess(now: Caller, before: Caller): boolean {
  if (!allows(now.role, before.role)) return true;
  const { allowedSessions } = now;
  if (allowedSessions === null) return false;
  return before.allowedSessions === null || before.allowedSessions.some((id) => !allowedSessions.includes(id));
}
