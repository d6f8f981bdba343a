import { EVENT_TYPES, type EventType, type MessageData, type WebhookEvent } from '../domain/event.js';
import type { Canonical } from '../domain/jid.js';
import { newDeliveryId } from '../runtime/ids.js';
import type { Store, Webhook } from '../store/store.js';
import type { DeliveryRow } from '../store/write-op.js';
import { matches, type WebhookFilters } from './filters.js';

/** What the planner needs to know of a webhook. */
export type PlannedWebhook = Pick<Webhook, 'id' | 'sessionId' | 'events' | 'filters' | 'active'>;

/** An event that is about to be journalled. */
export interface PlannedEvent {
  readonly sessionId: string;
  readonly type: EventType;
  readonly data: unknown;
  /** The message the event is about, where it is known; filters look at nothing else. */
  readonly message?: MessageData;
}

interface Subscriber {
  readonly id: string;
  readonly filters: WebhookFilters | null;
}
interface SessionPlan {
  readonly webhooks: ReadonlyMap<string, PlannedWebhook>;
  readonly byType: ReadonlyMap<EventType, readonly Subscriber[]>;
}

/**
 * Says which webhooks an event goes to. Everything but aliases is in memory: it is asked on the hot path, once per event, and is
 * told of every change of a webhook in the moment it is stored.
 */
export class WebhookPlanner {
  readonly #sessions = new Map<string, SessionPlan>();
  /** Counts what it was told. */
  #changes = 0;

  /**
   * @param canonical what is known of privacy aliases; asked for these only
   * @param stored every active webhook there is
   */
  constructor(
    private readonly canonical?: Canonical,
    private readonly stored: () => Promise<readonly PlannedWebhook[]> = () => Promise.resolve([]),
  ) {}

  /** Knows every active webhook of the store. */
  static async load(store: Pick<Store, 'data' | 'identities'>): Promise<WebhookPlanner> {
    const planner = new WebhookPlanner(
      (jid) => store.identities.canonical(jid),
      () => store.data.webhook.findMany({ where: { active: true } }),
    );
    await planner.reload();
    return planner;
  }

  /** Forgets what it knew in favour of what is stored. */
  async reload(): Promise<void> {
    let [webhooks, before]: [readonly PlannedWebhook[], number] = [[], NaN];
    // What changes meanwhile may be missing in what was read.
    while (before !== this.#changes) {
      before = this.#changes;
      webhooks = await this.stored();
    }
    this.#sessions.clear();
    for (const webhook of webhooks) this.put(webhook);
  }

  /** One new delivery per active webhook that subscribes to the event and whose filters let it pass. */
  plan(event: PlannedEvent): readonly DeliveryRow[] {
    const subscribers = this.#sessions.get(event.sessionId)?.byType.get(event.type);
    if (subscribers === undefined) return [];
    const message = event.message ?? messageOf(event);
    return subscribers
      .filter(({ filters }) => filters === null || message === undefined || matches(filters, message, this.canonical))
      .map(({ id }) => ({ id: newDeliveryId(), webhookId: id }));
  }

  /** A webhook was stored or changed. */
  put(webhook: PlannedWebhook): void {
    if (!webhook.active) return this.remove(webhook);
    this.#changes++;
    const webhooks = new Map(this.#sessions.get(webhook.sessionId)?.webhooks);
    this.#sessions.set(webhook.sessionId, planOf(webhooks.set(webhook.id, webhook)));
  }

  /** A webhook is gone, or about to be. */
  remove({ id, sessionId }: Pick<PlannedWebhook, 'id' | 'sessionId'>): void {
    this.#changes++;
    const webhooks = new Map(this.#sessions.get(sessionId)?.webhooks);
    if (!webhooks.delete(id)) return;
    if (webhooks.size === 0) this.#sessions.delete(sessionId);
    else this.#sessions.set(sessionId, planOf(webhooks));
  }

  /** A session is gone, and its webhooks with it. */
  forgetSession(sessionId: string): void {
    this.#changes++;
    this.#sessions.delete(sessionId);
  }
}

function planOf(webhooks: ReadonlyMap<string, PlannedWebhook>): SessionPlan {
  const byType = new Map<EventType, Subscriber[]>();
  for (const { id, events, filters } of webhooks.values()) {
    const subscriber = { id, filters: filters as unknown as WebhookFilters | null };
    for (const type of typesOf(events as WebhookEvent[])) byType.set(type, [...(byType.get(type) ?? []), subscriber]);
  }
  return { webhooks, byType };
}

const typesOf = (events: readonly WebhookEvent[]): readonly EventType[] =>
  events.includes('*') ? EVENT_TYPES : EVENT_TYPES.filter((type) => events.includes(type));

const messageOf = ({ type, data }: PlannedEvent): MessageData | undefined =>
  type === 'message.received' || type === 'message.sent' ? (data as MessageData) : undefined;
