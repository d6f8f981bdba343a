/** The part of libsignal's `SessionEntry` that is used here. */
export interface SessionEntry {
  pendingPreKey?: unknown;
  serialize(): unknown;
}
interface Read {
  readonly session: SessionEntry;
  readonly plaintext: Uint8Array;
}
/** libsignal's `src/session_cipher.js`. */
export interface SessionCipherClass {
  prototype: {
    decryptWithSessions(data: Buffer, sessions: Iterable<SessionEntry> & { length: number }): Promise<Read>;
  };
}

/**
 * Fault: a contact has several sessions when both sides began one, and after each renewal. libsignal tries a message
 * on them in turn, and an attempt on the wrong one steps that session's ratchet before it fails. When a later one can
 * read the message, all are stored: the damaged one may be the one to write with, and the contact can read nothing of
 * it. Here every attempt is made on a copy, and only the one that could read the message is kept.
 */
export function tryOnCopies({ prototype }: SessionCipherClass): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own cipher below
  const original = prototype.decryptWithSessions;
  prototype.decryptWithSessions = async function (data, sessions) {
    // With a single one nothing is stored when it fails.
    if (sessions.length < 2) return original.call(this, data, sessions);
    const originals = new Map<SessionEntry, SessionEntry>();
    const copies = {
      length: sessions.length,
      *[Symbol.iterator]() {
        for (const session of sessions) {
          const copy = copyOf(session);
          originals.set(copy, session);
          yield copy;
        }
      },
    };
    const { session: copy, plaintext } = await original.call(this, data, copies);
    const session = originals.get(copy) ?? copy;
    delete session.pendingPreKey;
    return { session: Object.assign(session, copy), plaintext };
  };
}

const copyOf = (session: SessionEntry): SessionEntry =>
  (session.constructor as unknown as { deserialize(data: unknown): SessionEntry }).deserialize(session.serialize());
