import type { WriteOp } from '../write-op.js';
import { allOf } from './all-of.js';

type OpName = WriteOp['op'];

/** All that they write is sent at once, and nothing else that is sent ahead reads it or depends on its place. */
const APART: ReadonlySet<OpName> = new Set<OpName>([
  'key.put',
  'key.delete',
  'inbound.put',
  'inbound.done',
  'unreadable.put',
  'sent.put',
  'attempt.record',
]);
/** The same, but their events have a place behind those of the messages before them. */
const IN_ORDER: ReadonlySet<OpName> = new Set<OpName>(['event.append', 'message.sent']);

/** Whether the next operation may be sent before this one is done. */
export const isSentAhead = ({ op }: WriteOp): boolean => APART.has(op) || IN_ORDER.has(op) || op === 'message.insert';

/**
 * Operations that were sent and not waited for: on PostgreSQL that saves the way there and back. A message reads whether it
 * is there already before it is written, so two of one stanza never go together. Answers come in the order of the
 * questions, and with them what a message sends next: events of messages are in the order of the messages.
 */
export class Sent {
  #applied: Promise<void>[] = [];
  /** Of the messages that may not be written yet. */
  readonly #stanzas = new Set<string>();

  /** Whether an operation may be sent before those here are done. */
  mayTake(op: WriteOp): boolean {
    if (op.op === 'message.insert') return !this.#stanzas.has(stanzaOf(op));
    return APART.has(op.op) || this.#stanzas.size === 0;
  }

  take(op: WriteOp, applied: Promise<void>): void {
    this.#applied.push(applied);
    // Until it is waited for, nobody else listens.
    applied.catch(() => undefined);
    if (op.op === 'message.insert') this.#stanzas.add(stanzaOf(op));
  }

  /** @throws the error of the first statement that failed: the failures of those behind it say nothing */
  async settled(): Promise<void> {
    const applied = this.#applied;
    this.#applied = [];
    await allOf(applied);
    this.#stanzas.clear();
  }
}

const stanzaOf = ({ row }: WriteOp & { op: 'message.insert' }): string => `${row.sessionId} ${row.stanzaId}`;
