import { setTimeout as pause } from 'node:timers/promises';
import { GatewayError, SessionNotConnectedError } from '../domain/errors.js';
import type { Logger } from '../runtime/logger.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { ScheduledMessage, Store } from '../store/store.js';
import { endOp, type ScheduledSender } from './scheduled-sender.js';

/** The wall clock may be set: it is looked at no later than this. Also far below what `setTimeout` can wait. */
const CLOCK_LOOK_MS = 30_000;
/** After a failure that passes, such as a full disk. */
const RETRY_MS = 1000;
const CLOSE_WITHIN_MS = 5000;

export interface SchedulerDeps {
  readonly store: Pick<Store, 'scheduled' | 'commits'>;
  readonly sessions: Pick<SessionRegistry, 'connected' | 'untilConnected'>;
  readonly sender: ScheduledSender;
  readonly logger: Logger;
}

/** What is due in one session, one after another. */
interface Lane {
  readonly done: Promise<void>;
  /** Ends a wait for the session: something has changed. */
  poke: () => void;
}

/**
 * Lets schedules have their moment, which is a moment of the wall clock. One timer stands for the next of all; what is
 * due waits for its session, in the order of the moments, until it is too late.
 */
export class Scheduler {
  readonly #deps: SchedulerDeps;
  readonly #lanes = new Map<string, Lane>();
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** The newest look at what is due. */
  #looking: Promise<void> | undefined;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
  }

  /** Looks at what is due. To be called once at the start, and whenever something was scheduled or cancelled. */
  wake(): void {
    if (this.#ending.signal.aborted) return;
    clearTimeout(this.#timer);
    const looking = this.#attendTo(Date.now()).then((inMs) => {
      // One that began later knows more.
      if (this.#looking !== looking || inMs === undefined || this.#ending.signal.aborted) return;
      this.#timer = setTimeout(() => this.wake(), inMs).unref();
    });
    this.#looking = looking;
  }

  /** Begins nothing more; lets messages that are on their way be sent, for a while. */
  async close(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    await this.#looking;
    const lanes = [...this.#lanes.values()];
    for (const { poke } of lanes) poke();
    const late = new AbortController();
    const ended = Promise.all(lanes.map(({ done }) => done));
    await Promise.race([ended, pause(CLOSE_WITHIN_MS, undefined, { signal: late.signal })]);
    late.abort();
  }

  /** @returns how long nothing has to be done; undefined if nothing waits */
  async #attendTo(now: number): Promise<number | undefined> {
    const { store, logger } = this.#deps;
    try {
      for (const sessionId of await store.scheduled.sessionsDue(now)) this.#look(sessionId);
      const next = await store.scheduled.nextMoment(now);
      if (next === undefined) return undefined;
      return next > now ? Math.min(next - now, CLOCK_LOOK_MS) : RETRY_MS;
    } catch (error) {
      logger.error({ err: error }, 'scheduled messages could not be read');
      return RETRY_MS;
    }
  }

  #look(sessionId: string): void {
    const known = this.#lanes.get(sessionId);
    if (known !== undefined) return known.poke();
    const lane: Lane = { poke: () => undefined, done: Promise.resolve() };
    const done = this.#run(sessionId, lane)
      .catch(async (error: unknown) => {
        this.#deps.logger.warn({ sessionId, err: error }, 'scheduled messages could not be sent now');
        await pause(RETRY_MS, undefined, { signal: this.#ending.signal }).catch(() => undefined);
      })
      .then(() => {
        this.#lanes.delete(sessionId);
        // Something may have come to be due while the lane was ending.
        this.wake();
      });
    this.#lanes.set(sessionId, Object.assign(lane, { done }));
  }

  async #run(sessionId: string, lane: Lane): Promise<void> {
    const { scheduled } = this.#deps.store;
    while (!this.#ending.signal.aborted) {
      const now = Date.now();
      await this.#giveUpLate(sessionId, now);
      const row = (await scheduled.inDoubt(sessionId)) ?? (await scheduled.due(sessionId, now));
      if (row === undefined) return;
      if (this.#isConnected(sessionId)) await this.#attend(row);
      else await this.#connection(sessionId, lane);
    }
  }

  async #attend(row: ScheduledMessage): Promise<void> {
    const { sender } = this.#deps;
    try {
      await (row.status === 'sending' ? sender.settle(row, this.#ending.signal) : sender.send(row));
    } catch (error) {
      // The link was lost just now: it is waited for again.
      if (!(error instanceof SessionNotConnectedError)) throw error;
    }
  }

  async #giveUpLate(sessionId: string, now: number): Promise<void> {
    const { store, sender } = this.#deps;
    const late = await store.scheduled.late(sessionId, now);
    const waiting = late.filter(({ status }) => status === 'scheduled');
    if (waiting.length > 0) {
      const error = { code: 'SESSION_NOT_CONNECTED', message: 'The session could not send it in time' } as const;
      await store.commits.write(waiting.map((row) => endOp(row, 'expired', error)));
    }
    if (this.#isConnected(sessionId)) return;
    for (const row of late.filter(({ status }) => status === 'sending')) await sender.inDoubt(row);
  }

  #isConnected(sessionId: string): boolean {
    try {
      this.#deps.sessions.connected(sessionId);
      return true;
    } catch (error) {
      if (error instanceof SessionNotConnectedError) return false;
      throw error;
    }
  }

  /** Resolves when the session may be able to send, or the lane is to look again. */
  async #connection(sessionId: string, lane: Lane): Promise<void> {
    const waiting = new AbortController();
    lane.poke = () => waiting.abort();
    if (this.#ending.signal.aborted) return;
    try {
      await this.#deps.sessions.untilConnected(sessionId, waiting.signal);
    } catch (error) {
      if (waiting.signal.aborted) return;
      // Linked, but its number is not known yet.
      if (!(error instanceof GatewayError) || error.code !== 'SESSION_NOT_CONNECTED') throw error;
      await pause(RETRY_MS, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    } finally {
      lane.poke = () => undefined;
    }
  }
}
