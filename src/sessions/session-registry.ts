import {
  GatewayError,
  SessionNotConnectedError,
  SessionNotFoundError,
  UnavailableError,
  WriteInDoubtError,
} from '../domain/errors.js';
import { toJid, type Jid } from '../domain/jid.js';
import { isActive, type EngineKind, type ProxyType, type SessionStatus } from '../domain/session.js';
import type { Capability, Engine, EngineContext, EngineFactory } from '../engine/port.js';
import { notImplemented } from '../engine/unsupported.js';
import type { MediaSink } from '../domain/media.js';
import type { Logger } from '../runtime/logger.js';
import type { Session, Store } from '../store/store.js';
import { heardUntil } from './heard-until.js';
import { LiveSession } from './live-session.js';
import { missingEngine } from './missing-engine.js';
import { budgetOf } from './reconnect.js';
import type { Recorder } from './recorder.js';
import { Restore } from './restore.js';
import { SessionState } from './session-state.js';
import { StoreRecovery } from './store-recovery.js';

export interface SessionRegistryDeps {
  readonly store: Pick<Store, 'data' | 'commits' | 'pages'>;
  readonly journal: Recorder;
  readonly engines: ReadonlyMap<EngineKind, EngineFactory>;
  readonly media: MediaSink;
  /** With so many crashes of its engine within ten minutes a session is left alone; 0: never. */
  readonly crashLimit: number;
  readonly logger: Logger;
  /** From 0 up to, not including, 1; spreads reconnects. Default Math.random. */
  readonly random?: () => number;
}

/** A session that can send. */
export interface ConnectedSession {
  readonly sessionId: string;
  /** The account's own address. */
  readonly own: Jid;
  readonly engine: Engine;
  readonly engineKind: EngineKind;
  readonly capabilities: ReadonlySet<Capability>;
  /** See EngineFactory. */
  readonly resends: boolean;
}

/**
 * All sessions of this process, and the only way to their engines. Commands resolve when what they changed is on disk.
 * Every member that takes an id throws SessionNotFoundError for one it does not know.
 */
export class SessionRegistry {
  private readonly sessions = new Map<string, LiveSession>();
  private readonly recovery: StoreRecovery;
  private closed = false;
  /** While `replaceAll` works. */
  private replacing = false;
  /** What ran when the process before this one ended. */
  private readonly cutOff: string[] = [];
  /** Sessions that a write has made or removed of which nobody knows whether it took place. */
  private readonly doubted = new Set<string>();
  /** The same of all of them. */
  private replacedInDoubt = false;
  private readonly restoring: Restore;

  constructor(private readonly deps: SessionRegistryDeps) {
    this.restoring = new Restore({
      mayStart: (id) => {
        const state = this.sessions.get(id)?.state;
        return state?.status === 'disconnected' && Boolean(state.phone);
      },
      start: (id) => this.start(id),
      logger: deps.logger,
    });
    this.recovery = new StoreRecovery({
      commits: deps.store.commits,
      logger: deps.logger,
      onFailed: (durable) => this.each((session) => session.state.storeFailed(durable)),
      onRecovered: () => {
        this.each((session) => session.storeRecovered());
        // What is not found out now is at the next recovery.
        this.settleDoubts().catch((error: unknown) => {
          deps.logger.error({ err: error }, 'it could not be found out which sessions are stored');
        });
      },
    });
  }

  /** Takes over what an earlier process left: the sessions it had running are `disconnected` now. */
  async reset(): Promise<void> {
    const { data, commits } = this.deps.store;
    for (const row of await data.session.findMany({ orderBy: { lastActiveAt: 'desc' } })) {
      // Documented: the reason of a failure does not outlive the process.
      if (row.lastError !== null) {
        const at = row.updatedAt.getTime();
        commits.enqueue([{ op: 'session.patch', sessionId: row.id, patch: { lastError: null }, at, events: [] }]);
      }
      const { state } = this.add(row);
      if (!isActive(state.status)) continue;
      state.become('disconnected');
      this.cutOff.push(row.id);
    }
    await commits.settled();
  }

