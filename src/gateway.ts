import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context, Services } from '../schema/context.js';
import { toGraphQLError } from '../schema/errors.js';
import { schema } from '../schema/index.js';
import { createRestHandler } from '../rest/handler.js';
import type { Config } from './config/config.js';
import type { EngineKind } from './domain/session.js';
import type { EngineFactory } from './engine/port.js';
import { createBaileysFactory } from './engines/baileys/factory.js';
import { createWwebjsFactory } from './engines/wwebjs/factory.js';
import { EventStream } from './events/event-stream.js';
import { createClientAddress, keyFromConnectionParams, keyFromHeaders } from './http/client.js';
import { contextOfWebhook, createContextFactory } from './http/context.js';
import { createPages } from './http/docs.js';
import { createGraphiQL } from './http/graphiql.js';
import { createGraphQLHandler } from './http/graphql.js';
import { createGraphQLWs } from './http/graphql-ws.js';
import { createLive } from './http/live.js';
import { createMediaHandler } from './http/media.js';
import { createMetricsHandler } from './http/metrics.js';
import { limitCost, parse, validate } from './http/query-limits.js';
import { createHttpServer } from './http/server.js';
import { statusMediaRoute } from './http/status-media.js';
import { MediaIntake } from './media/media-intake.js';
import { MediaStore } from './media/media-store.js';
import { MediaSweep } from './media/media-sweep.js';
import { Uploads } from './media/uploads.js';
import { createLogger } from './runtime/logger.js';
import { VERSION } from './runtime/version.js';
import { AckWait } from './services/ack-wait.js';
import { ApiKeyService, type FirstKey } from './services/api-key-service.js';
import { BulkIntake } from './services/bulk-intake.js';
import { BulkRunner, realPause } from './services/bulk-runner.js';
import { BulkSender } from './services/bulk-sender.js';
import { BulkService } from './services/bulk-service.js';
import { CallService } from './services/call-service.js';
import { CatalogService } from './services/catalog-service.js';
import { ChannelService } from './services/channel-service.js';
import { AuditLog } from './services/audit-log.js';
import { ChatService } from './services/chat-service.js';
import { ContactService } from './services/contact-service.js';
import { GroupService } from './services/group-service.js';
import { HealthService } from './services/health-service.js';
import { HistoryService } from './services/history-service.js';
import { Dispatcher } from './services/dispatcher.js';
import { ExportService } from './services/export-service.js';
import { ImportService } from './services/import-service.js';
import { InfraService } from './services/infra-service.js';
import { Journal } from './services/journal.js';
import { LabelService } from './services/label-service.js';
import { MessageService } from './services/message-service.js';
import { ProfileService } from './services/profile-service.js';
import { storedFile } from './services/stored-file.js';
import { ScheduleService } from './services/schedule-service.js';
import { ScheduledSender } from './services/scheduled-sender.js';
import { Scheduler } from './services/scheduler.js';
import { SendService } from './services/send-service.js';
import { SessionService } from './services/session-service.js';
import { MetricsService } from './services/metrics-service.js';
import { SearchService } from './services/search-service.js';
import { StatsService } from './services/stats-service.js';
import { SubmissionService } from './services/submission-service.js';
import { TemplateService } from './services/template-service.js';
import { StatusService } from './services/status-service.js';
import { SessionRegistry } from './sessions/session-registry.js';
import { claimDatabase } from './store/claim.js';
import { openStore } from './store/store.js';
import { OutgoingHttp } from './outgoing/outgoing-http.js';
import { PayloadQueries } from './webhooks/payload-query.js';
import { WebhookPlanner } from './webhooks/planner.js';
import { Relay } from './webhooks/relay.js';
import { ReplayService } from './webhooks/replay-service.js';
import { validateWebhook } from './webhooks/webhook-input.js';
import { WebhookService } from './webhooks/webhook-service.js';

const PRUNE_EVERY_MS = 3_600_000;
const SWEEP_EVERY_MS = 24 * PRUNE_EVERY_MS;
/** How long a stop waits for answers that are under way. */
const ANSWERED_WITHIN_MS = 1000;
const INBOUND_KEPT_MS = 3 * 24 * 3_600_000;
/** WhatsApp answers a message within seconds; what no ack came for in a day was in doubt at an earlier start. */
const DOUBTED_FOR_MS = 24 * 3_600_000;

/** A running gateway. */
export interface Gateway {
  /** Where it listens, such as `http://localhost:2785`. */
  readonly url: string;
  readonly firstKey: FirstKey;
  /** Drains and ends everything in order; safe to call twice. */
  close(): Promise<void>;
}

