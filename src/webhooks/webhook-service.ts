import type { Config } from '../config/config.js';
import { NotFoundError, SessionNotFoundError, ValidationError } from '../domain/errors.js';
import { type Caller, maySee } from '../domain/role.js';
import { newDeliveryId, newId } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import type { Delivery, Store, Webhook } from '../store/store.js';
import type { WebhookPatch, WebhookRow } from '../store/write-op.js';
import { bodyOf, type Envelope, headersOf } from './envelope.js';
import type { OutgoingHttp } from '../outgoing/outgoing-http.js';
import type { PayloadQueries } from './payload-query.js';
import type { WebhookPlanner } from './planner.js';
import { validateWebhook, type WebhookInput } from './webhook-input.js';

/** How long finished deliveries are kept, with their tries. */
const KEPT_MS = 30 * 86_400_000;
const MAX_PAGE = 1000;
/** Rows removed in one transaction; between two of them other writes get their turn. */
const DELETE_BATCH = 500;

export interface WebhookServiceDeps {
  readonly store: Pick<Store, 'commits' | 'sessions' | 'webhooks' | 'deliveries'>;
  readonly planner: WebhookPlanner;
  readonly outgoing: Pick<OutgoingHttp, 'check' | 'post'>;
  readonly payloads: Pick<PayloadQueries, 'check'>;
  readonly config: Pick<Config['webhooks'], 'maxRetries' | 'timeoutMs'>;
  readonly logger: Logger;
}

/** `active` is left to updates: a new webhook is on. */
export type NewWebhook = Omit<WebhookInput, 'url' | 'active'> & { readonly url: string };

/** How the receiver of a test event answered. */
export interface WebhookTestResult {
  readonly success: boolean;
  readonly statusCode?: number;
  readonly error?: string;
}

/** Endpoints that a session's events are posted to. Whatever is stored here, the planner knows at once. */
export class WebhookService {
  readonly #deps: WebhookServiceDeps;

