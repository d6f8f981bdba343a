import type { BrowserRun } from './browser-run.js';
import { nudge, socketState } from './page/start.js';
import type { Timings } from './timings.js';

export interface WatchDeps {
  readonly run: BrowserRun;
  readonly timings: Timings;
  /** Whether a QR code is wanted; not while a pairing code is shown. */
  readonly wantsQr: () => boolean;
  /** The phone consented; WhatsApp Web goes on to `ready` from here. May be called again. */
  readonly onAccepted: () => void;
  /** The page hangs. */
  readonly onDead: (reason: string) => void;
  /** The page works and has no line to WhatsApp. */
  readonly onOffline: (reason: string) => void;
}

/**
 * Looks after a page that tells nothing by itself: until it is linked it may need a nudge, after that it may hang, or
 * have lost WhatsApp, without anybody being told.
 */
export class Watch {
  #timer: NodeJS.Timeout | undefined;
  #isLinked = false;
  #missed = 0;
  #offlineSince: number | undefined;
  #isOver = false;

  constructor(private readonly deps: WatchDeps) {
    this.#next();
  }

  /** The link works. */
  linked(): void {
    this.#isLinked = true;
    this.#missed = 0;
    this.#next();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #next(): void {
    clearTimeout(this.#timer);
    if (this.#isOver) return;
    const { probeEveryMs, nudgeEveryMs } = this.deps.timings;
    this.#timer = setTimeout(
      () => void this.#look().finally(() => this.#next()),
      this.#isLinked ? probeEveryMs : nudgeEveryMs,
    );
  }

  async #look(): Promise<void> {
    const { run, timings, wantsQr } = this.deps;
    try {
      const state = this.#isLinked
        ? await run.evaluate('Looking after the page', socketState, [], timings.probeMs)
        : await run.evaluate('Looking after the page', nudge, [wantsQr()], timings.probeMs);
      this.#missed = 0;
      this.#answered(state);
    } catch {
      this.#missed += 1;
      if (this.#missed >= 2 && this.#isLinked && !this.#isOver) this.deps.onDead('the page does not answer');
    }
  }

  #answered(state: string | undefined): void {
    if (!this.#isLinked) return state === 'CONNECTED' ? this.deps.onAccepted() : undefined;
    if (state === 'CONNECTED') {
      this.#offlineSince = undefined;
      return;
    }
    this.#offlineSince ??= Date.now();
    if (Date.now() - this.#offlineSince >= this.deps.timings.offlineMs) {
      const reason = `WhatsApp Web does not reach WhatsApp (${state ?? 'no state'})`;
      if (!this.#isOver) this.deps.onOffline(reason);
    }
  }
}
