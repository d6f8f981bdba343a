const KEPT = 10_000;

/** What the page did, in order, for a test to ask for or to wait for. */
export class Recorded<Entry extends object> {
  private readonly entries: Entry[] = [];
  private readonly waiting = new Set<(entry: Entry) => void>();
  total = 0;

  get all(): readonly Entry[] {
    return this.entries;
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.total++;
    if (this.entries.length > KEPT) this.entries.shift();
    for (const tell of [...this.waiting]) tell(entry);
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** The first entry that fits, now or later. @throws Error naming `what` after `withinMs` */
  async waitFor(what: string, fits: (entry: Entry) => boolean, withinMs: number): Promise<Entry> {
    const have = this.entries.find(fits);
    if (have) return have;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        this.waiting.delete(tell);
        settle();
      };
      const tell = (entry: Entry) => fits(entry) && end(() => resolve(entry));
      const timer = setTimeout(() => end(() => reject(new Error(`no ${what} within ${withinMs} ms`))), withinMs);
      this.waiting.add(tell);
    });
  }
}

/** Whether an entry has at least these members, compared as JSON; undefined members are not asked for. */
export const fits =
  (wanted: object) =>
  (entry: object): boolean =>
    Object.entries(wanted).every(
      ([name, value]) =>
        value === undefined || JSON.stringify((entry as Record<string, unknown>)[name]) === JSON.stringify(value),
    );
