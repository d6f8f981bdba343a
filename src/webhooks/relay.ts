import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Config } from '../config/config.js';
import type { DisabledReason } from '../domain/delivery.js';
import { forwardNow } from '../runtime/forward-clock.js';
import type { Logger } from '../runtime/logger.js';
import type { JournalRow } from '../store/commit-protocol.js';
import { DeliveryStore, type DeliveryTarget, type DueDelivery } from '../store/delivery-store.js';
import type { Store, Webhook } from '../store/store.js';
import type { AttemptRecord } from '../store/write-op.js';
import { type AttemptConfig, type MadeAttempt, makeAttempt } from './attempt.js';
import { AttemptRecorder } from './attempt-recorder.js';
import { DeliveryNews } from './delivery-news.js';
import { disablingOp } from './disabling.js';
import { Lane } from './lane.js';
import type { WebhookPlanner } from './planner.js';
import { fileOf, type MediaReader, withBytes } from './media-data.js';
import type { PayloadQueries } from './payload-query.js';
import type { OutgoingHttp } from '../outgoing/outgoing-http.js';

/** Tries under way at once, over all webhooks. */
const AT_ONCE = 512;
/** Of these, with a file in their body. */
const HEAVY_AT_ONCE = 8;
const STORE_POLL_MS = 250;
const RETRY_READ_MS = 1000;
/** How long `close` lets tries come to their end. */
const CLOSE_WITHIN_MS = 5000;

export interface RelayDeps {
  readonly store: Pick<Store, 'commits' | 'sql' | 'webhooks'>;
  readonly outgoing: Pick<OutgoingHttp, 'post' | 'close'>;
  readonly config: AttemptConfig & Pick<Config['webhooks'], 'mediaMaxBytes'>;
  readonly media: MediaReader;
  readonly payloads: Pick<PayloadQueries, 'payloadOf'>;
  readonly planner: Pick<WebhookPlanner, 'plan' | 'put'>;
  readonly logger: Logger;
  /** A webhook was switched off because of its receiver. */
  readonly onDisabled?: (webhook: Pick<Webhook, 'id' | 'sessionId'>, reason: DisabledReason) => void;
}

/**
 * Brings committed deliveries to their receivers, at least once. The rows are the queue: what is not recorded as
 * finished is tried again, after a restart too. While the store is down nothing is sent, since it could not be recorded
 * and would be sent twice; results that wait for their record are kept until the store is back.
 *
 * Deliveries of a deleted webhook go with it. Those of a webhook that is switched off wait until it is on again. The
 * relay switches one off whose every try failed for five days, or whose receiver says that it is gone.
 */