  /**
   * Starts the linked sessions that do not run, one after another and in the background: first those that were cut
   * off, then those that were in use last.
   */
  restore(): void {
    const ids = new Set([...this.cutOff, ...this.sessions.keys()]);
    void this.restoring.run([...ids]);
  }

  /** Makes a stored session known. */
  add(row: Session): LiveSession {
    const { store, journal: recorder, engines, media, crashLimit, logger, random = Math.random } = this.deps;
    const kind = row.engine as EngineKind;
    const factory = engines.get(kind) ?? missingEngine(kind);
    const known = { id: row.id, status: row.status as SessionStatus, phone: row.phone, pushName: row.pushName };
    const proxy = proxyOf(row);
    const session = new LiveSession({
      state: new SessionState(known, { recorder, logger }),
      factory,
      budget: budgetOf(factory.reconnect, row.config),
      crashLimit,
      ...(proxy === undefined ? {} : { proxy }),
      media,
      heardUntil: (phone) => heardUntil(store, row.id, phone),
      recorder,
      logger,
      storeUp: () => !store.commits.failed,
      random,
    });
    this.sessions.set(row.id, session);
    return session;
  }

  /** A session may be stored or not: it is looked for once the store answers again. */
  doubt(id: string): void {
    this.doubted.add(id);
  }

  /** @throws GatewayError SESSION_ALREADY_STARTED, ENGINE_FAILED, UNAVAILABLE */
  async start(id: string): Promise<void> {
    const session = this.require(id);
    if (this.closed) throw new UnavailableError('The gateway is shutting down');
    if (this.replacing) throw new UnavailableError('Data is being imported; try again in a moment');
    const { commits } = this.deps.store;
    try {
      await session.start();
    } catch (error) {
      await commits.settled().catch(() => undefined);
      throw error;
    }
    await commits.settled();
  }

  /** Ends the engine and keeps its credentials. The session is `disconnected` afterwards, whatever it was. */
  async stop(id: string): Promise<void> {
    await this.require(id).stop('close');
    await this.deps.store.commits.settled();
  }

  /** As `stop`, without asking the engine politely; also hurries a stop that hangs. */
  async forceKill(id: string): Promise<void> {
    await this.require(id).stop('kill');
    await this.deps.store.commits.settled();
  }

  /** Ends the engine, unlinks it and removes the session with all that belongs to it. */
  async delete(id: string): Promise<void> {
    const session = this.require(id);
    this.sessions.delete(id);
    try {
      await session.delete();
    } catch (error) {
      this.sessions.set(id, session);
      this.doubt(id);
      throw error;
    }
    session.state.removed();
  }

  /** @throws GatewayError SESSION_NOT_STARTED, SESSION_ALREADY_PAIRED, QR_NOT_READY */
  qr(id: string): { qrCode: string; status: SessionStatus } {
    const session = this.require(id);
    return { qrCode: session.qrPicture(), status: session.state.status };
  }

  /** @throws GatewayError SESSION_NOT_STARTED, SESSION_ALREADY_PAIRED, NOT_IMPLEMENTED, QR_NOT_READY, ENGINE_FAILED */
  async requestPairingCode(id: string, phone: string): Promise<{ pairingCode: string; status: SessionStatus }> {
    const session = this.require(id);
    const pairingCode = await session.requestPairingCode(phone);
    return { pairingCode, status: session.state.status };
  }

  /** @throws SessionNotConnectedError unless the session is `ready`; UnavailableError if the store is what it lacks */
  connected(id: string): ConnectedSession {
    const { connected: engine, factory, state } = this.require(id);
    const own = toJid(`${state.phone ?? ''}@c.us`);
    if (engine === undefined || own === undefined) {
      // Its link ended with the store, and comes back with it.
      if (this.deps.store.commits.failed) throw new UnavailableError('The database takes no writes at the moment');
      throw new SessionNotConnectedError(id);
    }
    const { kind: engineKind, capabilities, resends } = factory;
    return { sessionId: id, own, engine, engineKind, capabilities, resends };
  }

