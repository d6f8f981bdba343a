import { GatewayError, SessionNotFoundError, WriteInDoubtError } from '../domain/errors.js';
import type { Caller } from '../domain/role.js';
import {
  isActive,
  type EngineKind,
  type ProxyType,
  type SessionConfig,
  type SessionStatus,
} from '../domain/session.js';
import type { Capability, EngineFactory } from '../engine/port.js';
import { newId } from '../runtime/ids.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { WriteRefusedError } from '../store/commit-queue.js';
import type { Session, Store } from '../store/store.js';
import type { SessionRow } from '../store/write-op.js';
import { pageOf, type Page } from './page.js';

const MAX_PAGE = 1000;
const BYTES_PER_MB = 1024 * 1024;

export interface SessionServiceDeps {
  readonly store: Pick<Store, 'commits' | 'sessions'>;
  readonly sessions: SessionRegistry;
  readonly engines: ReadonlyMap<EngineKind, EngineFactory>;
  readonly planner: { forgetSession(sessionId: string): void };
  readonly media: { removeSession(sessionId: string): Promise<void> };
  /** ENGINE_TYPE: what a session gets that names none. */
  readonly defaultEngine: EngineKind;
}

export interface NewSession {
  readonly name: string;
  readonly config?: SessionConfig | null;
  readonly proxyUrl?: string | null;
  readonly proxyType?: ProxyType | null;
  readonly engine?: EngineKind | null;
}

export interface EngineInfo {
  readonly kind: EngineKind;
  /** Sessions get it that name none. */
  readonly isDefault: boolean;
  readonly capabilities: ReadonlySet<Capability>;
}

export interface SessionsOverview {
  readonly total: number;
  /** Sessions for which an engine runs, or is on its way back. */
  readonly active: number;
  readonly ready: number;
  readonly disconnected: number;
  readonly byStatus: Record<string, number>;
  /** Of the whole process, in MB. */
  readonly memoryUsage: { readonly heapUsed: number; readonly heapTotal: number; readonly rss: number };
}

export class SessionService {
  /** Names that are on their way to the disk. */
  private readonly namesInUse = new Set<string>();
  /** When the newest one was made; lists are in this order. */
  private newestAt = 0;

  constructor(private readonly deps: SessionServiceDeps) {}

  /** @throws GatewayError CONFLICT if the name is taken, UNAVAILABLE if the store is down */
  async create({ name, config, proxyUrl, proxyType, engine }: NewSession): Promise<Session> {
    const { store, sessions, defaultEngine } = this.deps;
    if (this.namesInUse.has(name) || (await store.sessions.idOf(name)) !== undefined) throw takenError(name);
    // No two in one millisecond: which of them is newer would be left to chance.
    this.newestAt = Math.max(Date.now(), this.newestAt + 1);
    const row: SessionRow = {
      id: newId(),
      name,
      status: 'created',
      engine: engine ?? defaultEngine,
      config: JSON.stringify(config ?? {}),
      proxyUrl: proxyUrl ?? null,
      proxyType: proxyType ?? null,
      createdAt: this.newestAt,
    };
    this.namesInUse.add(name);
    try {
      await store.commits.write([{ op: 'session.insert', row }]);
    } catch (error) {
      // The name is all that can be there already.
      if (error instanceof WriteRefusedError && error.conflict) throw takenError(name, error);
      if (error instanceof WriteInDoubtError) sessions.doubt(row.id);
      throw error;
    } finally {
      this.namesInUse.delete(name);
    }
    const session = await this.get(row.id);
    sessions.add(session);
    return session;
  }

  /** The sessions the caller may see, newest first. */
  async list(caller: Caller, page: Page = {}): Promise<Session[]> {
    const { take: limit, skip: offset } = pageOf(page, { max: MAX_PAGE });
    return this.deps.store.sessions.page({ ids: caller.allowedSessions, limit, offset });
  }

  /** @throws SessionNotFoundError */
  async get(id: string): Promise<Session> {
    const [session] = await this.deps.store.sessions.byIds([id]);
    if (session === undefined) throw new SessionNotFoundError(id);
    return session;
  }

  /** @throws GatewayError SESSION_NOT_FOUND, SESSION_ALREADY_STARTED, ENGINE_FAILED, UNAVAILABLE */
  async start(id: string): Promise<Session> {
    await this.deps.sessions.start(id);
    return this.get(id);
  }

  /** Ends the engine and keeps its credentials; a session that was not running is fine, too. */
  async stop(id: string): Promise<Session> {
    await this.deps.sessions.stop(id);
    return this.get(id);
  }

  /** As `stop`, for when that hangs. */
  async forceKill(id: string): Promise<Session> {
    await this.deps.sessions.forceKill(id);
    return this.get(id);
  }

  /** Unlinks the session and removes it with its messages and their files, chats, webhooks and credentials. */
  async delete(id: string): Promise<void> {
    await this.deps.sessions.delete(id);
    this.deps.planner.forgetSession(id);
    await this.deps.media.removeSession(id);
  }

  /** @throws GatewayError SESSION_NOT_STARTED, SESSION_ALREADY_PAIRED, QR_NOT_READY */
  async qr(id: string): Promise<{ qrCode: string; status: SessionStatus }> {
    return this.deps.sessions.qr(id);
  }

  /**
   * @param phoneNumber digits, country code first
   * @throws GatewayError SESSION_NOT_STARTED, SESSION_ALREADY_PAIRED, NOT_IMPLEMENTED, QR_NOT_READY, ENGINE_FAILED
   */
  async requestPairingCode(id: string, phoneNumber: string): Promise<{ pairingCode: string; status: SessionStatus }> {
    return this.deps.sessions.requestPairingCode(id, phoneNumber);
  }

  /** What an engine can do; nothing if this gateway does not have it. */
  capabilities(engine: EngineKind): ReadonlySet<Capability> {
    return this.deps.engines.get(engine)?.capabilities ?? new Set();
  }

  /** The engines of this gateway. */
  listEngines(): EngineInfo[] {
    const { engines, defaultEngine } = this.deps;
    return [...engines.values()].map(({ kind, capabilities }) => ({
      kind,
      isDefault: kind === defaultEngine,
      capabilities,
    }));
  }

  /** Counts over the sessions the caller may see. */
  async overview(caller: Caller): Promise<SessionsOverview> {
    const counts = await this.deps.store.sessions.countByStatus(caller.allowedSessions);
    const sum = (wanted: (status: SessionStatus) => boolean): number =>
      counts.reduce((total, { status, count }) => (wanted(status) ? total + count : total), 0);
    const { heapUsed, heapTotal, rss } = process.memoryUsage();
    return {
      total: sum(() => true),
      active: sum(isActive),
      ready: sum((status) => status === 'ready'),
      disconnected: sum((status) => status === 'disconnected'),
      byStatus: Object.fromEntries(counts.map(({ status, count }) => [status, count])),
      memoryUsage: { heapUsed: toMb(heapUsed), heapTotal: toMb(heapTotal), rss: toMb(rss) },
    };
  }
}

const takenError = (name: string, cause?: Error): GatewayError =>
  new GatewayError('CONFLICT', `Session with name "${name}" already exists`, { cause });

const toMb = (bytes: number): number => Math.round(bytes / BYTES_PER_MB);
