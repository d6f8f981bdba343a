/** A session that crashes more often than its limit within this long is in a loop. */
export const CRASH_WINDOW_MS = 10 * 60_000;

/** Counts the crashes of one session's engine over the last ten minutes, on a clock that nobody sets. */
export class CrashWatch {
  private moments: number[] = [];

  /** @param limit so many are too many; 0: never too many */
  constructor(
    readonly limit: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @returns whether this one was one too many */
  crashed(): boolean {
    if (this.limit === 0) return false;
    const now = this.now();
    this.moments = [...this.moments.filter((at) => now - at < CRASH_WINDOW_MS), now];
    return this.moments.length >= this.limit;
  }

  /** Somebody starts anew. */
  reset(): void {
    this.moments = [];
  }
}
