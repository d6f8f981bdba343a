import type { GatewayError } from '../src/domain/errors.js';
import type { Caller } from '../src/domain/role.js';
import type { EventStream } from '../src/events/event-stream.js';
import type { AckWait } from '../src/services/ack-wait.js';
import type { ApiKeyService } from '../src/services/api-key-service.js';
import type { BulkService } from '../src/services/bulk-service.js';
import type { CallService } from '../src/services/call-service.js';
import type { CatalogService } from '../src/services/catalog-service.js';
import type { ChannelService } from '../src/services/channel-service.js';
import type { AuditLog } from '../src/services/audit-log.js';
import type { ChatService } from '../src/services/chat-service.js';
import type { ContactService } from '../src/services/contact-service.js';
import type { ExportService } from '../src/services/export-service.js';
import type { GroupService } from '../src/services/group-service.js';
import type { HealthService } from '../src/services/health-service.js';
import type { ImportService } from '../src/services/import-service.js';
import type { InfraService } from '../src/services/infra-service.js';
import type { LabelService } from '../src/services/label-service.js';
import type { MessageService } from '../src/services/message-service.js';
import type { ProfileService } from '../src/services/profile-service.js';
import type { HistoryService } from '../src/services/history-service.js';
import type { ScheduleService } from '../src/services/schedule-service.js';
import type { SendService } from '../src/services/send-service.js';
import type { SearchService } from '../src/services/search-service.js';
import type { SessionService } from '../src/services/session-service.js';
import type { StatsService } from '../src/services/stats-service.js';
import type { SubmissionService } from '../src/services/submission-service.js';
import type { TemplateService } from '../src/services/template-service.js';
import type { StatusService } from '../src/services/status-service.js';
import type { Store } from '../src/store/store.js';
import type { ReplayService } from '../src/webhooks/replay-service.js';
import type { WebhookService } from '../src/webhooks/webhook-service.js';
import type { RateLimiter, RateLimitReport } from './rate-limit.js';

export interface Services {
  readonly sessions: SessionService;
  readonly sends: SendService;
  readonly ackWait: AckWait;
  readonly submissions: SubmissionService;
  readonly bulk: BulkService;
  readonly schedules: ScheduleService;
  readonly messages: MessageService;
  readonly history: HistoryService;
  readonly chats: ChatService;
  readonly contacts: ContactService;
  readonly templates: TemplateService;
  readonly groups: GroupService;
  readonly labels: LabelService;
  readonly channels: ChannelService;
  readonly catalog: CatalogService;
  readonly statuses: StatusService;
  readonly profile: ProfileService;
  readonly calls: CallService;
  readonly webhooks: WebhookService;
  readonly replays: ReplayService;
  readonly apiKeys: ApiKeyService;
  readonly audit: AuditLog;
  readonly stats: StatsService;
  readonly search: SearchService;
  readonly health: HealthService;
  readonly infra: InfraService;
  readonly exports: ExportService;
  readonly imports: ImportService;
}

/** Under which key a field was done. */
export interface SubmissionReport {
  /** The field as the answer calls it. */
  readonly path: string;
  readonly key: string;
  /** It was done before; the answer only tells what became of it. */
  replayed: boolean;
}

/** What a field may use. One per request (per operation on a socket). */
export interface Context {
  readonly caller: Caller | null;
  /** Why `caller` is null although a key was sent; fields that need a key answer with it. */
  readonly refusal?: GatewayError;
  /** Address of the client, trusted proxies taken off; the budget of requests is counted under it. */
  readonly ip: string;
  /** What the log calls the request by, and its answer carries; on a socket the one of its upgrade. */
  readonly requestId?: string;
  readonly services: Services;
  readonly store: Store;
  readonly events: EventStream;
  /** Aborted once the client is gone. Made when it is asked for: few fields wait for anything. */
  readonly clientGone?: () => AbortSignal;
  /** Where a client that reconnects by itself left off (`Last-Event-ID`). It sent the same document again, so this holds. */
  readonly lastEventId?: string;
  /** One for the process: `createRateLimiter(config.rateLimit)`. */
  readonly limiter: RateLimiter;
  /** Starts empty; filled by the first field that is counted. */
  readonly rateLimit: RateLimitReport;
  /** Starts empty; one for each field that was done under a key. */
  readonly submissions: SubmissionReport[];
}
