import type { BinaryNode } from '@whiskeysockets/baileys';
import { createHash } from 'node:crypto';
import type { WriteOp } from '../../store/write-op.js';
import type { BaileysLibrary } from './library.js';
import type { ReplayOrder } from './faults/replay-order.js';

/** A type of the key store that is none: its values become journal rows in the transaction of the keys beside them. */
export const JOURNAL = 'inbound';

/** One decrypted part of a stanza. */
export interface JournalEntry {
  readonly stanzaId: string;
  readonly plain: Uint8Array;
  /** The whole stanza, with plaintext where the ciphertext was; only with its last part. */
  readonly stanza: Uint8Array | null;
}

export const journalOp = (sessionId: string, hash: string, entry: JournalEntry): WriteOp => ({
  op: 'inbound.put',
  sessionId,
  hash,
  ...entry,
  at: Date.now(),
});

interface Part {
  readonly node: BinaryNode;
  /** What was decrypted of this stanza so far, by ciphertext. */
  readonly plains: Map<Uint8Array, Uint8Array>;
  readonly isLast: boolean;
}

/**
 * Knows for every ciphertext the stanza it came in. The library hands the very object inside `<enc>` to the signal
 * repository, so the object itself is the key.
 */
export class StanzaJournal {
  readonly #parts = new WeakMap<Uint8Array, Part>();

  constructor(
    private readonly library: BaileysLibrary,
    private readonly order: ReplayOrder,
  ) {}

  /** A message that the library is about to look at. */
  arrived(node: BinaryNode): void {
    if (!Array.isArray(node.content)) return;
    const ciphertexts = node.content.flatMap((child) => ciphertextOf(child) ?? []);
    const plains = new Map<Uint8Array, Uint8Array>();
    ciphertexts.forEach((ciphertext, index) =>
      this.#parts.set(ciphertext, { node, plains, isLast: index === ciphertexts.length - 1 }),
    );
    if (ciphertexts.length > 0) this.order.arrived(node);
  }

  /** @throws Error for a ciphertext that came in no stanza: what cannot be journalled must not be decrypted */
  nodeOf(ciphertext: Uint8Array): BinaryNode {
    return this.#partOf(ciphertext).node;
  }

  /** Sender and id count as well as the bytes: a replayed ciphertext must not pass for somebody else's message. */
  hashOf(ciphertext: Uint8Array): string {
    const node = this.nodeOf(ciphertext);
    this.order.reached(node);
    const { from = '', participant = '', recipient = '', id = '' } = node.attrs;
    const origin = [from, participant, recipient, id].map((part) => `${part.length}:${part}`).join(',');
    return createHash('sha256').update(origin).update(ciphertext).digest('base64url');
  }

  /** Takes note of a decrypted part, also of one that was journalled before. */
  entryFor(ciphertext: Uint8Array, plain: Uint8Array): JournalEntry {
    const { node, plains, isLast } = this.#partOf(ciphertext);
    plains.set(ciphertext, plain);
    return { stanzaId: node.attrs.id ?? '', plain, stanza: isLast ? this.#withPlaintext(node, plains) : null };
  }

  /** The library is through with this part. To be forgotten at once: otherwise all that belongs to it is kept for long. */
  done(ciphertext: Uint8Array): void {
    this.#parts.delete(ciphertext);
  }

  #partOf(ciphertext: Uint8Array): Part {
    const part = this.#parts.get(ciphertext);
    if (part === undefined) throw new Error('This ciphertext came in no stanza');
    return part;
  }

  /** Parts that could not be decrypted are left out. */
  #withPlaintext(node: BinaryNode, plains: ReadonlyMap<Uint8Array, Uint8Array>): Uint8Array {
    const content = (node.content as BinaryNode[]).flatMap((child) => {
      if (child.tag !== 'enc') return [child];
      const plain = plains.get(child.content as Uint8Array);
      return plain === undefined ? [] : [{ ...child, content: Buffer.from(plain) }];
    });
    return this.library.encodeBinaryNode({ ...node, content });
  }
}

const ciphertextOf = ({ tag, content }: BinaryNode): Uint8Array | undefined =>
  tag === 'enc' && content instanceof Uint8Array ? content : undefined;
