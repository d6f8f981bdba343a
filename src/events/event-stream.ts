import { CursorInvalidError } from '../domain/errors.js';
import { inSlices } from '../runtime/slices.js';
import type { JournalRow } from '../store/commit-protocol.js';
import type { JournalEvent } from '../store/journal-reader.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { EventRing, type JournalSource } from './event-ring.js';
import { EventSubscription } from './event-subscription.js';
import type { Source } from './source.js';

export interface SubscribeOptions {
  /** A cursor: what came after its event is replayed first. Left out: from now on. */
  readonly after?: string;
  /** Whether the subscriber gets an event. */
  readonly accept?: (event: JournalEvent) => boolean;
}

/**
 * Committed events for any number of subscribers. Each holds no more than its position: the newest events are kept once
 * for all of them, older ones are read from the journal. So nothing is lost or doubled however slow a subscriber is.
 */
export class EventStream {
  readonly #reader: JournalSource;
  readonly #ring: EventRing;
  readonly #subscriptions = new Set<EventSubscription>();
  #round: Promise<void> = Promise.resolve();
  #nextRound: Promise<void> | undefined;
  #closed = false;

  private constructor(reader: JournalSource, ring: EventRing) {
    this.#reader = reader;
    this.#ring = ring;
  }

  /** @param deps.capacity how many of the newest events are kept in memory; default 2000 */
  static async open(deps: { reader: JournalSource; capacity?: number }): Promise<EventStream> {
    const ring = new EventRing(deps.reader, await deps.reader.head(), deps.capacity ?? 2000);
    return new EventStream(deps.reader, ring);
  }

  /**
   * To be called after each commit that journalled events, with the newest sequence. Resolves once they are told.
   * @param journal all that was journalled since the last call, where that is known; else it is read
   */
  async committed(lastSeq: number, journal: readonly JournalRow[] | null = null): Promise<void> {
    await this.#ring.advance(lastSeq, this.#subscriptions.size > 0, journal);
    await this.#tellAll();
  }

  /**
   * Nothing is buffered: an event is fetched when the subscriber asks for it. `return` must be called at the end.
   * @throws CursorInvalidError if `after` is not a cursor of this journal, or what followed it was removed
   */
  async subscribe(options: SubscribeOptions = {}): Promise<Source<JournalEvent>> {
    const position = options.after === undefined ? this.#ring.head : await this.#positionOf(options.after);
    const subscription = new EventSubscription(this.#ring, position, options.accept ?? (() => true), () =>
      this.#subscriptions.delete(subscription),
    );
    this.#subscriptions.add(subscription);
    if (this.#closed) void subscription.return();
    return subscription;
  }

  /** Where to go on after this event. Opaque to clients. */
  cursorOf({ seq }: { seq: number }): string {
    return encodeCursor(this.#reader.epoch, seq);
  }

  /** Ends every subscription, and those yet to come. */
  close(): void {
    this.#closed = true;
    for (const subscription of this.#subscriptions) void subscription.return();
  }

  /** One round at a time: what is committed during one is told in the next. */
  #tellAll(): Promise<void> {
    this.#nextRound ??= this.#round.then(() => {
      this.#nextRound = undefined;
      this.#round = inSlices(this.#subscriptions, (subscription) => subscription.wake());
      return this.#round;
    });
    return this.#nextRound;
  }

  async #positionOf(cursor: string): Promise<number> {
    const seq = decodeCursor(cursor, this.#reader.epoch);
    const oldest = (await this.#reader.oldest()) - 1;
    if (seq !== undefined && seq >= oldest && seq <= (await this.#reader.head())) return seq;
    throw new CursorInvalidError(this.cursorOf({ seq: oldest }));
  }
}
