import { setImmediate, setTimeout } from 'node:timers/promises';
import { UnavailableError } from '../domain/errors.js';
import type { JournalEvent } from '../store/journal-reader.js';
import type { EventRing } from './event-ring.js';
import { Source } from './source.js';

type Page = readonly JournalEvent[];
/** Events that a subscriber may hold: few, since a stuck one holds them for as long as it is stuck. */
const PAGE = 32;
/** Between two tries to read the journal while its database is out of reach. */
const RETRY_EVERY_MS = 500;

/** One subscriber: a position in the journal and the few events behind it. */
export class EventSubscription extends Source<JournalEvent> {
  #page: Page = [];
  #next = 0;
  /** The page was not empty, or something was committed since it was asked for. */
  #mayBeMore = true;
  #isReading = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly ring: EventRing,
    /** Of the last event on the page. */
    private position: number,
    private readonly accept: (event: JournalEvent) => boolean,
    private readonly onClose: () => void,
  ) {
    super();
  }

  /** Something was committed. */
  wake(): void {
    this.#mayBeMore = true;
    this.ready();
  }

  protected poll(): JournalEvent | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    for (;;) {
      while (this.#next < this.#page.length) {
        const event = this.#page[this.#next++];
        if (event && this.accept(event)) return event;
      }
      if (this.#isReading || !this.#mayBeMore) return undefined;
      this.#turnPage();
    }
  }

  protected release(): void {
    this.onClose();
  }

  #turnPage(): void {
    // A long stretch of what this subscriber does not get must not hold up the others.
    const page = this.#page.length === PAGE ? this.#afterPause() : this.ring.after(this.position, PAGE);
    this.#mayBeMore = false;
    if (page instanceof Promise) void this.#read(page);
    else this.#open(page);
  }

  #open(page: Page): void {
    this.#page = page;
    this.#next = 0;
    this.position = page.at(-1)?.seq ?? this.position;
    if (page.length > 0) this.#mayBeMore = true;
  }

  async #afterPause(): Promise<Page> {
    await setImmediate();
    return this.ring.after(this.position, PAGE);
  }

  async #read(page: Promise<Page>): Promise<void> {
    this.#isReading = true;
    try {
      this.#open(await this.#patiently(page));
    } catch (error) {
      this.#failure = { error };
    }
    this.#isReading = false;
    this.ready();
  }

  /** A database that is away for a while delays events; it ends nothing. */
  async #patiently(page: Promise<Page>): Promise<Page> {
    for (let reading = page; ; reading = Promise.resolve(this.ring.after(this.position, PAGE))) {
      try {
        return await reading;
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        await setTimeout(RETRY_EVERY_MS, undefined, { ref: false });
        if (this.hasEnded) return [];
      }
    }
  }
}
