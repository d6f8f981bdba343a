import type { WriteOp } from '../write-op.js';
import { allOf } from './all-of.js';

/** All that they write is sent at once, and nothing else that is sent ahead reads it or depends on its place. */
const AT_ONCE: ReadonlySet<WriteOp['op']> = new Set<WriteOp['op']>([
  'key.put',
  'key.delete',
  'inbound.put',
  'inbound.done',
  'unreadable.put',
  'sent.put',
  'attempts.record',
  'message.insert',
  'message.sent',
  'event.append',
]);

/** Whether the next operation may be sent before this one is done. */
export const isSentAhead = ({ op }: WriteOp): boolean => AT_ONCE.has(op);

/** Operations that were sent and not waited for: on PostgreSQL that saves the way there and back. */
export class Sent {
  #applied: Promise<void>[] = [];

  take(applied: Promise<void>): void {
    this.#applied.push(applied);
    // Until it is waited for, nobody else listens.
    applied.catch(() => undefined);
  }

  /** @throws the error of the first statement that failed: the failures of those behind it say nothing */
  async settled(): Promise<void> {
    const applied = this.#applied;
    this.#applied = [];
    await allOf(applied);
  }
}
