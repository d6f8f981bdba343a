import type { Webhook } from '../../src/store/store.js';
import type { AttemptRecord } from '../../src/store/write-op.js';
import { observed } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

type Outcome = Omit<AttemptRecord, 'deliveryId' | 'webhookId'>;

const STARTED_AT = Date.parse('2026-06-26T08:15:30.000Z');
const attempt = (number: number, statusCode: number | null, error: string | null = null) => ({
  failure: error === null ? null : 'timeout',
  responseBody: error === null ? `answer ${number}` : null,
  number,
  startedAt: STARTED_AT + number * 5000,
  durationMs: 20 + number,
  statusCode,
  error,
});
export const succeeded = (number: number): Outcome => ({
  attempt: attempt(number, 204),
  state: 'SUCCEEDED',
  nextAttemptAt: null,
  finishedAt: STARTED_AT + 60_000,
});
export const exhausted = (number: number, statusCode: number | null, error: string | null = null): Outcome => ({
  attempt: attempt(number, statusCode, error),
  state: 'EXHAUSTED',
  nextAttemptAt: null,
  finishedAt: STARTED_AT + 60_000,
});
export const toBeRetried = (number: number, statusCode: number | null, error: string | null = null): Outcome => ({
  attempt: attempt(number, statusCode, error),
  state: 'PENDING',
  nextAttemptAt: STARTED_AT + 90_000,
  finishedAt: null,
});

export interface Page {
  edges: { cursor: string; node: { id: string; eventId: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
}

/** Two sessions; the first has two webhooks and 25 messages, the second one webhook and 3. */
export interface Shops {
  readonly gateway: Fixture;
  readonly shop: string;
  readonly depot: string;
  readonly one: Webhook;
  readonly two: Webhook;
  readonly other: Webhook;
  /** A webhook's deliveries, oldest first. */
  readonly idsOf: (webhook: Webhook) => Promise<string[]>;
  readonly record: (webhook: Webhook, deliveryId: string, ...outcomes: Outcome[]) => Promise<void>;
}

export async function openShops(): Promise<Shops> {
  const gateway = await startFixture();
  const { rig, services, store } = gateway;
  const receive = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: `3EB0${index}` }) });
    }
    return store.commits.settled();
  };
  const shop = (await rig.createReady({ name: 'shop' })).id;
  const one = await services.webhooks.create(shop, { url: 'https://receiver.example/one' });
  const two = await services.webhooks.create(shop, { url: 'https://receiver.example/two' });
  await receive(25);
  const depot = (await rig.createReady({ name: 'depot' })).id;
  const other = await services.webhooks.create(depot, { url: 'https://receiver.example/other' });
  await receive(3);
  return {
    ...{ gateway, shop, depot, one, two, other },
    idsOf: async (webhook) => {
      const rows = await store.data.delivery.findMany({
        where: { webhookId: webhook.id },
        orderBy: { eventSeq: 'asc' },
      });
      return rows.map(({ id }) => id);
    },
    record: (webhook, deliveryId, ...outcomes) =>
      store.commits.write(
        outcomes.map((outcome) => ({
          op: 'attempts.record',
          records: [{ deliveryId, webhookId: webhook.id, ...outcome }],
        })),
      ),
  };
}