/** Builds the parts, hands them to each other, listens. @throws Error if the store is in use or cannot be opened, or the port is taken */
export async function startGateway(config: Config): Promise<Gateway> {
  const logger = createLogger(config.logLevel);
  const { data, main } = config.database;
  const release = claimDatabase(typeof data === 'string' ? data : main);
  const store = await openStore({ data, main, logger });

  const events = await EventStream.open({ reader: store.journal });
  const outgoing = new OutgoingHttp(config.webhooks);
  const planner = await WebhookPlanner.load(store);
  const media = new MediaStore({ ...config.media, logger });
  const payloads = new PayloadQueries({
    schema,
    limits: { parse, validate, limitCost },
    contextOf: (sessionId) => contextOfWebhook(sessionId, { services, store, events }),
    journal: store.journal,
    describe: (error) => toGraphQLError(error, logger).message,
  });
  const relay = new Relay({
    ...{ store, outgoing, media, planner, payloads, config: config.webhooks, logger },
    onDisabled: ({ id, sessionId }, reason) =>
      audit.record({ action: 'webhook_failed', sessionId, metadata: { webhookId: id, reason } }),
  });
  store.commits.onJournal((lastSeq, deliveries, journal) => {
    void events.committed(lastSeq, journal);
    // subscribers first: preparing a request takes longer than waking them
    if (deliveries) setImmediate(() => relay.wake(journal));
  });

  const uploads = new Uploads(media);
  await uploads.clear();
  store.commits.onFreed((files) => void media.removeAll(files));
  const journal = new Journal({
    commits: store.commits,
    identities: store.identities,
    planner,
    config: config.messaging,
  });
  const engines = new Map<EngineKind, EngineFactory>([
    ['whatsapp-web.js', createWwebjsFactory({ config: config.wwebjs, logger })],
    ['baileys', createBaileysFactory({ store: store.engine, config: config.baileys, logger })],
  ]);
  const sessions = new SessionRegistry({
    store,
    journal,
    engines,
    media,
    crashLimit: config.engineCrashLimit,
    logger,
  });

  const apiKeys = new ApiKeyService({ store, config: config.auth, logger });
  const audit = new AuditLog({ store, config: config.audit, logger });
  store.commits.onEnqueue((ops) => audit.observe(ops));
  const outgoingMedia = new OutgoingHttp({ ...config.webhooks, ssrfProtect: true });
  const intake = new MediaIntake({ store: media, outgoing: outgoingMedia, timeoutMs: config.media.timeoutMs });
  const dispatcher = new Dispatcher({ store, sessions, journal, logger });
  const sends = new SendService({ store, dispatcher, media: intake, config: config.messaging });
  const bulkSender = new BulkSender({ store, dispatcher, journal, media: intake, pause: realPause });
  const bulk = new BulkRunner({ store, sessions, sender: bulkSender, pause: realPause, random: Math.random, logger });
  const ackWait = new AckWait({ store, events });
  const templates = new TemplateService({ store, sends });
  const scheduledSender = new ScheduledSender({ store, sessions, dispatcher, journal, ackWait, media: intake, logger });
  const scheduler = new Scheduler({ store, sessions, sender: scheduledSender, logger });
  const webhooks = new WebhookService({ store, planner, relay, outgoing, payloads, config: config.webhooks, logger });
  const health = new HealthService({ store, version: VERSION });
  const services: Services = {
    sessions: new SessionService({ store, sessions, engines, planner, media, defaultEngine: config.engine }),
    sends,
    ackWait,
    submissions: new SubmissionService({
      store,
      journal,
      keptHours: config.messaging.idempotencyKeptHours,
      logger,
    }),
    bulk: new BulkService({
      store,
      sessions,
      intake: new BulkIntake(intake),
      runner: bulk,
      afterCrash: config.messaging.bulkAfterCrash,
    }),
    messages: new MessageService({ store, sessions, journal, logger }),
    history: new HistoryService({ store, sessions }),
    templates,
    schedules: new ScheduleService({ store, sessions, sender: scheduledSender, scheduler, templates, media: intake }),
    chats: new ChatService({ store, sessions }),
    contacts: new ContactService({ store, sessions }),
    groups: new GroupService({ store, sessions }),
    labels: new LabelService({ sessions }),
    channels: new ChannelService({ sessions }),
    catalog: new CatalogService({ sessions, sends }),
    statuses: new StatusService({ store, sessions, media: intake, files: media }),
    profile: new ProfileService({ store, sessions, media: intake }),
    calls: new CallService({ store, sessions }),
    webhooks,
    replays: new ReplayService({ store, webhooks, relay }),
    apiKeys,
    audit,
    stats: new StatsService({ store }),
    search: new SearchService({ store }),
    health,
    exports: new ExportService({ store }),
    imports: new ImportService({ store, sessions, planner, validateWebhook, logger }),
    infra: new InfraService({ health, config, version: VERSION }),
  };
  if (config.production && config.auth.pepper === undefined) {
    logger.warn('API_KEY_PEPPER is not set: whoever copies the key database can try keys against it offline');
  }
  const firstKey = await apiKeys.bootstrap();
  await sessions.reset();
  await store.commits.write([{ op: 'messages.doubt', since: Date.now() - DOUBTED_FOR_MS, sessionId: null }]);
  await bulk.recover();

  store.commits.onLate(() => {
    scheduler.wake();
    const readAnew = [store.identities.readAnew(store.sql), planner.reload(), bulk.takeUp()];
    Promise.all(readAnew).catch((error: unknown) => {
      logger.error({ err: error }, 'what a write in doubt has changed could not be read');
    });
  });

  const addressOf = createClientAddress(config.trustedProxies);
  const makeContext = createContextFactory({ services, store, events, rateLimit: config.rateLimit });
  const contextFor = (request: IncomingMessage): Promise<Context> =>
    makeContext(keyFromHeaders(request.headers), addressOf(request));
  const live = createLive({ limits: config.streams, events, keys: apiKeys, logger });
  const sockets = createGraphQLWs({
    schema,
    live,
    contextFor: (request, params) =>
      makeContext(keyFromConnectionParams(params) ?? keyFromHeaders(request.headers), addressOf(request)),
    corsOrigins: config.corsOrigins,
    logger,
  });
  const metrics = new MetricsService({ store });
  const http = createHttpServer({
    metrics: createMetricsHandler({ token: config.metricsToken, read: () => metrics.read() }),
    rest: createRestHandler({
      schema,
      contextFor,
      config,
      logger,
      file: statusMediaRoute((sessionId, statusId) => services.statuses.file(sessionId, statusId)),
    }),
    graphql: createGraphQLHandler({
      schema,
      contextFor,
      corsOrigins: config.corsOrigins,
      bodyLimitBytes: config.bodyLimitBytes,
      uploads,
      live,
      logger,
    }),
    media: createMediaHandler({
      contextFor,
      fileOf: (messageId) => storedFile(store, media, messageId),
      production: config.production,
      logger,
    }),
    graphiql: config.docs ? createGraphiQL() : undefined,
    pages: createPages({ docs: config.docs }),
    sockets,
    logger,
  });
  http.server.listen(config.port, config.host);
  await once(http.server, 'listening');

  await relay.start();
  if (config.autoStartSessions) sessions.restore();
  scheduler.wake();
  const prune = (): void => {
    const limits = { sentPerSession: config.baileys.sentMessagesKept, inboundDoneOlderThanMs: INBOUND_KEPT_MS };
    Promise.all([
      store.engine.prune(limits),
      services.schedules.prune(),
      services.submissions.prune(),
      services.webhooks.prune(),
      store.journalPruner.prune(Date.now() - config.journalKeptMs),
    ]).catch((error: unknown) => logger.warn({ err: error }, 'old rows could not be removed'));
  };
  const pruning = setInterval(prune, PRUNE_EVERY_MS).unref();
  prune();
  const sweep = new MediaSweep({ folder: config.media.folder, files: store.files, logger });
  const sweeping = setInterval(() => void sweep.run(), SWEEP_EVERY_MS).unref();
  void sweep.run();
  void audit.prune();

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    services.health.drain();
    const unscheduled = scheduler.close();
    // Early, so that those who wait are still answered.
    ackWait.close();
    clearInterval(pruning);
    clearInterval(sweeping);
    await sockets.close();
    live.connections.close();
    await bulk.close();
    await unscheduled;
    await sessions.close();
    await relay.close();
    outgoingMedia.close();
    events.close();
    await http.close(ANSWERED_WITHIN_MS);
    await apiKeys.close();
    await audit.close();
    await store.close();
    release();
  };
  return {
    url: config.baseUrl ?? `http://localhost:${(http.server.address() as AddressInfo).port}`,
    firstKey,
    close: () => (closing ??= close()),
  };
}
