import { builder } from '../builder.js';

interface Probe {
  readonly status: 'up' | 'down' | 'draining';
}

export const HealthStatus = builder.enumType('HealthStatus', {
  description: 'Whether something works as a whole.',
  values: {
    OK: { value: 'ok', description: 'It works.' },
    ERROR: { value: 'error', description: 'A part it needs does not answer, or it is shutting down.' },
  } as const,
});

const ProbeStatus = builder.enumType('ProbeStatus', {
  description: 'State of one part.',
  values: {
    UP: { value: 'up', description: 'It answers.' },
    DOWN: { value: 'down', description: 'It does not answer.' },
    DRAINING: { value: 'draining', description: 'It finishes what it has and takes nothing new.' },
  } as const,
});

export const Health = builder
  .objectRef<{ readonly status: 'ok'; readonly timestamp: Date; readonly version: string }>('Health')
  .implement({
    description: 'That the gateway answers, and which one it is.',
    access: 'public',
    fields: (t) => ({
      status: t.expose('status', { type: HealthStatus, description: 'Always OK: something answered.' }),
      timestamp: t.expose('timestamp', { type: 'DateTime', description: 'The clock of the gateway.' }),
      version: t.exposeString('version', { description: 'Version of the gateway.' }),
    }),
  });

const Liveness = builder.objectRef<{ readonly status: 'ok' }>('Liveness').implement({
  description: 'That the process is alive.',
  access: 'public',
  fields: (t) => ({
    status: t.expose('status', { type: HealthStatus, description: 'Always OK: something answered.' }),
  }),
});

const ProbeResult = builder.objectRef<Probe>('ProbeResult').implement({
  description: 'What was found out about one part.',
  access: 'public',
  fields: (t) => ({ status: t.expose('status', { type: ProbeStatus, description: 'State of the part.' }) }),
});

export const ReadinessDetails = builder.objectRef<Readonly<Record<string, Probe>>>('ReadinessDetails').implement({
  description: 'The parts that were looked at.',
  access: 'public',
  fields: (t) => ({
    mainDatabase: t.field({
      type: ProbeResult,
      nullable: true,
      description: 'The database of keys (MAIN_DATABASE_NAME).',
      rest: { omitNull: true },
      resolve: (details) => details.mainDatabase,
    }),
    dataDatabase: t.field({
      type: ProbeResult,
      nullable: true,
      description: 'The database of everything else (DATABASE_NAME).',
      rest: { omitNull: true },
      resolve: (details) => details.dataDatabase,
    }),
    shutdown: t.field({
      type: ProbeResult,
      nullable: true,
      description: 'Only while the gateway shuts down; then nothing else is looked at.',
      rest: { omitNull: true },
      resolve: (details) => details.shutdown,
    }),
  }),
});

const Readiness = builder
  .objectRef<{ readonly status: 'ok' | 'error'; readonly details: Readonly<Record<string, Probe>> }>('Readiness')
  .implement({
    description: 'Whether the gateway can work.',
    access: 'public',
    fields: (t) => ({
      status: t.expose('status', { type: HealthStatus, description: 'ERROR as soon as one part is not up.' }),
      details: t.expose('details', { type: ReadinessDetails, description: 'Part by part.' }),
    }),
  });

builder.queryFields((t) => ({
  health: t.field({
    type: Health,
    description: 'That the gateway answers. Needs no key over REST.',
    access: 'public',
    rest: { method: 'GET', path: '/api/health', status: 200, tag: 'health' },
    resolve: (_root, _args, { services }) => services.health.health(),
  }),
  liveness: t.field({
    type: Liveness,
    description: 'That the process is alive; looks at nothing else.',
    access: 'public',
    rest: { method: 'GET', path: '/api/health/live', status: 200, tag: 'health' },
    resolve: (_root, _args, { services }) => services.health.live(),
  }),
  readiness: t.field({
    type: Readiness,
    description: 'Whether the gateway can work: each database is asked, for at most 3 seconds.',
    access: 'public',
    rest: {
      method: 'GET',
      path: '/api/health/ready',
      status: 200,
      tag: 'health',
      statusFrom: { field: 'status', values: { error: 503 } },
    },
    resolve: (_root, _args, { services }) => services.health.ready(),
  }),
}));
