import { nextDelayMs, type ReconnectBudget } from './reconnect.js';

/** After an outage of the store the sessions come back over this long, not in one moment. */
const STORE_BACK_SPREAD_MS = 1000;

export interface ComebackDeps {
  readonly budget: ReconnectBudget;
  readonly random: () => number;
  readonly storeUp: () => boolean;
  /** Makes the next attempt. */
  readonly attempt: () => void;
}

/** The way back of one session after a lost link: counts the attempts and waits before each. At most one is planned. */
export class Comeback {
  private made = 0;
  private timer: NodeJS.Timeout | undefined;
  private waitsForStore = false;

  constructor(private readonly deps: ComebackDeps) {}

  /** Attempts since the link last worked. */
  get attempts(): number {
    return this.made;
  }

  /**
   * Plans the next attempt. While the store is down it waits for it, which counts as no attempt.
   * @returns false when the budget is used up
   */
  plan(): boolean {
    const { budget, random, storeUp } = this.deps;
    this.cancel();
    if (!storeUp()) {
      this.waitsForStore = true;
      return true;
    }
    const delayMs = nextDelayMs(budget, this.made, random());
    if (delayMs === undefined) return false;
    this.made += 1;
    this.attemptIn(delayMs);
    return true;
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waitsForStore = false;
  }

  /** The link works, or somebody starts anew: the whole budget is there again. */
  reset(): void {
    this.cancel();
    this.made = 0;
  }

  storeRecovered(): void {
    if (this.waitsForStore) this.attemptIn(this.deps.random() * STORE_BACK_SPREAD_MS);
  }

  private attemptIn(delayMs: number): void {
    this.waitsForStore = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.deps.storeUp()) this.deps.attempt();
      else this.waitsForStore = true;
    }, delayMs);
  }
}
