import { GatewayError, SessionNotFoundError, UnavailableError } from '../domain/errors.js';
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
import type { Prisma, Session, Store } from '../store/store.js';
import { pageOf, type Page } from './page.js';

const MAX_PAGE = 1000;
const BYTES_PER_MB = 1024 * 1024;
/** Prisma's code for a broken unique constraint; the only one of a session is its name. */
const TAKEN = 'P2002';

export interface SessionServiceDeps {
  readonly store: Pick<Store, 'data' | 'sessions'>;
  readonly sessions: SessionRegistry;
  readonly engines: ReadonlyMap<EngineKind, EngineFactory>;
  readonly planner: { forgetSession(sessionId: string): void };
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
  constructor(private readonly deps: SessionServiceDeps) {}

  /** @throws GatewayError CONFLICT if the name is taken, UNAVAILABLE if the store is down */
  async create({ name, config, proxyUrl, proxyType, engine }: NewSession): Promise<Session> {
    const { store, sessions, defaultEngine } = this.deps;
    const now = new Date();
    const row = {
      id: newId(),
      name,
      status: 'created' satisfies SessionStatus,
      engine: engine ?? defaultEngine,
      config: (config ?? {}) as Prisma.InputJsonObject,
      proxyUrl: proxyUrl ?? null,
      proxyType: proxyType ?? null,
      createdAt: now,
      updatedAt: now,
    };
    try {
      const session = await store.data.session.create({ data: row });
      sessions.add(session);
      return session;
    } catch (error) {
      if ((error as { code?: unknown }).code === TAKEN) {
        throw new GatewayError('CONFLICT', `Session with name "${name}" already exists`, { cause: error });
      }
      throw new UnavailableError('The session could not be stored', { cause: error });
    }
  }

  /** The sessions the caller may see, newest first. */
  async list(caller: Caller, page: Page = {}): Promise<Session[]> {
    const { take: limit, skip: offset } = pageOf(page, { max: MAX_PAGE });
    return this.deps.store.sessions.page({ ids: caller.allowedSessions, limit, offset });
  }

  /** @throws SessionNotFoundError */
  async get(id: string): Promise<Session> {
    const [session] = this.deps.store.sessions.byIds([id]);
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

  /** Unlinks the session and removes it with its messages, chats, webhooks and credentials. */
  async delete(id: string): Promise<void> {
    await this.deps.sessions.delete(id);
    this.deps.planner.forgetSession(id);
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

  /** Counts over the sessions the caller may see. */
  async overview(caller: Caller): Promise<SessionsOverview> {
    const groups = await this.deps.store.data.session.groupBy({
      by: ['status'],
      where: visibleTo(caller),
      _count: { _all: true },
    });
    const counts = groups.map(({ status, _count }) => [status as SessionStatus, _count._all] as const);
    const sum = (wanted: (status: SessionStatus) => boolean): number =>
      counts.reduce((total, [status, count]) => (wanted(status) ? total + count : total), 0);
    const { heapUsed, heapTotal, rss } = process.memoryUsage();
    return {
      total: sum(() => true),
      active: sum(isActive),
      ready: sum((status) => status === 'ready'),
      disconnected: sum((status) => status === 'disconnected'),
      byStatus: Object.fromEntries(counts),
      memoryUsage: { heapUsed: toMb(heapUsed), heapTotal: toMb(heapTotal), rss: toMb(rss) },
    };
  }
}

const visibleTo = ({ allowedSessions }: Caller): Prisma.SessionWhereInput =>
  allowedSessions === null ? {} : { id: { in: [...allowedSessions] } };

const toMb = (bytes: number): number => Math.round(bytes / BYTES_PER_MB);
