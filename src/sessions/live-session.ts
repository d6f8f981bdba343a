import { EngineFailedError, GatewayError, UnavailableError } from '../domain/errors.js';
import type { MediaSink } from '../domain/media.js';
import { isActive, type LinkEnd } from '../domain/session.js';
import type { Engine, EngineContext, EngineEvent, EngineFactory } from '../engine/port.js';
import { notImplemented } from '../engine/unsupported.js';
import type { Logger } from '../runtime/logger.js';
import { Comeback } from './comeback.js';
import { CrashWatch } from './crash-watch.js';
import { EngineRun } from './engine-run.js';
import { FINAL_ENDS, failureText, gaveUp, keepsCrashing } from './last-error.js';
import { QrCode } from './qr-code.js';
import type { ReconnectBudget } from './reconnect.js';
import type { ObservedEvent, Recorder, SessionEvent } from './recorder.js';
import type { SessionState } from './session-state.js';

/** How long a request for a pairing code waits for the engine to get as far as showing a QR. */
const PAIRABLE_WITHIN_MS = 10_000;

export interface LiveSessionDeps {
  readonly state: SessionState;
  readonly factory: EngineFactory;
  readonly budget: ReconnectBudget;
  /** See CrashWatch. */
  readonly crashLimit: number;
  readonly proxy?: EngineContext['proxy'];
  readonly media: MediaSink;
  readonly heardUntil: EngineContext['heardUntil'];
  readonly recorder: Recorder;
  readonly logger: Logger;
  readonly storeUp: () => boolean;
  readonly random: () => number;
}

/**
 * The one owner of a session's engine: its start, its end, its way back after a lost link. Engine events are handled
 * synchronously, in order; a command that ends the engine wins over one that is still starting it.
 */
export class LiveSession {
  private run: EngineRun | undefined;
  /** The run that is being ended. */
  private leaving: EngineRun | undefined;
  /** Since when was sent what is not heard of any more, until that is written down; epoch milliseconds. */
  private unheardSince: number | undefined;
  /** What must have finished before the next engine is opened. Never rejects. */
  private before: Promise<void> = Promise.resolve();
  private readonly qr = new QrCode();
  private readonly comeback: Comeback;
  private readonly crashes: CrashWatch;

  constructor(private readonly deps: LiveSessionDeps) {
    const { budget, crashLimit, random, storeUp } = deps;
    this.crashes = new CrashWatch(crashLimit);
    this.comeback = new Comeback({ budget, random, storeUp, attempt: () => void this.reconnect() });
  }

  get state(): SessionState {
    return this.deps.state;
  }

  get factory(): EngineFactory {
    return this.deps.factory;
  }

  /** The engine, while the session can send. */
  get connected(): Engine | undefined {
    return this.state.status === 'ready' ? this.run?.engine : undefined;
  }

  /** Resolves when the session can send, or may be able to: ask `connected`. @param unless holds once it never will */
  async untilConnected(unless: () => boolean, signal: AbortSignal): Promise<void> {
    await this.state.until(() => this.state.status === 'ready' || unless(), signal);
    // An engine may tell that the link works before it is open itself.
    await this.run?.opened.catch(() => undefined);
  }

  /**
   * Opens an engine. Resolves once it works, or once somebody ended the session meanwhile.
   * @throws GatewayError SESSION_ALREADY_STARTED, UNAVAILABLE, ENGINE_FAILED
   */
  async start(): Promise<void> {
    if (isActive(this.state.status)) {
      const phase = this.run !== undefined && this.run.engine === undefined ? 'starting' : 'started';
      throw new GatewayError('SESSION_ALREADY_STARTED', `Session is already ${phase}`);
    }
    if (!this.deps.storeUp()) throw new UnavailableError('The database takes no writes at the moment');
    this.comeback.reset();
    this.crashes.reset();
    this.state.become('initializing');
    try {
      await this.open();
    } catch (error) {
      const lastError = `The session could not be started: ${failureText(error)}. Restart it to try again.`;
      this.state.become('failed', [], { lastError });
      if (error instanceof GatewayError) throw error;
      throw new EngineFailedError('The engine could not start', { cause: error });
    }
  }

