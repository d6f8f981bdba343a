import type { CommitQueue } from '../store/commit-queue.js';
import type { JournalRow } from '../store/commit-protocol.js';
import { type DeliveryStore, type DueDelivery, toDueDeliveries } from '../store/delivery-store.js';

export interface DeliveryNewsDeps {
  readonly deliveries: Pick<DeliveryStore, 'head' | 'after'>;
  readonly commits: Pick<CommitQueue, 'failed' | 'onFail'>;
  /** Whether news are still wanted. */
  readonly isOpen: () => boolean;
  /** Called with deliveries in the order of their events, each of them once. */
  readonly offer: (rows: readonly DueDelivery[]) => void;
  /** Deliveries could not be read: they are with the next call. */
  readonly onFailed: (error: unknown) => void;
}

/** Deliveries that were just committed: known from their commit, or else read. */
export class DeliveryNews {
  /** Of the newest event whose deliveries were offered. */
  #lastSeq = 0;
  /** Nothing was committed that is not known here or about to be told. */
  #isCurrent = false;
  #isUnread = false;
  #reading: Promise<void> | undefined;

  constructor(private readonly deps: DeliveryNewsDeps) {
    // A commit that failed may have taken place, and nobody told of it.
    deps.commits.onFail(() => (this.#isCurrent = false));
  }

  /** What comes after the newest delivery there is now, is news. */
  async start(): Promise<void> {
    this.#lastSeq = await this.deps.deliveries.head();
  }

  /**
   * Deliveries were committed.
   * @param journal all that was journalled since the last call; null if it must be read
   * @returns the read that began with it
   */
  take(journal: readonly JournalRow[] | null): Promise<void> | undefined {
    if (journal !== null && this.#isCurrent && this.#reading === undefined) {
      this.#offer(journal.flatMap(toDueDeliveries));
      return undefined;
    }
    this.#isUnread = true;
    if (this.#reading !== undefined) return undefined;
    this.#reading = this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    const { commits, deliveries, isOpen, onFailed } = this.deps;
    while (this.#isUnread && isOpen()) {
      this.#isUnread = false;
      this.#isCurrent = !commits.failed;
      try {
        this.#offer(await deliveries.after(this.#lastSeq));
      } catch (error) {
        this.#isCurrent = false;
        onFailed(error);
      }
    }
  }

  #offer(rows: readonly DueDelivery[]): void {
    const news = rows.filter(({ eventSeq }) => eventSeq > this.#lastSeq);
    this.#lastSeq = news.at(-1)?.eventSeq ?? this.#lastSeq;
    this.deps.offer(news);
  }
}
