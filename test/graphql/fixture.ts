import { execute, parse, subscribe, validate, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Context, Services } from '../../schema/context.js';
import { toGraphQLError } from '../../schema/errors.js';
import { schema } from '../../schema/index.js';
import { createRateLimiter, type RateLimiter } from '../../schema/rate-limit.js';
import { loadConfig } from '../../src/config/config.js';
import type { Caller } from '../../src/domain/role.js';
import { EventStream } from '../../src/events/event-stream.js';
import { createLogger } from '../../src/runtime/logger.js';
import { AckWait } from '../../src/services/ack-wait.js';
import { ApiKeyService } from '../../src/services/api-key-service.js';
import { CallService } from '../../src/services/call-service.js';
import { CatalogService } from '../../src/services/catalog-service.js';
import { ChannelService } from '../../src/services/channel-service.js';
import { GroupService } from '../../src/services/group-service.js';
import { AuditLog } from '../../src/services/audit-log.js';
import { ExportService } from '../../src/services/export-service.js';
import { ImportService } from '../../src/services/import-service.js';
import { InfraService } from '../../src/services/infra-service.js';
import { HealthService } from '../../src/services/health-service.js';
import { ScheduleService } from '../../src/services/schedule-service.js';
import { ScheduledSender } from '../../src/services/scheduled-sender.js';
import { Scheduler } from '../../src/services/scheduler.js';
import { SearchService } from '../../src/services/search-service.js';
import { StatsService } from '../../src/services/stats-service.js';
import { SubmissionService } from '../../src/services/submission-service.js';
import { TemplateService } from '../../src/services/template-service.js';
import { LabelService } from '../../src/services/label-service.js';
import { ProfileService } from '../../src/services/profile-service.js';
import { StatusService } from '../../src/services/status-service.js';
import { limitCost, parse as limitedParse, validate as limitedValidate } from '../../src/http/query-limits.js';
import { PayloadQueries } from '../../src/webhooks/payload-query.js';
import { validateWebhook } from '../../src/webhooks/webhook-input.js';
import { ReplayService } from '../../src/webhooks/replay-service.js';
import { WebhookService } from '../../src/webhooks/webhook-service.js';
import { openStoreOnDisk, startRig } from '../sessions/rig.js';
import { countStatements } from '../support/statements.js';

export const logger = createLogger('silent');
const config = loadConfig({});

/** Nothing is sent. */
const relay = { refresh: () => undefined };
/** Every address is fine, every receiver content. */
const outgoing = {
  check: () => Promise.resolve(),
  post: () => Promise.resolve({ kind: 'answered' as const, status: 204, body: '' }),
};

export const caller = (changes: Partial<Caller> = {}): Caller => ({
  keyId: 'key',
  keyName: 'test',
  role: 'admin',
  allowedSessions: null,
  ...changes,
});
export const unlimited: RateLimiter = createRateLimiter([]);

export interface Answer<T> {
  readonly data: T | null | undefined;
  readonly errors: readonly { message: string; code: unknown; extensions: Record<string, unknown> }[];
}

