import type { DeliveryState } from '../domain/delivery.js';
import { NotFoundError } from '../domain/errors.js';
import type { Delivery, Store } from '../store/store.js';
import type { Relay } from './relay.js';
import type { WebhookService } from './webhook-service.js';

/** Rows that are looked at, and changed by one statement; between two of them others get their turn. */
const STEP = 500;

export interface ReplayServiceDeps {
  readonly store: Pick<Store, 'commits' | 'deliveries'>;
  readonly webhooks: Pick<WebhookService, 'get'>;
  readonly relay: Pick<Relay, 'refresh'>;
}

/** Which deliveries of a webhook. */
export interface Replayed {
  readonly state: DeliveryState;
  /** Planned then or later. */
  readonly from?: Date | null | undefined;
  /** Planned earlier. */
  readonly to?: Date | null | undefined;
}

/**
 * Sends deliveries again that were finished: the same rows become due, so that receivers see the ids they know. The
 * retry policy begins anew with each; those of a webhook that is off wait until it is on.
 */
export class ReplayService {
  constructor(private readonly deps: ReplayServiceDeps) {}

  /** @throws NotFoundError for one of another session, too; SessionNotFoundError, UnavailableError */
  async one(sessionId: string, id: string): Promise<Delivery> {
    const { store, webhooks, relay } = this.deps;
    const { webhookId } = await this.#stored(id);
    await webhooks.get(sessionId, webhookId).catch((error: unknown) => {
      throw error instanceof NotFoundError ? new NotFoundError('Delivery', id) : error;
    });
    await store.commits.write([{ op: 'delivery.replay', deliveryId: id, at: Date.now() }]);
    const delivery = await this.#stored(id);
    relay.refresh(webhookId);
    return delivery;
  }

  /**
   * Those that are there when it begins, some at a time.
   * @returns how many became due
   * @throws NotFoundError, SessionNotFoundError; UnavailableError, when some may be due already
   */
  async many(sessionId: string, webhookId: string, { state, from, to }: Replayed): Promise<number> {
    const { store, webhooks, relay } = this.deps;
    await webhooks.get(sessionId, webhookId);
    const at = Date.now();
    const planned = [from?.getTime() ?? 0, to?.getTime() ?? at + 1] as const;
    let count = 0;
    for (let after = 0; ; ) {
      const page = await store.deliveries.inState(webhookId, state, after, STEP);
      const [first, last] = [page[0], page.at(-1)];
      if (first === undefined || last === undefined) break;
      const wanted = page.filter(({ createdAt }) => createdAt >= planned[0] && createdAt < planned[1]).length;
      if (wanted > 0) {
        const seqs = [first.eventSeq, last.eventSeq] as const;
        await store.commits.write([{ op: 'delivery.replayAll', webhookId, state, seqs, planned, at }]);
      }
      count += wanted;
      after = last.eventSeq;
    }
    if (count > 0) relay.refresh(webhookId);
    return count;
  }

  async #stored(id: string): Promise<Delivery> {
    const delivery = await this.deps.store.deliveries.byId(id);
    if (delivery === undefined) throw new NotFoundError('Delivery', id);
    return delivery;
  }
}
