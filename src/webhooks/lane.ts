import type { EventOf } from '../domain/event.js';
import type { DeliveryStore, DueDelivery } from '../store/delivery-store.js';

/** Rows in memory per webhook; what waits behind them waits on disk. */
const WINDOW = 32;
/** Tries of one webhook at once. */
const AT_ONCE = 8;
/** Tries in a row without any answer, from which on a receiver counts as dead. */
const DEAD_AFTER = 8;
/** A dead one gets one try at a time and this pause behind it: who refuses at once would take all the time there is. */
const REST_MS = 25;
/** Tries that were made and whose record is not on disk yet. */
const UNRECORDED = 64;

/**
 * The deliveries of one webhook: what is next and what is under way. First tries go out in the order of events; two of
 * one chat are never under way together, so that a receiver sees each chat in order. Retries keep no order.
 *
 * A webhook that wants strict order gets one delivery at a time: the next one goes out when the one before is finished
 * and recorded.
 */
export class Lane {
  /** There may be more due on disk than is in memory. */
  behind = true;
  /** When the next delivery becomes due that is not due now. */
  dueAt: number | undefined;
  /** The webhook is switched off: its deliveries stay where they are until `refresh`. */
  off = false;
  /** The last try ran into its time limit. One at a time then, so that a dead receiver holds little. */
  #slow = false;
  #unanswered = 0;
  #isResting = false;
  #ordered = false;
  #ready: DueDelivery[] = [];
  #refilling = false;
  /** There may be retries on disk that are not due yet. */
  #mayWait = true;
  #inFlight = 0;
  /** Sequences of the events whose delivery is under way or waits for its record. */
  readonly #held = new Set<number>();
  readonly #busyChats = new Set<string>();

  constructor(
    readonly webhookId: string,
    private readonly deliveries: Pick<DeliveryStore, 'due' | 'nextDue' | 'inOrder' | 'isOrdered'>,
  ) {}

  /** A delivery that was just committed. */
  offer(row: DueDelivery, now: number): void {
    this.off = false;
    if (row.nextAttemptAt > now) this.#waitUntil(row.nextAttemptAt);
    else if (this.#refilling || this.#ready.length >= WINDOW) this.behind = true;
    else if (!this.behind && !this.#has(row)) this.#ready.push(row);
  }

  /** The webhook was changed, or deliveries of it were made due: what is in memory may be wrong. */
  refresh(): void {
    this.off = false;
    this.behind = true;
    this.#mayWait = true;
    this.#ready = [];
  }

  /** Whether each result is waited for. */
  get isOrdered(): boolean {
    return this.#ordered;
  }

  /** The next delivery that may go out now; it counts as under way until `answered`, and is held until `recorded`. */
  take(now: number): DueDelivery | undefined {
    if (this.dueAt !== undefined && this.dueAt <= now) {
      this.behind = true;
      this.dueAt = undefined;
    }
    if (!this.#hasRoom) return undefined;
    if (this.#refilling) return undefined;
    return this.#ordered ? this.#shiftInOrder(now) : this.#shift();
  }

  /** Whether `refill` is what it takes for `take` to have something. */
  get isShort(): boolean {
    return this.behind && !this.#refilling && this.#ready.length <= WINDOW / 2 && this.#hasRoom;
  }

  /** Reads what is due. Nothing is taken meanwhile, since what is read may be the same. */
  async refill(now: number): Promise<void> {
    this.#refilling = true;
    this.behind = false;
    const mayWait = this.#mayWait;
    this.#mayWait = false;
    const { dueAt } = this;
    this.dueAt = undefined;
    try {
      this.#ordered = await this.deliveries.isOrdered(this.webhookId);
      const due = this.#ordered
        ? await this.deliveries.inOrder(this.webhookId, this.#held, WINDOW)
        : await this.deliveries.due(this.webhookId, now, this.#held, WINDOW);
      const next = mayWait && !this.#ordered ? await this.deliveries.nextDue(this.webhookId, now) : undefined;
      this.#ready = due;
      this.behind ||= due.length === WINDOW;
      if (next !== undefined) this.#waitUntil(next);
    } catch (error) {
      this.behind = true;
      this.#mayWait ||= mayWait;
      if (dueAt !== undefined) this.#waitUntil(dueAt);
      throw error;
    } finally {
      this.#refilling = false;
    }
  }

  /**
   * @param failure why nobody answered; null if somebody did
   * @returns for how long nothing goes out now, until `rested`; 0 if at once
   */
  answered(row: DueDelivery, failure: string | null): number {
    this.#unanswered = failure === null ? 0 : this.#unanswered + 1;
    const isDead = this.#unanswered >= DEAD_AFTER;
    this.#slow = failure === 'timeout' || isDead;
    this.#isResting = isDead;
    this.#inFlight -= 1;
    if (row.attemptCount === 0) this.#busyChats.delete(chatOf(row.event));
    return isDead ? REST_MS : 0;
  }

  rested(): void {
    this.#isResting = false;
  }

  /** @param retryAt when the next try is due, if there is one */
  recorded(row: DueDelivery, retryAt?: number): void {
    this.#held.delete(row.eventSeq);
    if (retryAt === undefined) return;
    this.#waitUntil(retryAt);
    // It stands before everything that was read behind it.
    if (this.#ordered) this.refresh();
  }

  get #hasRoom(): boolean {
    if (this.off || this.#isResting) return false;
    if (this.#ordered) return this.#held.size === 0;
    return this.#inFlight < (this.#slow ? 1 : AT_ONCE) && this.#held.size < UNRECORDED;
  }

  #has({ eventSeq }: DueDelivery): boolean {
    return this.#held.has(eventSeq) || this.#ready.some((row) => row.eventSeq === eventSeq);
  }

  #waitUntil(at: number): void {
    this.#mayWait = true;
    if (this.dueAt === undefined || at < this.dueAt) this.dueAt = at;
  }

  #shiftInOrder(now: number): DueDelivery | undefined {
    const [row] = this.#ready;
    if (row === undefined) return undefined;
    if (row.nextAttemptAt > now) {
      this.#waitUntil(row.nextAttemptAt);
      return undefined;
    }
    return this.#takeAt(0);
  }

  #shift(): DueDelivery | undefined {
    const index = this.#ready.findIndex((row) => row.attemptCount > 0 || !this.#busyChats.has(chatOf(row.event)));
    return index === -1 ? undefined : this.#takeAt(index);
  }

  #takeAt(index: number): DueDelivery | undefined {
    const [row] = this.#ready.splice(index, 1);
    if (row === undefined) return undefined;
    this.#inFlight += 1;
    this.#held.add(row.eventSeq);
    if (row.attemptCount === 0) this.#busyChats.add(chatOf(row.event));
    return row;
  }
}

/** What must stay in order: the events of one chat; of a session, those without a chat. */
function chatOf({ data }: EventOf): string {
  // By what `data` has and not by type: no event that names its chat can be forgotten here.
  if ('chatId' in data) return data.chatId;
  // The documented message id holds its chat: true_628123456789@c.us_3EB0A1.
  return 'messageId' in data ? (data.messageId.split('_')[1] ?? '') : '';
}
