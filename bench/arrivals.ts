import { setTimeout as sleep } from 'node:timers/promises';

/** How long the last messages may take after the load ended. */
const LATE_AFTER_MS = 10_000;

/**
 * When the load generator's texts come out on the far side. Each text says when it was written, as
 * `prefix:job:number:milliseconds since 1970:filling`, so that no second clock is needed.
 */
export class Arrivals {
  private readonly prefixes = new Map<string, number[]>();
  /** What to add to the precise clock to read the one the texts are stamped with. */
  private offsetMs = 0;

  /** Counts the texts of this prefix from now on. */
  open(prefix: string): void {
    this.prefixes.set(prefix, []);
    this.offsetMs = clockOffsetMs();
  }

  /** To be called with every text that arrives; those of no open prefix are passed over. */
  note(text: string): void {
    const [prefix = '', , , writtenAt] = text.split(':', 4);
    this.prefixes.get(prefix)?.push(performance.now() + this.offsetMs - Number(writtenAt));
  }

  /** Waits for the rest and ends the count. @returns ms from written to arrived, one per text, fewer if some never came */
  async close(prefix: string, expected: number): Promise<readonly number[]> {
    const latenciesMs = this.prefixes.get(prefix) ?? [];
    const deadline = performance.now() + LATE_AFTER_MS;
    while (latenciesMs.length < expected && performance.now() < deadline) await sleep(5);
    this.prefixes.delete(prefix);
    return latenciesMs;
  }
}

/** The texts are stamped in whole ms; waiting for the clock to turn tells where between two ticks we are. */
function clockOffsetMs(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now - performance.now();
}
