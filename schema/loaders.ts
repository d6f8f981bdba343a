import DataLoader from 'dataloader';
import { SCHEDULED_STATUSES } from '../src/domain/scheduled.js';
import { byName, type ContactKey, type ContactPlace, type StoredContact } from '../src/store/contact-reader.js';
import type { DeliveredEvent, DeliveryPlace } from '../src/store/delivery-log.js';
import type {
  Attempt,
  BatchItem,
  Chat,
  Delivery,
  Message,
  ScheduledMessage,
  Session,
  Webhook,
} from '../src/store/store.js';
import type { ChatKey, ChatPosition } from '../src/store/page-reader.js';
import type { ScheduledPlace } from '../src/store/scheduled-reader.js';
import type { Context } from './context.js';

/** A page below a parent: the newest `limit` rows behind a position. */
export interface PageKey<Parent, Position> {
  readonly parent: Parent;
  readonly limit: number;
  readonly behind?: Position;
}

/**
 * Reads for fields below a list: one statement per field and level, however many parents there are. Nothing is kept
 * after a batch, because the context of a subscription lives long.
 */
export interface Loaders {
  readonly session: DataLoader<string, Session | null>;
  readonly chat: DataLoader<ChatKey, Chat | null>;
  /** By any address of the person. */
  readonly contact: DataLoader<ContactKey, StoredContact | null>;
  readonly contacts: DataLoader<PageKey<string, ContactPlace>, StoredContact[]>;
  readonly webhook: DataLoader<string, Webhook | null>;
  readonly webhooks: DataLoader<string, Webhook[]>;
  readonly chats: DataLoader<PageKey<string, ChatPosition>, Chat[]>;
  readonly messages: DataLoader<PageKey<string, string>, Message[]>;
  readonly chatMessages: DataLoader<PageKey<ChatKey, string>, Message[]>;
  readonly scheduled: DataLoader<PageKey<string, ScheduledPlace>, ScheduledMessage[]>;
  /** The message a schedule became. */
  readonly messageOfSchedule: DataLoader<ScheduledMessage, Message | null>;
  readonly deliveries: DataLoader<PageKey<string, DeliveryPlace>, Delivery[]>;
  /** By the place in the journal. */
  readonly event: DataLoader<number, DeliveredEvent | null>;
  readonly attempts: DataLoader<string, Attempt[]>;
  readonly batchItems: DataLoader<string, BatchItem[]>;
}

const made = new WeakMap<Context, Loaders>();

export function loadersOf(context: Context): Loaders {
  let loaders = made.get(context);
  if (loaders === undefined) made.set(context, (loaders = makeLoaders(context)));
  return loaders;
}

