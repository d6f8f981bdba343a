import type { Metric } from '../domain/metric.js';
import { isActive, SESSION_STATUSES } from '../domain/session.js';
import type { Store } from '../store/store.js';

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  type: 'gauge',
  help,
  values: [{ value }],
});

/** The documented metrics. */
export class MetricsService {
  constructor(private readonly deps: { readonly store: Pick<Store, 'sessions' | 'stats'> }) {}

  async read(): Promise<Metric[]> {
    const { sessions, stats } = this.deps.store;
    const counts = new Map((await sessions.countByStatus(null)).map(({ status, count }) => [status, count]));
    const sum = (wanted: readonly (typeof SESSION_STATUSES)[number][]): number =>
      wanted.reduce((total, status) => total + (counts.get(status) ?? 0), 0);
    const { rss, heapUsed } = process.memoryUsage();
    const messages = await stats.allTotals();
    return [
      gauge('openwa_up', 'Whether the gateway answers.', 1),
      gauge('openwa_process_uptime_seconds', 'How long the process runs.', Math.round(process.uptime())),
      gauge('openwa_process_resident_memory_bytes', 'Memory of the process.', rss),
      gauge('openwa_process_heap_used_bytes', 'JavaScript objects in use.', heapUsed),
      gauge('openwa_sessions_total', 'Sessions.', sum(SESSION_STATUSES)),
      gauge('openwa_sessions_active', 'Sessions with a running engine.', sum(SESSION_STATUSES.filter(isActive))),
      {
        name: 'openwa_sessions',
        type: 'gauge',
        help: 'Sessions by state.',
        values: SESSION_STATUSES.map((status) => ({ labels: { status }, value: counts.get(status) ?? 0 })),
      },
      {
        name: 'openwa_messages_total',
        type: 'counter',
        help: 'Stored messages by direction.',
        values: [
          { labels: { direction: 'incoming' }, value: messages.received },
          { labels: { direction: 'outgoing' }, value: messages.sent + messages.failed },
        ],
      },
      {
        name: 'openwa_messages_failed_total',
        type: 'counter',
        help: 'Messages that WhatsApp or the engine refused.',
        values: [{ value: messages.failed }],
      },
    ];
  }
}