export class Relay {
  readonly #deps: RelayDeps;
  readonly #deliveries: DeliveryStore;
  readonly #news: DeliveryNews;
  readonly #recorder: AttemptRecorder;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that found no room, those that waited longest first. */
  readonly #crowded = new Set<Lane>();
  readonly #running = new Set<Promise<void>>();
  readonly #heavy = pLimit(HEAVY_AT_ONCE);
  #state: 'new' | 'open' | 'closing' | 'closed' = 'new';
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #storeBack: Promise<void> | undefined;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
    this.#deliveries = new DeliveryStore(deps.store);
    this.#recorder = new AttemptRecorder(deps.store.commits);
    this.#news = new DeliveryNews({
      deliveries: this.#deliveries,
      commits: deps.store.commits,
      isOpen: () => this.#state === 'open',
      offer: (rows) => this.#offer(rows),
      onFailed: (error) => this.#readFailed(error),
    });
  }

  /** Begins, with what was left over first. */
  async start(): Promise<void> {
    await this.#news.start();
    const pending = await this.#deliveries.pendingWebhooks();
    this.#state = 'open';
    for (const webhookId of pending) this.#pump(this.#laneOf(webhookId));
    // What was committed meanwhile.
    this.wake();
  }

  /**
   * Deliveries were committed.
   * @param journal all that was journalled since the last call; null if it must be read
   */
  wake(journal: readonly JournalRow[] | null = null): void {
    if (this.#state !== 'open') return;
    const reading = this.#news.take(journal);
    if (reading !== undefined) this.#track(reading);
  }

  #offer(rows: readonly DueDelivery[]): void {
    const lanes = new Set<Lane>();
    for (const row of rows) {
      const lane = this.#laneOf(row.webhookId);
      lane.offer(row, forwardNow());
      lanes.add(lane);
    }
    for (const lane of lanes) this.#pump(lane);
  }

  /** A webhook was changed, or deliveries of it were made due. */
  refresh(webhookId: string): void {
    if (this.#state !== 'open') return;
    const lane = this.#laneOf(webhookId);
    lane.refresh();
    this.#pump(lane);
  }

  /** Resolves once nothing is due and nothing is under way. What waits for a later try does not count. */
  async drain(): Promise<void> {
    this.wake();
    while (this.#running.size > 0 || this.#storeBack) {
      await Promise.race(this.#storeBack ? [...this.#running, this.#storeBack] : this.#running);
    }
  }

  /** Sends nothing more and waits, for 5 s at most, for what is under way. What is cut off is tried after a restart. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closing';
    clearTimeout(this.#timer);
    const late = new AbortController();
    await Promise.race([
      Promise.all(this.#running),
      sleep(CLOSE_WITHIN_MS, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    this.#state = 'closed';
    this.#recorder.close();
    this.#deps.outgoing.close();
  }

  #laneOf(webhookId: string): Lane {
    let lane = this.#lanes.get(webhookId);
    if (lane === undefined) {
      lane = new Lane(webhookId, this.#deliveries);
      this.#lanes.set(webhookId, lane);
    }
    return lane;
  }

  /** Sends as much of a lane as there is room for. */
  #pump(lane: Lane): void {
    if (this.#state !== 'open' || this.#storeDown()) return;
    while (this.#inFlight < AT_ONCE) {
      const row = lane.take(forwardNow());
      if (row === undefined) break;
      this.#inFlight += 1;
      this.#track(this.#deliver(lane, row));
    }
    if (this.#inFlight >= AT_ONCE) this.#crowded.add(lane);
    else if (lane.isShort) this.#track(this.#refill(lane));
    if (lane.dueAt !== undefined && !lane.off) this.#wakeAt(lane.dueAt);
  }

  async #refill(lane: Lane): Promise<void> {
    try {
      await lane.refill(forwardNow());
    } catch (error) {
      return this.#readFailed(error);
    }
    this.#pump(lane);
  }

  #track(work: Promise<void>): void {
    const running = work.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #deliver(lane: Lane, row: DueDelivery): Promise<void> {
    let retryAt: number | undefined;
    let made: MadeAttempt | undefined;
    try {
      made = await this.#attempt(lane, row);
    } catch (error) {
      retryAt = forwardNow() + RETRY_READ_MS;
      this.#readFailed(error);
    }
    const record = made?.record;
    const restMs = lane.answered(row, record?.attempt.failure ?? null);
    if (restMs > 0) this.#track(this.#rest(lane, restMs));
    this.#makeRoom();
    this.#pump(lane);
    if (made !== undefined && record !== undefined) {
      const { disable } = made;
      const also = disable === undefined ? [] : [disablingOp(row, disable, this.#deps.planner)];
      if (!(await this.#recorder.record(record, also, lane.isOrdered))) return;
      this.#report(record);
      if (disable !== undefined) await this.#disabled(lane, disable.reason);
      retryAt = record.nextAttemptAt ?? undefined;
    }
    lane.recorded(row, retryAt);
    this.#pump(lane);
  }

  async #rest(lane: Lane, ms: number): Promise<void> {
    await sleep(ms);
    lane.rested();
    this.#pump(lane);
  }

  /** @returns undefined if there was nobody to send to, or if closing cut it off */
  async #attempt(lane: Lane, row: DueDelivery): Promise<MadeAttempt | undefined> {
    const target = await this.#deliveries.target(row.webhookId);
    if (target === undefined) {
      this.#lanes.delete(row.webhookId);
      return undefined;
    }
    if (!target.active) {
      lane.off = true;
      return undefined;
    }
    const made = await this.#attemptFor(row, target);
    return this.#isClosed() ? undefined : made;
  }

  async #attemptFor(row: DueDelivery, target: DeliveryTarget): Promise<MadeAttempt> {
    const { outgoing, config, media, payloads } = this.#deps;
    if (target.payloadQuery !== null) {
      const { eventSeq: seq, event } = row;
      const payload = await payloads.payloadOf(target.payloadQuery, { seq, sessionId: event.sessionId });
      return makeAttempt(row, target, { outgoing, config, ...payload });
    }
    const file = fileOf(row, config.mediaMaxBytes);
    if (file === undefined) return makeAttempt(row, target, { outgoing, config });
    return this.#heavy(async () => {
      const data = await withBytes(row, file, media, config.mediaMaxBytes);
      return makeAttempt(row, target, { outgoing, config, data });
    });
  }

  /** Whether it was switched off is decided with the record: another try may have succeeded meanwhile. */
  async #disabled(lane: Lane, reason: DisabledReason): Promise<void> {
    const { store, planner, logger, onDisabled } = this.#deps;
    const [webhook] = await store.webhooks.byIds([lane.webhookId]);
    if (webhook === undefined || webhook.active) return;
    planner.put(webhook);
    if (lane.off) return;
    lane.off = true;
    logger.error({ sessionId: webhook.sessionId, webhookId: webhook.id, reason }, 'webhook switched off');
    onDisabled?.(webhook, reason);
  }

  #report({ deliveryId, webhookId, attempt, state }: AttemptRecord): void {
    const { number, statusCode, error } = attempt;
    const about = { webhookId, deliveryId, attempts: number, statusCode, error };
    if (state === 'EXHAUSTED') this.#deps.logger.error(about, 'webhook delivery given up');
    if (state === 'PENDING') this.#deps.logger.debug(about, 'webhook delivery failed and will be tried again');
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #makeRoom(): void {
    this.#inFlight -= 1;
    const [lane] = this.#crowded;
    if (lane === undefined) return;
    this.#crowded.delete(lane);
    this.#pump(lane);
  }

  #storeDown(): boolean {
    const { commits } = this.#deps.store;
    if (!commits.failed) return false;
    this.#storeBack ??= (async () => {
      while (commits.failed && this.#state === 'open') await sleep(STORE_POLL_MS);
      this.#storeBack = undefined;
      this.#pumpAll();
    })();
    return true;
  }

  #readFailed(err: unknown): void {
    this.#deps.logger.error({ err }, 'webhook deliveries could not be read; trying again');
    this.#wakeAt(forwardNow() + RETRY_READ_MS);
  }

  /** One timer, for the delivery that is due next. */
  #wakeAt(at: number): void {
    if (at >= this.#timerAt || this.#state !== 'open') return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#pumpAll(), Math.max(0, at - forwardNow()));
  }

  #pumpAll(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Infinity;
    this.wake();
    for (const lane of [...this.#lanes.values()]) this.#pump(lane);
  }
}