function makeLoaders({
  store: { batches, pages, contacts, sessions, webhooks, deliveries, scheduled },
}: Context): Loaders {
  return {
    session: batched(async (ids) => oneEach(ids, await sessions.byIds(unique(ids)), ({ id }) => id)),
    chat: batched(async (keys) => {
      const wanted = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
      const rows = await pages.chatsByKeys(wanted);
      return oneEach(keys.map(nameOf), rows, ({ sessionId, id }) => nameOf({ sessionId, chatId: id }));
    }),
    contact: batched(async (keys) => (await contacts.byKeys(keys)).map((contact) => contact ?? null)),
    contacts: paged(
      (parents, limit, place) => contacts.ofSessions(unique(parents), limit, place),
      (sessionId) => sessionId,
      ({ sessionId }) => sessionId,
      byName,
    ),
    webhook: batched(async (ids) => oneEach(ids, await webhooks.byIds(unique(ids)), ({ id }) => id)),
    webhooks: batched(async (sessionIds) => {
      return listEach(sessionIds, await webhooks.ofSessions(unique(sessionIds)), ({ sessionId }) => sessionId);
    }),
    chats: paged(
      (parents, limit, behind) => pages.chatsOfSessions(unique(parents), limit, behind),
      (sessionId) => sessionId,
      ({ sessionId }) => sessionId,
      (a, b) => timeOf(b) - timeOf(a) || descending(a.id, b.id),
    ),
    messages: paged(
      (parents, limit, behind) => pages.messagesOfSessions(unique(parents), limit, behind),
      (sessionId) => sessionId,
      ({ sessionId }) => sessionId,
      (a, b) => descending(a.id, b.id),
    ),
    chatMessages: paged(
      (parents, limit, behind) => pages.messagesOfChats(parents, limit, behind),
      nameOf,
      nameOf,
      (a, b) => descending(a.id, b.id),
    ),
    scheduled: paged(
      async (parents, limit, place) =>
        scheduled.ofSessions(unique(parents), limit, place ?? { statuses: SCHEDULED_STATUSES }),
      (sessionId) => sessionId,
      ({ sessionId }) => sessionId,
      (a, b) => a.sendAt.getTime() - b.sendAt.getTime() || descending(b.id, a.id),
    ),
    messageOfSchedule: batched(async (rows) => {
      const names = rows.flatMap(({ sessionId, messageId }) => (messageId === null ? [] : [{ sessionId, messageId }]));
      const messages = names.length === 0 ? [] : await scheduled.messages(names);
      return oneEach(rows.map(messageNameOf), messages, ({ sessionId, waMessageId }) =>
        messageNameOf({ sessionId, messageId: waMessageId }),
      );
    }),
    deliveries: paged(
      (parents, limit, behind) => deliveries.ofWebhooks(unique(parents), limit, behind),
      (webhookId) => webhookId,
      ({ webhookId }) => webhookId,
      (a, b) => b.eventSeq - a.eventSeq,
    ),
    event: batched(async (seqs) => oneEach(seqs, await deliveries.events(unique(seqs)), ({ seq }) => seq)),
    attempts: batched(async (deliveryIds) => {
      const rows = await deliveries.attempts(unique(deliveryIds));
      rows.sort((a, b) => a.number - b.number);
      return listEach(deliveryIds, rows, ({ deliveryId }) => deliveryId);
    }),
    batchItems: batched(async (ids) => listEach(ids, await batches.items(unique(ids)), ({ batchId }) => batchId)),
  };
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const nameOf = ({ sessionId, chatId }: ChatKey): string => `${sessionId} ${chatId}`;
const messageNameOf = ({ sessionId, messageId }: Pick<ScheduledMessage, 'sessionId' | 'messageId'>): string =>
  `${sessionId} ${messageId ?? ''}`;
const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
const timeOf = ({ lastMessageAt }: Chat): number => lastMessageAt?.getTime() ?? -1;

const batched = <K, V>(load: (keys: readonly K[]) => Promise<V[]>): DataLoader<K, V> =>
  new DataLoader(load, { cache: false });

const oneEach = <N, V>(names: readonly N[], rows: readonly V[], ofRow: (row: V) => N): (V | null)[] => {
  const found = new Map(rows.map((row) => [ofRow(row), row]));
  return names.map((name) => found.get(name) ?? null);
};

function listEach<V>(names: readonly string[], rows: readonly V[], ofRow: (row: V) => string): V[][] {
  const found = new Map<string, V[]>();
  for (const row of rows) {
    const list = found.get(ofRow(row));
    if (list === undefined) found.set(ofRow(row), [row]);
    else list.push(row);
  }
  return names.map((name) => found.get(name) ?? []);
}

/** One statement for all pages of the same size and position: those of one field. */
function paged<Parent, Position, V>(
  read: (parents: readonly Parent[], limit: number, behind: Position | undefined) => Promise<V[]>,
  ofParent: (parent: Parent) => string,
  ofRow: (row: V) => string,
  order: (a: V, b: V) => number,
): DataLoader<PageKey<Parent, Position>, V[]> {
  return batched(async (keys) => {
    const fields = new Map<string, PageKey<Parent, Position>[]>();
    for (const key of keys) {
      const name = JSON.stringify([key.limit, key.behind ?? null]);
      fields.set(name, [...(fields.get(name) ?? []), key]);
    }
    const pageOf = new Map<PageKey<Parent, Position>, V[]>();
    for (const group of fields.values()) {
      const [{ limit, behind } = { limit: 0, behind: undefined }] = group;
      const parents = new Map(group.map(({ parent }) => [ofParent(parent), parent]));
      const rows = (await read([...parents.values()], limit, behind)).sort(order);
      const lists = listEach([...parents.keys()], rows, ofRow);
      const listOf = new Map([...parents.keys()].map((name, index) => [name, lists[index] ?? []]));
      for (const key of group) pageOf.set(key, listOf.get(ofParent(key.parent)) ?? []);
    }
    return keys.map((key) => pageOf.get(key) ?? []);
  });
}