  /** Ends the engine and keeps the credentials. Always leaves the session `disconnected`. */
  async stop(how: 'close' | 'kill'): Promise<void> {
    const ended = this.end(how);
    this.state.become('disconnected');
    await ended;
  }

  /** Ends the engine, forgets its link and removes the session with all that belongs to it. */
  async delete(): Promise<void> {
    await this.end('close');
    await this.unlink();
    try {
      await this.deps.recorder.deleted(this.state.sessionId);
    } catch (error) {
      this.state.become('disconnected');
      throw error;
    }
  }

  /** The first half of a shutdown: from here on the session does not come back by itself. */
  stopReconnecting(): void {
    this.comeback.cancel();
  }

  /** The second half: as `stop`, except that a session which was not running stays what it was. */
  async shutDown(how: 'close' | 'kill' = 'close'): Promise<void> {
    await (isActive(this.state.status) ? this.stop(how) : this.end(how));
  }

  /**
   * @returns the picture of the newest QR code, as a data URL
   * @throws GatewayError SESSION_NOT_STARTED, SESSION_ALREADY_PAIRED, QR_NOT_READY
   */
  qrPicture(): string {
    this.requireUnpaired();
    const { picture } = this.qr;
    if (picture === undefined)
      throw new GatewayError('QR_NOT_READY', 'QR code is not ready yet; ask again in a moment');
    return picture;
  }

  /**
   * @param phone digits, country code first
   * @throws GatewayError SESSION_NOT_STARTED, SESSION_ALREADY_PAIRED, NOT_IMPLEMENTED, QR_NOT_READY, ENGINE_FAILED
   */
  async requestPairingCode(phone: string): Promise<string> {
    const { factory, state } = this.deps;
    this.requireUnpaired();
    if (!factory.capabilities.has('PAIRING_CODE')) throw notImplemented('PAIRING_CODE', factory.kind);
    await state.until(() => state.status !== 'initializing', AbortSignal.timeout(PAIRABLE_WITHIN_MS));
    this.requireUnpaired();
    const engine = this.run?.engine;
    if (engine === undefined || state.status !== 'qr_ready') {
      throw new GatewayError('QR_NOT_READY', 'Session cannot be paired yet; ask again in a moment');
    }
    return engine.requestPairingCode(phone);
  }

  /** Makes up for what the store could not take, and takes up a link that waited for it. */
  storeRecovered(): void {
    this.state.restate();
    this.recordLeft();
    this.comeback.storeRecovered();
  }

  private requireUnpaired(): void {
    const { status } = this.state;
    if (!isActive(status)) {
      throw new GatewayError('SESSION_NOT_STARTED', 'Session is not started; start it first');
    }
    if (status === 'ready' || status === 'authenticating') {
      throw new GatewayError('SESSION_ALREADY_PAIRED', 'Session is already authenticated');
    }
  }

  /** @throws whatever the engine failed with, unless the session has moved on without it */
  private async open(): Promise<void> {
    const { factory, logger, media, heardUntil, proxy } = this.deps;
    const run = new EngineRun(
      {
        factory,
        logger,
        context: { sessionId: this.state.sessionId, media, heardUntil, ...(proxy === undefined ? {} : { proxy }) },
        onEvent: (from, event) => this.handle(from, event),
      },
      this.before,
    );
    this.run = run;
    try {
      await run.opened;
    } catch (error) {
      if (this.run !== run) return;
      this.run = undefined;
      logger.warn({ sessionId: this.state.sessionId, err: error }, 'the engine could not start');
      throw error;
    }
  }

  private end(how: 'close' | 'kill'): Promise<void> {
    this.comeback.cancel();
    this.qr.clear();
    if (how === 'kill') void this.leaving?.end('kill');
    const run = this.run ?? this.leaving;
    this.run = undefined;
    if (run === undefined) return this.before;
    if (run !== this.leaving) this.left(run);
    this.leaving = run;
    this.before = run.end(how).then(() => {
      if (this.leaving === run) this.leaving = undefined;
    });
    return this.before;
  }