/** Everything behind the schema over a real store; only WhatsApp is the test's. */
export async function startFixture() {
  const store = await openStoreOnDisk();
  const rig = await startRig(store);
  const events = await EventStream.open({ reader: store.journal });
  let heard: Promise<void> = Promise.resolve();
  store.commits.onJournal((lastSeq, _deliveries, journal) => {
    heard = events.committed(lastSeq, journal);
  });
  const audit = new AuditLog({ store, config: config.audit, logger });
  store.commits.onEnqueue((ops) => audit.observe(ops));
  const health = new HealthService({ store, version: '0.0.0' });
  const ackWait = new AckWait({ store, events });
  const templates = new TemplateService({ store, sends: rig.sends });
  const sender = new ScheduledSender({
    store,
    sessions: rig.registry,
    dispatcher: rig.dispatcher,
    journal: rig.journal,
    ackWait,
    media: rig.intake,
    logger,
  });
  const scheduler = new Scheduler({ store, sessions: rig.registry, sender, logger });
  const media = rig.intake;
  const payloads = new PayloadQueries({
    schema,
    limits: { parse: limitedParse, validate: limitedValidate, limitCost },
    contextOf: () => context(),
    journal: store.journal,
    describe: (error) => toGraphQLError(error, logger).message,
  });
  const schedules = new ScheduleService({ store, sessions: rig.registry, sender, scheduler, templates, media });
  const webhooks = new WebhookService({
    store,
    planner: rig.planner,
    relay,
    outgoing,
    payloads,
    config: config.webhooks,
    logger,
  });
  const services: Services = {
    sessions: rig.sessions,
    sends: rig.sends,
    bulk: rig.bulk,
    ackWait,
    submissions: new SubmissionService({ store, journal: rig.journal, keptHours: 24, logger }),
    schedules,
    messages: rig.messages,
    templates,
    history: rig.history,
    chats: rig.chats,
    contacts: rig.contacts,
    groups: new GroupService({ store, sessions: rig.registry }),
    labels: new LabelService({ sessions: rig.registry }),
    channels: new ChannelService({ sessions: rig.registry }),
    catalog: new CatalogService({ sessions: rig.registry, sends: rig.sends }),
    statuses: new StatusService({ store, sessions: rig.registry, media: rig.intake, files: rig.files }),
    profile: new ProfileService({ store, sessions: rig.registry, media: rig.intake }),
    calls: new CallService({ store, sessions: rig.registry }),
    webhooks,
    replays: new ReplayService({ store, webhooks, relay }),
    apiKeys: new ApiKeyService({ store, config: config.auth, logger }),
    audit,
    stats: new StatsService({ store }),
    search: new SearchService({ store }),
    health,
    exports: new ExportService({ store }),
    imports: new ImportService({ store, sessions: rig.registry, planner: rig.planner, validateWebhook, logger }),
    infra: new InfraService({ health, config, version: '0.0.0' }),
  };
  const context = (changes: Partial<Context> = {}): Context => ({
    caller: caller(),
    ip: '127.0.0.1',
    services,
    store,
    events,
    limiter: unlimited,
    rateLimit: {},
    submissions: [],
    ...changes,
  });

  return {
    store,
    rig,
    scheduler,
    services,
    events,
    context,
    /** Runs a document as the server would, errors mapped. */
    async run<T = Record<string, unknown>>(
      source: string,
      variables: Record<string, unknown> = {},
      changes: Partial<Context> = {},
    ): Promise<Answer<T>> {
      const document = parse(source);
      const problems = validate(schema, document);
      if (problems.length > 0) return shown({ errors: problems });
      const result = await execute({ schema, document, variableValues: variables, contextValue: context(changes) });
      return shown<T>(result);
    },
    /** Counts statements from now on, when everybody has heard of what happened before. @returns ends it and tells the number */
    async countStatements(): Promise<() => number> {
      await store.commits.settled();
      await heard;
      // It writes down what waits before it reads.
      await audit.list(caller());
      return countStatements();
    },
    /** @throws the mapped error if subscribing was refused */
    async listen<T = Record<string, unknown>>(source: string, changes: Partial<Context> = {}) {
      const result = await subscribe({ schema, document: parse(source), contextValue: context(changes) });
      if (!(Symbol.asyncIterator in result)) throw toGraphQLError(result.errors?.[0], logger);
      return {
        async next(): Promise<Answer<T>> {
          const { value } = await result.next();
          return shown<T>(value as ExecutionResult);
        },
        return: () => result.return(undefined as never),
      };
    },
    async stop() {
      await scheduler.close();
      await rig.stop();
      events.close();
      await services.apiKeys.close();
      await audit.close();
      await store.remove();
    },
  };
}

export type Fixture = Awaited<ReturnType<typeof startFixture>>;

export function shown<T>(result: { data?: unknown; errors?: readonly GraphQLError[] }): Answer<T> {
  const errors = (result.errors ?? []).map((error) => {
    const { message, extensions } = toGraphQLError(error, logger);
    return { message, code: extensions.code, extensions };
  });
  return { data: result.data as T | null | undefined, errors };
}