  /**
   * Waits for as long as it takes until the session can send.
   * @throws SessionNotFoundError also if it is deleted meanwhile, and the signal's reason when that is aborted
   */
  async untilConnected(id: string, signal: AbortSignal): Promise<ConnectedSession> {
    for (;;) {
      const session = this.require(id);
      signal.throwIfAborted();
      if (session.connected !== undefined) return this.connected(id);
      await session.untilConnected(() => !this.sessions.has(id), signal);
    }
  }

  /**
   * A session that can send and whose engine has what is about to be asked of it.
   * @throws NotImplementedError, whatever the session's state; SessionNotConnectedError unless it is `ready`
   */
  able(id: string, ...needed: readonly Capability[]): ConnectedSession {
    this.requireCapabilities(id, ...needed);
    return this.connected(id);
  }

  /** @throws NotImplementedError unless the session's engine can do all of this, connected or not */
  requireCapabilities(id: string, ...needed: readonly Capability[]): void {
    const { kind, capabilities } = this.require(id).factory;
    const missing = needed.find((capability) => !capabilities.has(capability));
    if (missing !== undefined) throw notImplemented(missing, kind);
  }

  /** @throws GatewayError SESSION_NOT_STARTED unless an engine runs for the session, or is on its way back */
  requireStarted(id: string): void {
    if (!isActive(this.require(id).state.status)) {
      throw new GatewayError('SESSION_NOT_STARTED', 'Session is not started; start it first');
    }
  }

  /** How many sessions have an engine that runs, or is on its way back. */
  running(): number {
    return [...this.sessions.values()].filter(({ state }) => isActive(state.status)).length;
  }

  /**
   * Ends every engine, has `write` replace what is stored, and takes over what is stored then. No session starts
   * meanwhile. If `write` fails the sessions are those of before, stopped.
   */
  async replaceAll(how: 'close' | 'kill', write: () => Promise<void>): Promise<void> {
    if (this.replacing) throw new GatewayError('CONFLICT', 'The sessions are being replaced already');
    this.replacing = true;
    try {
      await Promise.all([...this.sessions.values()].map((session) => session.shutDown(how)));
      await write();
      this.sessions.clear();
      await this.reset();
    } catch (error) {
      if (error instanceof WriteInDoubtError) this.replacedInDoubt = true;
      throw error;
    } finally {
      this.replacing = false;
    }
  }

  statusOf(id: string): SessionStatus {
    return this.require(id).state.status;
  }

  /** Ends everything: reconnects first, then all engines at once. Sessions that ran are stored as `disconnected`. */
  async close(): Promise<void> {
    this.closed = true;
    this.recovery.close();
    this.restoring.end();
    this.each((session) => session.stopReconnecting());
    await Promise.all([...this.sessions.values()].map((session) => session.shutDown()));
    await this.deps.store.commits.settled().catch((error: unknown) => {
      this.deps.logger.error({ err: error }, 'the last states of the sessions could not be written');
    });
  }

  private require(id: string): LiveSession {
    const session = this.sessions.get(id);
    if (session === undefined) throw new SessionNotFoundError(id);
    return session;
  }

  private each(act: (session: LiveSession) => void): void {
    for (const session of this.sessions.values()) act(session);
  }

  /** Makes known what is stored of the sessions that are doubted, and forgets what is not. */
  private async settleDoubts(): Promise<void> {
    if (this.replacedInDoubt) {
      // Whatever is stored now takes over.
      await this.replaceAll('kill', () => Promise.resolve());
      this.replacedInDoubt = false;
    }
    for (const id of this.doubted) {
      const row = await this.deps.store.data.session.findUnique({ where: { id } });
      const known = this.sessions.get(id);
      if (row !== null && known === undefined) this.add(row);
      this.doubted.delete(id);
      if (row !== null || known === undefined) continue;
      this.sessions.delete(id);
      await known.shutDown('kill');
      known.state.removed();
    }
  }
}

function proxyOf({ proxyUrl, proxyType }: Session): EngineContext['proxy'] {
  if (proxyUrl === null || proxyUrl === '') return undefined;
  return { url: proxyUrl, type: (proxyType ?? proxyUrl.split(':', 1)[0]) as ProxyType };
}
