import { CursorInvalidError } from '../domain/errors.js';
import type { JournalRow } from '../store/commit-protocol.js';
import { type JournalEvent, toJournalEvent } from '../store/journal-reader.js';
import { encodeCursor } from './cursor.js';

/** What the ring and the stream need of the journal. */
export interface JournalSource {
  readonly epoch: string;
  head(): Promise<number>;
  oldest(): Promise<number>;
  read(afterSeq: number, limit: number): Promise<JournalEvent[]>;
}

/** Rows read from the journal at once. */
const PAGE = 200;

/** The newest committed events, read once and shared; what is older comes from the journal. */
export class EventRing {
  readonly #reader: JournalSource;
  readonly #capacity: number;
  /** Every event after this sequence, up to `head`, is in `#events`. */
  #from: number;
  #head: number;
  #events: JournalEvent[] = [];
  /** The newest sequence that was announced; up to `#head` they are taken in. */
  #announced: number;
  #reading: Promise<void> = Promise.resolve();

  /** @param head the newest sequence of the journal */
  constructor(reader: JournalSource, head: number, capacity: number) {
    this.#reader = reader;
    this.#capacity = capacity;
    this.#head = this.#from = this.#announced = head;
  }

  /** The newest sequence that was announced. */
  get head(): number {
    return this.#announced;
  }

  /**
   * Takes in what was committed. With nobody listening it is only noted. Never fails.
   * @param journal all that was journalled since the last call; null if it must be read
   */
  advance(lastSeq: number, wanted: boolean, journal: readonly JournalRow[] | null): Promise<void> {
    const before = this.#announced;
    if (lastSeq <= before) return this.#reading;
    this.#announced = lastSeq;
    this.#reading = this.#reading.then(() => this.#take(lastSeq, wanted, { before, journal }));
    return this.#reading;
  }

  async #take(
    lastSeq: number,
    wanted: boolean,
    { before, journal }: { before: number; journal: readonly JournalRow[] | null },
  ): Promise<void> {
    if (lastSeq <= this.#head) return;
    if (!wanted || lastSeq - this.#head > this.#capacity) return this.#restart(lastSeq);
    if (journal !== null && this.#head >= before) {
      for (const row of journal) if (row.seq > this.#head) this.#events.push(toJournalEvent(row));
      this.#head = lastSeq;
    } else if (!(await this.#readUpTo(lastSeq))) return this.#restart(lastSeq);
    const surplus = this.#events.length - this.#capacity;
    if (surplus > 0) this.#from = this.#events.splice(0, surplus).at(-1)?.seq ?? this.#from;
  }

  /** @returns whether it could */
  async #readUpTo(lastSeq: number): Promise<boolean> {
    try {
      while (this.#head < lastSeq) {
        const page = await this.#reader.read(this.#head, PAGE);
        for (const event of page) this.#events.push(event);
        // A short page ends the journal: what is missing up to `lastSeq` was deleted with its session.
        this.#head = page.length < PAGE ? Math.max(lastSeq, page.at(-1)?.seq ?? 0) : (page.at(-1)?.seq ?? lastSeq);
      }
      return true;
    } catch {
      // Those who wait will read for themselves, and get the error if it lasts.
      return false;
    }
  }

  /**
   * @returns events after a sequence, oldest first, at most `limit`; empty if there is nothing newer. A promise only
   * where the journal must be read.
   * @throws CursorInvalidError if some of what followed was removed by age, and what the journal throws
   */
  after(seq: number, limit: number): readonly JournalEvent[] | Promise<readonly JournalEvent[]> {
    if (seq >= this.#head) return [];
    if (seq < this.#from) return this.#fromJournal(seq, limit);
    const start = this.#firstAfter(seq);
    return this.#events.slice(start, start + limit);
  }

  async #fromJournal(seq: number, limit: number): Promise<readonly JournalEvent[]> {
    const events = await this.#reader.read(seq, limit);
    // After the read: it may have been removed meanwhile.
    const oldest = await this.#reader.oldest();
    if (seq + 1 < oldest) throw new CursorInvalidError(encodeCursor(this.#reader.epoch, oldest - 1));
    return events;
  }

  #restart(head: number): void {
    this.#events = [];
    this.#head = this.#from = head;
  }

  /** Sequences have gaps, so the place is searched for. */
  #firstAfter(seq: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.seq ?? Infinity) <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
