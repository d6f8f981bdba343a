import { SessionNotFoundError } from '../domain/errors.js';
import type { Caller } from '../domain/role.js';
import { isActive } from '../domain/session.js';
import type { ChatCount, MessageGroup, MessageTotals } from '../store/message-stats.js';
import type { Session, Store } from '../store/store.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TOP_CHATS = 10;

/** How far back, and how long a step of the series is. */
export const STATS_PERIODS = {
  '24h': { lengthMs: DAY_MS, bucketMs: HOUR_MS },
  '7d': { lengthMs: 7 * DAY_MS, bucketMs: DAY_MS },
  '30d': { lengthMs: 30 * DAY_MS, bucketMs: DAY_MS },
} as const;
export type StatsPeriod = keyof typeof STATS_PERIODS;

export interface Traffic {
  readonly sent: number;
  readonly received: number;
}
export interface StatsOverview {
  readonly sessions: {
    readonly active: number;
    readonly total: number;
    readonly byStatus: Readonly<Record<string, number>>;
  };
  readonly messages: MessageTotals & { readonly today: Traffic };
}
export interface MessageStatistics {
  readonly timeSeries: readonly (Traffic & { readonly timestamp: Date })[];
  readonly byType: Readonly<Record<string, number>>;
  readonly bySession: readonly (Traffic & { readonly sessionId: string; readonly name: string })[];
  readonly topChats: readonly ChatCount[];
}
export interface SessionStatistics {
  readonly session: Session;
  readonly messages: MessageTotals & { readonly today: Traffic };
  readonly topChats: readonly ChatCount[];
  readonly hourlyActivity: readonly (Traffic & { readonly hour: number })[];
}

export interface StatsServiceDeps {
  readonly store: Pick<Store, 'sessions' | 'stats'>;
}

/**
 * Counts over sessions and stored messages, by the moment a message was sent. Days and hours are those of UTC. A failed
 * message counts as failed and not as sent.
 */
export class StatsService {
  constructor(private readonly deps: StatsServiceDeps) {}

  /** Over the sessions the caller may see. */
  async overview(caller: Caller): Promise<StatsOverview> {
    const sessions = await this.sessionsOf(caller);
    const byStatus: Record<string, number> = {};
    for (const { status } of sessions) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return {
      sessions: {
        active: sessions.filter(({ status }) => isActive(status as Parameters<typeof isActive>[0])).length,
        total: sessions.length,
        byStatus,
      },
      messages: await this.countsOf(sessions.map(({ id }) => id)),
    };
  }

  /** Over the sessions the caller may see. The series has a step for every hour or day, the current one last. */
  async messages(caller: Caller, period: StatsPeriod): Promise<MessageStatistics> {
    const { lengthMs, bucketMs } = STATS_PERIODS[period];
    const sessions = await this.sessionsOf(caller);
    const ids = sessions.map(({ id }) => id);
    const last = Math.floor(Date.now() / bucketMs);
    const first = last - lengthMs / bucketMs + 1;
    const groups = await this.deps.store.stats.groups(ids, first * bucketMs, bucketMs);
    const byBucket = trafficBy(groups, ({ bucket }) => bucket);
    const bySession = trafficBy(groups, ({ sessionId }) => sessionId);
    const byType: Record<string, number> = {};
    for (const { type, count } of groups) byType[type] = (byType[type] ?? 0) + count;
    return {
      timeSeries: Array.from({ length: last - first + 1 }, (_none, step) => ({
        timestamp: new Date((first + step) * bucketMs),
        ...(byBucket.get(first + step) ?? NOTHING),
      })),
      byType,
      bySession: sessions
        .map(({ id, name }) => ({ sessionId: id, name, ...(bySession.get(id) ?? NOTHING) }))
        .filter(({ sent, received }) => sent + received > 0),
      topChats: await this.deps.store.stats.topChats(ids, first * bucketMs, TOP_CHATS),
    };
  }

  /** Chats and hours are those of the last 24 hours. @throws SessionNotFoundError */
  async session(sessionId: string): Promise<SessionStatistics> {
    const { sessions, stats } = this.deps.store;
    const [session] = await sessions.byIds([sessionId]);
    if (session === undefined) throw new SessionNotFoundError(sessionId);
    const since = (Math.floor(Date.now() / HOUR_MS) - 23) * HOUR_MS;
    const byHour = trafficBy(await stats.groups([sessionId], since, HOUR_MS), ({ bucket }) => bucket % 24);
    return {
      session,
      messages: await this.countsOf([sessionId]),
      topChats: await stats.topChats([sessionId], since, TOP_CHATS),
      hourlyActivity: Array.from({ length: 24 }, (_none, hour) => ({ hour, ...(byHour.get(hour) ?? NOTHING) })),
    };
  }

  private async countsOf(ids: readonly string[]): Promise<MessageTotals & { today: Traffic }> {
    const { stats } = this.deps.store;
    const { sent, received } = await stats.since(ids, Math.floor(Date.now() / DAY_MS) * DAY_MS);
    return { ...(await stats.totals(ids)), today: { sent, received } };
  }

  private sessionsOf({ allowedSessions }: Caller): Promise<Session[]> {
    return this.deps.store.sessions.page({ ids: allowedSessions, limit: -1, offset: 0 });
  }
}

const NOTHING: Traffic = { sent: 0, received: 0 };

function trafficBy<K>(groups: readonly MessageGroup[], keyOf: (group: MessageGroup) => K): Map<K, Traffic> {
  const traffic = new Map<K, { sent: number; received: number }>();
  for (const group of groups) {
    const key = keyOf(group);
    const found = traffic.get(key) ?? { sent: 0, received: 0 };
    found[group.direction === 'outgoing' ? 'sent' : 'received'] += group.count;
    traffic.set(key, found);
  }
  return traffic;
}
