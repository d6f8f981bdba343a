import type { Engine, EngineContext, EngineEvent, EngineFactory } from '../engine/port.js';
import type { Logger } from '../runtime/logger.js';

/** How long an engine may take to end when asked politely; the same again for a kill. */
const TEARDOWN_MS = 10_000;

export interface EngineRunDeps {
  readonly factory: EngineFactory;
  readonly context: Omit<EngineContext, 'emit' | 'signal'>;
  readonly logger: Logger;
  /** Receives what the engine reports, until it ended or was told to. */
  readonly onEvent: (run: EngineRun, event: EngineEvent) => void;
}

/**
 * One life of an engine, from opening to its end. What it reports after that is not heard, so that a stopped or
 * replaced engine can do no harm.
 */
export class EngineRun {
  /** Resolves with undefined when the run was ended before the engine was open. */
  readonly opened: Promise<Engine | undefined>;
  /** Epoch milliseconds. */
  readonly openedAt = Date.now();
  private current: Engine | undefined;
  private over = false;
  private ending: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private readonly hurry = new AbortController();

  /** @param after what must have finished first: the end of the engine before this one */
  constructor(
    private readonly deps: EngineRunDeps,
    after: Promise<void>,
  ) {
    this.opened = this.open(after);
    this.opened.catch(() => undefined);
  }

  /** Undefined while it opens, and once it is over. */
  get engine(): Engine | undefined {
    return this.over ? undefined : this.current;
  }

  /**
   * Ends the engine; a `kill` hurries an end that is already under way. Resolves when nothing of it runs any more, at
   * the latest after two times ten seconds. Never rejects.
   */
  end(how: 'close' | 'kill'): Promise<void> {
    this.over = true;
    this.stopping.abort();
    if (how === 'kill') this.hurry.abort();
    this.ending ??= this.finish();
    return this.ending;
  }

  private async open(after: Promise<void>): Promise<Engine | undefined> {
    await after;
    if (this.over) return undefined;
    const { factory, context } = this.deps;
    const engine = await factory.open({ ...context, signal: this.stopping.signal, emit: (event) => this.hear(event) });
    this.current = engine;
    return this.over ? undefined : engine;
  }

  private hear(event: EngineEvent): void {
    if (this.over) return;
    if (event.kind === 'ended') this.over = true;
    this.deps.onEvent(this, event);
  }

  private async finish(): Promise<void> {
    const { logger, context } = this.deps;
    const { signal } = this.hurry;
    if (!signal.aborted && (await this.done('close', signal))) return;
    if (await this.done('kill')) return;
    logger.error({ sessionId: context.sessionId }, 'the engine did not end in time');
  }

  /** @returns whether it was over in time, before `hurry` */
  private async done(how: 'close' | 'kill', hurry?: AbortSignal): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const given = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), TEARDOWN_MS);
      hurry?.addEventListener('abort', () => resolve(false), { once: true });
    });
    try {
      return await Promise.race([this.tell(how), given]);
    } catch (error) {
      this.deps.logger.warn({ sessionId: this.deps.context.sessionId, err: error }, `the engine could not ${how}`);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** An engine that is still opening hears it as soon as it is open. */
  private async tell(how: 'close' | 'kill'): Promise<true> {
    await this.opened.catch(() => undefined);
    await this.current?.[how]();
    return true;
  }
}
