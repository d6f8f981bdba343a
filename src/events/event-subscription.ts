import { setImmediate, setTimeout } from 'node:timers/promises';
import { UnavailableError } from '../domain/errors.js';
import type { JournalEvent } from '../store/journal-reader.js';
import type { EventRing } from './event-ring.js';

type Result = IteratorResult<JournalEvent, undefined>;
/** Events that a subscriber may hold: few, since a stuck one holds them for as long as it is stuck. */
const PAGE = 32;
/** Between two tries to read the journal while its database is out of reach. */
const RETRY_EVERY_MS = 500;
const DONE: Result = { done: true, value: undefined };

/** One subscriber: a position in the journal and the few events behind it. Not an async generator, whose `return` would wait for the next event. */
export class EventSubscription implements AsyncIterableIterator<JournalEvent, undefined> {
  /** Calls of `next` that are not answered yet, and the newest of them. */
  #calls = 0;
  #newest: Promise<unknown> = Promise.resolve();
  #awake: (() => void) | undefined;
  #closed = false;
  /** Something was committed since the last look. */
  #woken = false;
  #page: readonly JournalEvent[] = [];
  #next = 0;

  constructor(
    private readonly ring: EventRing,
    private position: number,
    private readonly accept: (event: JournalEvent) => boolean,
    private readonly onClose: () => void,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls that overlap are answered one after the other. */
  next(): Promise<Result> {
    // Every promise less counts: this runs once for each event and subscriber.
    const advance = () => this.#advance();
    const result = this.#calls++ === 0 ? advance() : this.#newest.then(advance, advance);
    this.#newest = result;
    return result;
  }

  return(): Promise<Result> {
    this.#closed = true;
    this.onClose();
    this.wake();
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<Result> {
    void this.return();
    return Promise.reject(error as Error);
  }

  /** Something was committed, or the subscription ended. */
  wake(): void {
    this.#woken = true;
    this.#awake?.();
    this.#awake = undefined;
  }

  async #advance(): Promise<Result> {
    try {
      while (!this.#closed) {
        while (this.#next < this.#page.length) {
          const event = this.#page[this.#next++];
          if (event && this.accept(event)) return { done: false, value: event };
        }
        // A long stretch of what this subscriber does not get must not hold up the others.
        if (this.#page.length === PAGE) await setImmediate();
        const page = this.#turnPage();
        this.#page = page instanceof Promise ? await this.#patiently(page) : page;
        this.#next = 0;
        const idle = this.#page.length === 0 && !this.#woken && !this.#closed;
        if (idle) await new Promise<void>((resolve) => (this.#awake = resolve));
      }
      return DONE;
    } catch (error) {
      void this.return();
      throw error;
    } finally {
      this.#calls--;
    }
  }

  /** A database that is away for a while delays events; it ends nothing. */
  async #patiently(page: Promise<readonly JournalEvent[]>): Promise<readonly JournalEvent[]> {
    for (let reading = page; ; reading = Promise.resolve(this.ring.after(this.position, PAGE))) {
      try {
        return await reading;
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        await setTimeout(RETRY_EVERY_MS, undefined, { ref: false });
        if (this.#closed) return [];
      }
    }
  }

  #turnPage(): readonly JournalEvent[] | Promise<readonly JournalEvent[]> {
    this.position = this.#page.at(-1)?.seq ?? this.position;
    this.#woken = false;
    return this.ring.after(this.position, PAGE);
  }
}
