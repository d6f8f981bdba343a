import type { Config } from '../config/config.js';
import { NotFoundError, SessionNotFoundError, ValidationError } from '../domain/errors.js';
import { type Caller, maySee } from '../domain/role.js';
import { newDeliveryId, newId } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import type { Delivery, Store, Webhook } from '../store/store.js';
import type { WebhookPatch, WebhookRow } from '../store/write-op.js';
import { bodyOf, type Envelope, headersOf, type Recipient } from './envelope.js';
import type { OutgoingHttp } from '../outgoing/outgoing-http.js';
import type { PayloadQueries } from './payload-query.js';
import type { WebhookPlanner } from './planner.js';
import type { Relay } from './relay.js';
import { newSecret } from './signature.js';
import { validateWebhook, type WebhookInput } from './webhook-input.js';

/** How long a replaced secret signs beside the new one. */
const SECRETS_OVERLAP_MS = 24 * 3_600_000;
/** How long finished deliveries are kept, with their tries. */
const KEPT_MS = 30 * 86_400_000;
const MAX_PAGE = 1000;
/** Rows removed in one transaction; between two of them other writes get their turn. */
const DELETE_BATCH = 500;

export interface WebhookServiceDeps {
  readonly store: Pick<Store, 'commits' | 'sessions' | 'webhooks' | 'deliveries'>;
  readonly planner: WebhookPlanner;
  readonly relay: Pick<Relay, 'refresh'>;
  readonly outgoing: Pick<OutgoingHttp, 'check' | 'post'>;
  readonly payloads: Pick<PayloadQueries, 'check'>;
  readonly config: Pick<Config['webhooks'], 'maxRetries' | 'timeoutMs'>;
  readonly logger: Logger;
}

/** `active` is left to updates: a new webhook is on. */
export type NewWebhook = Omit<WebhookInput, 'url' | 'active'> & { readonly url: string };

/** A secret that was just made; it is not shown again. */
export interface RotatedSecret {
  readonly webhook: Webhook;
  readonly secret: string;
  /** Until when the secret before signs, too; null if there was none. */
  readonly previousEndsAt: Date | null;
}

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
      ordered: columns.ordered ?? 0,
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
    const { store, planner, outgoing, relay, payloads } = this.#deps;
    validateWebhook(patch);
    if (typeof patch.payloadQuery === 'string') payloads.check(patch.payloadQuery);
    await this.#stored(sessionId, id);
    if (typeof patch.url === 'string') await outgoing.check(patch.url);
    const columns = columnsOf(patch);
    const changes = { ...columns, ...resetBy(columns) };
    await store.commits.write([{ op: 'webhook.patch', webhookId: id, patch: changes, at: Date.now() }]);
    const webhook = await this.#stored(sessionId, id);
    planner.put(webhook);
    relay.refresh(id);
    return webhook;
  }

  /**
   * Gives a webhook a new secret, made at random; the one before signs beside it for 24 hours.
   * @throws NotFoundError, SessionNotFoundError, UnavailableError
   */
  async rotateSecret(sessionId: string, id: string): Promise<RotatedSecret> {
    const { store, logger } = this.#deps;
    await this.#stored(sessionId, id);
    const [secret, at] = [newSecret(), Date.now()];
    const previousEndsAt = at + SECRETS_OVERLAP_MS;
    await store.commits.write([{ op: 'webhook.rotate', webhookId: id, secret, previousEndsAt, at }]);
    const webhook = await this.#stored(sessionId, id);
    logger.info({ sessionId, webhookId: id }, 'secret of a webhook replaced');
    return { webhook, secret, previousEndsAt: webhook.previousSecret === null ? null : new Date(previousEndsAt) };
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
    const headers = headersOf(envelope, body, recipientOf(webhook), { retryCount: 0, sentAt: timestamp });
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

  /**
   * Removes what was finished 30 days ago, or was planned then for a webhook that is off; some at a time.
   * @throws UnavailableError
   */
  async prune(): Promise<void> {
    const { commits, deliveries } = this.#deps.store;
    const before = Date.now() - KEPT_MS;
    while (await deliveries.anyExpiring(before)) {
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

const recipientOf = ({ secret, previousSecret, previousSecretEndsAt, headers }: Webhook): Recipient => ({
  secret,
  previousSecret: Number(previousSecretEndsAt) > Date.now() ? previousSecret : null,
  headers: headers as Record<string, string>,
});

const flagOf = (flag: boolean | null | undefined): 0 | 1 | undefined =>
  typeof flag === 'boolean' ? (flag ? 1 : 0) : undefined;

/** What else a change of these columns begins anew. */
const resetBy = ({ url, active, secret }: WebhookPatch): WebhookPatch => ({
  ...(active === 1 || url !== undefined ? { firstFailedAt: null, lastFailedAt: null } : {}),
  ...(active === 1 ? { disabledReason: null } : {}),
  // Who sets a secret does not want the one before any more.
  ...(secret !== undefined ? { previousSecret: null, previousSecretEndsAt: null } : {}),
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
  ordered,
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
  ordered: flagOf(ordered),
  active: flagOf(active),
});