  constructor(deps: WebhookServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Without `events` a webhook hears of received messages; without `retryCount` WEBHOOK_MAX_RETRIES holds.
   * @throws ValidationError, SessionNotFoundError, UnavailableError, GatewayError URL_NOT_ALLOWED
   */
  async create(sessionId: string, input: NewWebhook): Promise<Webhook> {
    const { store, planner, outgoing, payloads, config, logger } = this.#deps;
    validateWebhook(input);
    if (typeof input.url !== 'string') throw new ValidationError([{ field: 'url', message: 'url must be a string' }]);
    if (typeof input.payloadQuery === 'string') payloads.check(input.payloadQuery);
    await this.#requireSession(sessionId);
    await outgoing.check(input.url);
    const columns = columnsOf(input);
    const row: WebhookRow = {
      id: newId(),
      sessionId,
      url: input.url,
      events: columns.events ?? JSON.stringify(['message.received']),
      secret: columns.secret ?? null,
      headers: columns.headers ?? '{}',
      filters: columns.filters ?? null,
      retryCount: columns.retryCount ?? config.maxRetries,
      retryPolicy: columns.retryPolicy ?? null,
      payloadQuery: columns.payloadQuery ?? null,
      active: 1,
      createdAt: Date.now(),
    };
    await store.commits.write([{ op: 'webhook.insert', row }]);
    // Not there, if the session was deleted meanwhile.
    const webhook = await this.#stored(sessionId, row.id);
    planner.put(webhook);
    logger.info({ sessionId, webhookId: webhook.id }, 'webhook created');
    return webhook;
  }

  /** A session's webhooks, the newest first. @throws SessionNotFoundError */
  async list(sessionId: string): Promise<Webhook[]> {
    await this.#requireSession(sessionId);
    return this.#deps.store.webhooks.ofSessions([sessionId]);
  }

  /** The webhooks of every session the caller may see, the newest first. */
  async listAll(caller: Caller, page: { limit?: number; offset?: number } = {}): Promise<Webhook[]> {
    const { limit, offset } = within(page.limit, page.offset);
    return this.#deps.store.webhooks.page({ sessionIds: caller.allowedSessions, limit, offset });
  }

  /** @throws NotFoundError for an id of another session too; SessionNotFoundError if there is no such session */
  async get(sessionId: string, id: string): Promise<Webhook> {
    return this.#stored(sessionId, id);
  }

  /**
   * Changes what the patch names. An empty or null `secret`, null `filters` and a null `payloadQuery` clear.
   * @throws ValidationError, NotFoundError, SessionNotFoundError, UnavailableError, GatewayError URL_NOT_ALLOWED
   */
  async update(sessionId: string, id: string, patch: WebhookInput): Promise<Webhook> {
    const { store, planner, outgoing, payloads } = this.#deps;
    validateWebhook(patch);
    if (typeof patch.payloadQuery === 'string') payloads.check(patch.payloadQuery);
    await this.#stored(sessionId, id);
    if (typeof patch.url === 'string') await outgoing.check(patch.url);
    await store.commits.write([{ op: 'webhook.patch', webhookId: id, patch: columnsOf(patch), at: Date.now() }]);
    const webhook = await this.#stored(sessionId, id);
    planner.put(webhook);
    return webhook;
  }

  /**
   * Removes a webhook with its deliveries, the unfinished ones too.
   * @throws NotFoundError, SessionNotFoundError, UnavailableError; the webhook may be off then
   */
  async delete(sessionId: string, id: string): Promise<void> {
    const { store, planner, logger } = this.#deps;
    const { commits, deliveries } = store;
    const webhook = await this.#stored(sessionId, id);
    // Off first: nothing more is sent while its deliveries go, batch by batch.
    await commits.write([{ op: 'webhook.patch', webhookId: id, patch: { active: 0 }, at: Date.now() }]);
    planner.remove(webhook);
    while ((await deliveries.ofWebhooks([id], 1)).length > 0) {
      await commits.write([{ op: 'delivery.prune', webhookId: id, limit: DELETE_BATCH }]);
    }
    await commits.write([{ op: 'webhook.delete', webhookId: id }]);
    // Once more: it may have been switched on again meanwhile.
    planner.remove(webhook);
    logger.info({ sessionId, webhookId: id }, 'webhook deleted');
  }

  /**
   * Posts one `test` event, signed like any other, and tells how it went. Nothing is recorded or tried again. Its
   * idempotency key is `test_<session>_<webhook>_<instant>`.
   * @throws NotFoundError, SessionNotFoundError; never because of the receiver
   */
  async test(sessionId: string, id: string): Promise<WebhookTestResult> {
    const { outgoing, config } = this.#deps;
    const webhook = await this.#stored(sessionId, id);
    const timestamp = new Date();
    const envelope: Envelope = {
      event: 'test',
      timestamp,
      sessionId,
      idempotencyKey: `test_${sessionId}_${id}_${timestamp.toISOString()}`,
      deliveryId: newDeliveryId(),
      data: JSON.stringify({ message: 'This is a test event from OpenWA.', webhookId: id, url: webhook.url }),
    };
    const body = bodyOf(envelope);
    const headers = headersOf(envelope, body, recipientOf(webhook), 0);
    const outcome = await outgoing.post(webhook.url, { headers, body, timeoutMs: config.timeoutMs });
    if (outcome.kind === 'failed') return { success: false, error: outcome.error };
    return { success: outcome.status >= 200 && outcome.status < 300, statusCode: outcome.status };
  }

  /**
   * Deliveries that were given up, of every session the caller may see, the newest event first.
   * @param page.sessionId only this session's; of an unknown one there are none
   */
  async failures(
    caller: Caller,
    { sessionId, limit, offset }: { sessionId?: string; limit?: number; offset?: number } = {},
  ): Promise<Delivery[]> {
    const asked = sessionId === undefined ? caller.allowedSessions : [sessionId];
    return this.#deps.store.deliveries.failures({
      sessionIds: asked?.filter((id) => maySee(caller, id)) ?? null,
      ...within(limit, offset),
    });
  }

  /** Removes what was finished 30 days ago, some at a time. @throws UnavailableError */
  async prune(): Promise<void> {
    const { commits, deliveries } = this.#deps.store;
    const before = Date.now() - KEPT_MS;
    while (await deliveries.anyFinishedBefore(before)) {
      await commits.write([{ op: 'delivery.expire', before, limit: DELETE_BATCH }]);
    }
  }

  /** @throws NotFoundError, SessionNotFoundError */
  async #stored(sessionId: string, id: string): Promise<Webhook> {
    const [webhook] = await this.#deps.store.webhooks.byIds([id]);
    if (webhook?.sessionId === sessionId) return webhook;
    await this.#requireSession(sessionId);
    throw new NotFoundError('Webhook', id);
  }

  async #requireSession(sessionId: string): Promise<void> {
    if ((await this.#deps.store.sessions.byIds([sessionId])).length === 0) throw new SessionNotFoundError(sessionId);
  }
}

/** The page that is shown for the one that was asked for. */
const within = (limit = MAX_PAGE, offset = 0): { limit: number; offset: number } => ({
  limit: Math.min(Math.max(limit, 1), MAX_PAGE),
  offset: Math.max(offset, 0),
});

const recipientOf = (webhook: Webhook): { secret: string | null; headers: Record<string, string> } => ({
  secret: webhook.secret,
  headers: webhook.headers as Record<string, string>,
});

/** The columns that an input names; undefined leaves one as it is. */
const columnsOf = ({
  url,
  events,
  secret,
  headers,
  filters,
  retryCount,
  retryPolicy,
  payloadQuery,
  active,
}: WebhookInput): WebhookPatch => ({
  url: url ?? undefined,
  events: events ? JSON.stringify(events) : undefined,
  secret: secret === '' ? null : secret,
  headers: headers === undefined ? undefined : JSON.stringify(headers ?? {}),
  filters: filters ? JSON.stringify(filters) : filters,
  retryCount: retryCount ?? undefined,
  retryPolicy: retryPolicy ?? undefined,
  payloadQuery,
  active: typeof active === 'boolean' ? (active ? 1 : 0) : undefined,
});
