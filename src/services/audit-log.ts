import { AUDIT_ACTIONS, type Actor, type AuditAction, type AuditRecord, type AuditSeverity } from '../domain/audit.js';
import type { ErrorCode, GatewayError } from '../domain/errors.js';
import type { EventType } from '../domain/event.js';
import type { Caller } from '../domain/role.js';
import { Prisma } from '../generated/prisma/client.js';
import { newRowId } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import type { AuditEntry, Store } from '../store/store.js';
import type { EventRow, WriteOp } from '../store/write-op.js';
import { pageOf, type Page } from './page.js';

const PAGE = { max: 200, fallback: 50 };
const FLUSH_AFTER_MS = 500;
/** Entries that wait to be written; what comes beyond them is counted and lost. */
const MAX_PENDING = 10_000;
/** Rows written or removed by one statement: the database is on this thread. */
const BATCH = 500;
const DAY_MS = 86_400_000;
/** Who is turned away is recorded once per address and reason in this time. */
const REPEAT_AFTER_MS = 60_000;
const MAX_REFUSALS = 10_000;

const OF_EVENT: Partial<Record<EventType, AuditAction>> = {
  'session.qr': 'session_qr_generated',
  'session.authenticated': 'session_connected',
  'session.disconnected': 'session_disconnected',
};

const OF_REFUSAL: Partial<Record<ErrorCode, AuditAction>> = {
  UNAUTHENTICATED: 'api_key_auth_failed',
  SESSION_NOT_ALLOWED: 'api_key_auth_failed',
  FORBIDDEN: 'api_key_auth_failed',
  RATE_LIMITED: 'rate_limit_exceeded',
};

export interface AuditLogDeps {
  readonly store: Pick<Store, 'main'>;
  readonly config: {
    /** AUDIT_RETENTION_DAYS; 0: for ever. */
    readonly retentionDays: number;
  };
  readonly logger: Logger;
}

export interface AuditQuery extends Page {
  readonly action?: AuditAction | undefined;
  readonly severity?: AuditSeverity | undefined;
  readonly sessionId?: string | undefined;
  readonly apiKeyId?: string | undefined;
}

/**
 * Who did what, from where, and when. Recording costs the request nothing but a push: entries are written in batches,
 * half a second later or at the next reading. A crash loses what was not written yet.
 */
export class AuditLog {
  private pending: Prisma.AuditEntryCreateManyInput[] = [];
  private lost = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private readonly refusals = new Map<string, number>();
  private readonly pruning: NodeJS.Timeout;

  constructor(private readonly deps: AuditLogDeps) {
    this.pruning = setInterval(() => void this.prune(), DAY_MS).unref();
  }

  record({ action, actor, sessionId, metadata }: AuditRecord): void {
    if (this.pending.length >= MAX_PENDING) {
      this.lost += 1;
      return;
    }
    this.pending.push({
      id: newRowId(),
      action,
      severity: AUDIT_ACTIONS[action],
      apiKeyId: actor?.caller?.keyId ?? null,
      apiKeyName: actor?.caller?.keyName ?? null,
      ipAddress: actor?.ip || null,
      sessionId: sessionId ?? null,
      metadata: metadata ?? Prisma.DbNull,
      createdAt: new Date(),
    });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
  }

  /**
   * A caller who was turned away, with the documented reason; the key itself is not recorded. A flood costs one entry a
   * minute per address and reason.
   */
  refused(actor: Actor, { code, message }: Pick<GatewayError, 'code' | 'message'>): void {
    const action = OF_REFUSAL[code];
    if (action === undefined) return;
    const [key, now] = [`${actor.ip} ${message}`, Date.now()];
    if (now - (this.refusals.get(key) ?? 0) < REPEAT_AFTER_MS) return;
    if (this.refusals.size >= MAX_REFUSALS) this.refusals.clear();
    this.refusals.set(key, now);
    this.record({ action, actor, metadata: { reason: message } });
  }

  /** Takes from what is being written to the data database what happened to a session by itself. */
  observe(ops: readonly WriteOp[]): void {
    for (const op of ops) {
      if (op.op !== 'session.patch') continue;
      for (const event of op.events) this.happened(event);
    }
  }

  /** What fits, newest first, and how much of it there is; only about sessions the caller may see if its key is limited. */
  async list(caller: Caller, query: AuditQuery = {}): Promise<{ entries: AuditEntry[]; total: number }> {
    await this.flush();
    const { action, severity, sessionId, apiKeyId, ...page } = query;
    const among = caller.allowedSessions === null ? {} : { AND: { sessionId: { in: [...caller.allowedSessions] } } };
    const where = { action, severity, sessionId, apiKeyId, ...among };
    const { auditEntry } = this.deps.store.main;
    const [entries, total] = await Promise.all([
      auditEntry.findMany({ where, orderBy: { id: 'desc' }, ...pageOf(page, PAGE) }),
      auditEntry.count({ where }),
    ]);
    return { entries, total };
  }

  /** Removes what is older than the retention; to be called at start, later it happens daily. */
  async prune(): Promise<void> {
    const { config, store, logger } = this.deps;
    if (config.retentionDays === 0) return;
    const before = Date.now() - config.retentionDays * DAY_MS;
    try {
      for (;;) {
        const removed = await store.main.$executeRaw`DELETE FROM "AuditEntry" WHERE "id" IN
          (SELECT "id" FROM "AuditEntry" WHERE "createdAt" < ${before} ORDER BY "createdAt" LIMIT ${BATCH})`;
        if (removed < BATCH) return;
      }
    } catch (error) {
      logger.warn({ err: error }, 'old entries of the audit log could not be removed');
    }
  }

  /** Writes what is pending, for good. */
  async close(): Promise<void> {
    clearInterval(this.pruning);
    await this.flush();
  }

  /** Resolves when everything recorded so far is written, or was given up. */
  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const { store, logger } = this.deps;
    const entries = this.pending;
    this.pending = [];
    if (this.lost > 0) logger.warn({ lost: this.lost }, 'the audit log was full; entries were lost');
    this.lost = 0;
    try {
      for (let at = 0; at < entries.length; at += BATCH) {
        await store.main.auditEntry.createMany({ data: entries.slice(at, at + BATCH) });
      }
    } catch (error) {
      logger.error({ err: error, entries: entries.length }, 'the audit log could not be written');
    }
  }

  private happened({ type, sessionId, data }: EventRow): void {
    const action = OF_EVENT[type];
    if (action === undefined) return;
    if (type !== 'session.disconnected') return this.record({ action, sessionId });
    const { reason } = JSON.parse(data) as { reason: string };
    this.record({ action, sessionId, metadata: { reason } });
  }
}