  private handle(run: EngineRun, event: EngineEvent): void {
    if (run !== this.run) return;
    switch (event.kind) {
      case 'qr':
        return this.newQr(event.qr);
      case 'connecting':
        this.qr.clear();
        return this.state.become('initializing');
      case 'authenticated':
        this.qr.clear();
        return this.state.become('authenticating');
      case 'ready':
        this.qr.clear();
        this.comeback.reset();
        return this.state.ready(event.phone, event.pushName);
      case 'ended':
        this.qr.clear();
        this.run = undefined;
        this.left(run);
        return this.linkEnded(event.end, event.reason);
      default:
        return this.observe(event);
    }
  }

  /** The state becomes `qr_ready` once the picture is drawn. */
  private newQr(text: string): void {
    const { state, logger } = this.deps;
    const { sessionId } = state;
    this.qr
      .show(text, (qr) => state.become('qr_ready', [{ type: 'session.qr', data: { sessionId, qr } }]))
      .catch((error: unknown) => logger.error({ sessionId, err: error }, 'a QR code could not be drawn'));
  }

  private observe(event: ObservedEvent): void {
    const { recorder, logger, state } = this.deps;
    const { sessionId, phone } = state;
    try {
      recorder.observed({ sessionId, phone }, event);
    } catch (error) {
      logger.warn({ sessionId, kind: event.kind, err: error }, 'an engine event could not be written');
    }
  }

  /** Nothing is heard any more of what the engine sent; writes that down as soon as the store takes it. */
  private left(run: EngineRun): void {
    this.unheardSince ??= run.openedAt;
    this.recordLeft();
  }

  private recordLeft(): void {
    const { recorder, state, storeUp } = this.deps;
    if (this.unheardSince === undefined || !storeUp()) return;
    recorder.linkEnded(state.sessionId, this.unheardSince);
    this.unheardSince = undefined;
  }

  private linkEnded(end: LinkEnd, reason: string): void {
    const { factory, state, logger } = this.deps;
    const { sessionId } = state;
    logger.info({ sessionId, end, reason }, 'the link ended');
    const disconnected = (why: string): SessionEvent[] => [
      { type: 'session.disconnected', data: { sessionId, reason: why } },
    ];
    switch (end) {
      case 'lost':
        return this.retry(end, reason, factory.reconnect.announce ? disconnected(reason) : []);
      case 'crashed':
        if (!this.crashes.crashed())
          return this.retry('lost', reason, factory.reconnect.announce ? disconnected(reason) : []);
        return state.become('failed', disconnected(reason), { lastError: keepsCrashing(this.crashes.limit, reason) });
      case 'qr-expired':
        return this.retry(end, reason, []);
      case 'logged-out':
        this.before = this.unlink();
        return this.retry(end, reason, disconnected('LOGOUT'));
      case 'auth-failed':
        // what WhatsApp does not accept would only be refused again
        this.before = this.unlink();
        return state.become('failed', disconnected(reason), { lastError: FINAL_ENDS[end] });
      default:
        return state.become('failed', disconnected(reason), { lastError: FINAL_ENDS[end] });
    }
  }

  /** @param told what announces the link as gone; then the session shows `disconnected` until the next attempt */
  private retry(end: 'lost' | 'qr-expired' | 'logged-out', reason: string, told: readonly SessionEvent[]): void {
    const { state, comeback } = this;
    if (!comeback.plan()) return state.become('failed', told, { lastError: gaveUp(end, comeback.attempts, reason) });
    state.become(told.length > 0 ? 'disconnected' : 'initializing', told);
  }

  private async reconnect(): Promise<void> {
    this.state.become('initializing');
    try {
      await this.open();
    } catch (error) {
      this.retry('lost', failureText(error), []);
    }
  }

  private async unlink(): Promise<void> {
    const { factory, logger, state } = this.deps;
    try {
      await factory.unlink(state.sessionId);
    } catch (error) {
      logger.warn({ sessionId: state.sessionId, err: error }, 'the engine could not forget its link');
    }
  }
}
