import type { SessionStatus } from '../domain/session.js';
import type { Logger } from '../runtime/logger.js';
import type { SessionPatch } from '../store/write-op.js';
import type { Recorder, SessionEvent } from './recorder.js';

/** What is known of a session before it runs. */
export interface KnownSession {
  readonly id: string;
  readonly status: SessionStatus;
  readonly phone: string | null;
  readonly pushName: string | null;
}

export interface SessionStateDeps {
  readonly recorder: Recorder;
  readonly logger: Logger;
}

/** The state of one session, in memory and, a moment later, in its row and in the journal. */
export class SessionState {
  readonly sessionId: string;
  private current: SessionStatus;
  private number: string | null;
  private name: string | null;
  private lastError: string | null = null;
  /** The newest change of ours, as the store counts. */
  private mark = 0;
  /** Whether the store lost a change of ours. */
  private unsaved = false;
  private readonly watchers = new Set<() => void>();

  constructor(
    known: KnownSession,
    private readonly deps: SessionStateDeps,
  ) {
    this.sessionId = known.id;
    this.current = known.status;
    this.number = known.phone;
    this.name = known.pushName;
  }

  get status(): SessionStatus {
    return this.current;
  }

  /** Digits; null until the session was linked for the first time. */
  get phone(): string | null {
    return this.number;
  }

  /**
   * Takes up a state and journals it, unless it is the one the session is in. Never throws: what the store cannot take
   * now is made up for by `restate`.
   * @param because what happened, to be journalled before the state
   */
  become(status: SessionStatus, because: readonly SessionEvent[] = [], patch: SessionPatch = {}): void {
    const changed = status !== this.current;
    if (!changed && because.length === 0 && Object.keys(patch).length === 0) return;
    this.current = status;
    this.lastError = patch.lastError ?? null;
    if (changed) this.write({ status, lastError: null, ...patch }, [...because, this.statusEvent()]);
    else this.write(patch, because);
    this.notify();
  }

  /** The link works. @param pushName null if the engine does not know it (yet) */
  ready(phone: string, pushName: string | null): void {
    const name = pushName ?? (phone === this.number ? this.name : null);
    const news = phone !== this.number || name !== this.name;
    this.number = phone;
    this.name = name;
    if (this.current === 'ready') return news ? this.become('ready', [], { phone, pushName: name }) : undefined;
    const at = Date.now();
    const data = { sessionId: this.sessionId, phone, pushName: name };
    this.become('ready', [{ type: 'session.authenticated', data }], {
      phone,
      pushName: name,
      connectedAt: at,
      lastActiveAt: at,
    });
  }

  /** Resolves at the next change after which `condition` holds, or when the signal is aborted. */
  async until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    if (condition() || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        signal.removeEventListener('abort', finish);
        this.watchers.delete(watch);
        resolve();
      };
      const watch = (): void => (condition() ? finish() : undefined);
      signal.addEventListener('abort', finish);
      this.watchers.add(watch);
    });
  }

  /** The session is gone: whoever waits for a state of it looks again. */
  removed(): void {
    this.notify();
  }

  /** @param durable the mark that had reached the disk when the store failed */
  storeFailed(durable: number): void {
    if (this.mark > durable) this.unsaved = true;
  }

  /** Writes down where the session stands, if the store lost how it came there. */
  restate(): void {
    if (!this.unsaved) return;
    this.unsaved = false;
    const { current: status, number: phone, name: pushName, lastError } = this;
    this.write({ status, phone, pushName, lastError }, [this.statusEvent()]);
  }

  private notify(): void {
    for (const watcher of [...this.watchers]) watcher();
  }

  private statusEvent(): SessionEvent {
    return { type: 'session.status', data: { sessionId: this.sessionId, status: this.current } };
  }

  private write(patch: SessionPatch, events: readonly SessionEvent[]): void {
    try {
      this.mark = this.deps.recorder.changed(this.sessionId, patch, events);
    } catch (error) {
      this.unsaved = true;
      this.deps.logger.warn({ sessionId: this.sessionId, err: error }, 'the state of a session could not be written');
    }
  }
}
