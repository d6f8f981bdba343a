import { routes } from '../../rest/generated/routes.js';
import { compileOperation } from '../../rest/operation.js';
import { compilePlan } from '../../rest/plan.js';
import type { FieldPlan } from '../../rest/table.js';
import { schema } from '../../schema/index.js';
import type { Webhook } from '../../src/store/store.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { observed } from '../sessions/rig.js';
import { caller, startFixture, type Answer, type Fixture } from './fixture.js';

type Outcome = Omit<Extract<WriteOp, { op: 'attempt.record' }>, 'op' | 'deliveryId' | 'webhookId'>;

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
const succeeded = (number: number): Outcome => ({
  attempt: attempt(number, 204),
  state: 'SUCCEEDED',
  nextAttemptAt: null,
  finishedAt: STARTED_AT + 60_000,
});
const exhausted = (number: number, statusCode: number | null, error: string | null = null): Outcome => ({
  attempt: attempt(number, statusCode, error),
  state: 'EXHAUSTED',
  nextAttemptAt: null,
  finishedAt: STARTED_AT + 60_000,
});
const toBeRetried = (number: number, statusCode: number | null, error: string | null = null): Outcome => ({
  attempt: attempt(number, statusCode, error),
  state: 'PENDING',
  nextAttemptAt: STARTED_AT + 90_000,
  finishedAt: null,
});

let gateway: Fixture;
let shop: string;
let depot: string;
let one: Webhook;
let two: Webhook;
let other: Webhook;

const receive = (count: number, from = 0) => {
  for (let index = from; index < from + count; index += 1) {
    gateway.rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: `3EB0${index}` }) });
  }
  return gateway.store.commits.settled();
};
/** A webhook's deliveries, oldest first. */
const idsOf = async (webhook: Webhook): Promise<string[]> => {
  const rows = await gateway.store.data.delivery.findMany({
    where: { webhookId: webhook.id },
    orderBy: { eventSeq: 'asc' },
  });
  return rows.map(({ id }) => id);
};
const record = (webhook: Webhook, deliveryId: string, ...outcomes: Outcome[]) =>
  gateway.store.commits.write(
    outcomes.map((outcome) => ({ op: 'attempt.record', deliveryId, webhookId: webhook.id, ...outcome })),
  );

/** Two sessions; the first has two webhooks and 25 messages, the second one webhook and 3. */
beforeAll(async () => {
  gateway = await startFixture();
  const { rig, services } = gateway;
  shop = (await rig.createReady({ name: 'shop' })).id;
  one = await services.webhooks.create(shop, { url: 'https://receiver.example/one' });
  two = await services.webhooks.create(shop, { url: 'https://receiver.example/two' });
  await receive(25);
  depot = (await rig.createReady({ name: 'depot' })).id;
  other = await services.webhooks.create(depot, { url: 'https://receiver.example/other' });
  await receive(3);
});
afterAll(() => gateway.stop());

interface Page {
  edges: { cursor: string; node: { id: string; eventId: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
}
const pageOfOne = (after: string | null, first = 10): Promise<Answer<{ webhook: { deliveries: Page } }>> =>
  gateway.run(
    `query ($sessionId: ID!, $id: ID!, $first: Int, $after: String) { webhook(sessionId: $sessionId, id: $id) {
       deliveries(first: $first, after: $after) {
         edges { cursor node { id eventId } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`,
    { sessionId: shop, id: one.id, first, after },
    { caller: caller({ role: 'operator' }) },
  );

it('walks through the deliveries of a webhook, the newest event first, each once', async () => {
  const found: { id: string; eventId: string }[] = [];
  const sizes: number[] = [];
  let after: string | null = null;
  do {
    const { data, errors }: Awaited<ReturnType<typeof pageOfOne>> = await pageOfOne(after);
    expect(errors).toEqual([]);
    const { edges, pageInfo } = data!.webhook.deliveries;
    expect(pageInfo.hasPreviousPage).toBe(after !== null);
    found.push(...edges.map(({ node }) => node));
    sizes.push(edges.length);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);

  expect(sizes).toEqual([10, 10, 5]);
  expect(found.map(({ id }) => id)).toEqual((await idsOf(one)).reverse());
  const journalled = (await gateway.rig.events(shop, 'message.received')).map(({ id }) => id);
  expect(found.map(({ eventId }) => eventId)).toEqual(journalled.reverse());
});

it('refuses a cursor that is none of its own', async () => {
  const { errors } = await pageOfOne(Buffer.from('"text"').toString('base64url'));

  expect(errors).toMatchObject([{ code: 'CURSOR_INVALID' }]);
});

it('tells what became of a delivery, try by try', async () => {
  const [failed = '', retried = ''] = (await idsOf(two)).slice(-2).reverse();
  await record(two, failed, toBeRetried(1, 503), exhausted(2, null, 'timeout of 10000ms exceeded'));
  await record(two, retried, toBeRetried(1, null, 'connect ECONNREFUSED'), succeeded(2));

  const { data, errors } = await gateway.run<{ webhook: { deliveries: unknown } }>(
    `{ webhook(sessionId: "${shop}", id: "${two.id}") { deliveries(first: 3) { edges { node {
       id webhookId webhook { url } event state attemptCount nextAttemptAt finishedAt lastStatusCode lastError
       attempts { number startedAt durationMs statusCode error failure responseBody } } } } } }`,
  );

  expect(errors).toEqual([]);
  const common = { webhookId: two.id, webhook: { url: two.url }, event: 'MESSAGE_RECEIVED' };
  const finishedAt = '2026-06-26T08:16:30.000Z';
  expect(data?.webhook.deliveries).toEqual({
    edges: [
      {
        node: {
          ...common,
          id: failed,
          state: 'EXHAUSTED',
          attemptCount: 2,
          nextAttemptAt: null,
          finishedAt,
          lastStatusCode: null,
          lastError: 'timeout of 10000ms exceeded',
          attempts: [
            {
              number: 1,
              startedAt: '2026-06-26T08:15:35.000Z',
              durationMs: 21,
              statusCode: 503,
              error: null,
              failure: null,
              responseBody: 'answer 1',
            },
            {
              number: 2,
              startedAt: '2026-06-26T08:15:40.000Z',
              durationMs: 22,
              statusCode: null,
              error: 'timeout of 10000ms exceeded',
              failure: 'TIMEOUT',
              responseBody: null,
            },
          ],
        },
      },
      {
        node: {
          ...common,
          id: retried,
          state: 'SUCCEEDED',
          attemptCount: 2,
          nextAttemptAt: null,
          finishedAt,
          lastStatusCode: 204,
          lastError: null,
          attempts: [
            expect.objectContaining({ number: 1, statusCode: null, error: 'connect ECONNREFUSED' }),
            expect.objectContaining({ number: 2, statusCode: 204, error: null }),
          ],
        },
      },
      {
        node: {
          ...common,
          id: expect.stringMatching(/^dlv_/) as string,
          state: 'PENDING',
          attemptCount: 0,
          nextAttemptAt: expect.any(String) as string,
          finishedAt: null,
          lastStatusCode: null,
          lastError: null,
          attempts: [],
        },
      },
    ],
  });
});

it('shows the moment of the next try while there is one', async () => {
  const [waiting = ''] = (await idsOf(two)).slice(-3);
  await record(two, waiting, toBeRetried(1, 500));

  const { data } = await gateway.run<{ sessionWebhooks: { url: string; deliveries: Page }[] }>(
    `{ sessionWebhooks(sessionId: "${shop}") { url deliveries(first: 3) { edges { node { state nextAttemptAt lastStatusCode } } } } }`,
  );

  const webhook = data?.sessionWebhooks.find(({ url }) => url === two.url);
  expect(webhook?.deliveries.edges.at(-1)?.node).toEqual({
    state: 'PENDING',
    nextAttemptAt: '2026-06-26T08:17:00.000Z',
    lastStatusCode: 500,
  });
});

it('reads the log of all webhooks in one statement a level, however many there are', async () => {
  const counted = await gateway.countStatements();

  const { data, errors } = await gateway.run<{ webhooks: { deliveries: Page }[] }>(
    `{ webhooks { url deliveries(first: 20) { edges { node {
       event eventId state webhook { url } lastStatusCode lastError attempts { number } } } } } }`,
  );

  const count = counted();
  expect(errors).toEqual([]);
  expect(data?.webhooks.map((webhook) => webhook.deliveries.edges.length)).toEqual([3, 20, 20]);
  expect(count).toBe(4);
});

describe('deliveryFailures', () => {
  interface Failure {
    readonly id: string;
    readonly webhook: { readonly sessionId: string };
  }
  /** Of the tests above there is one, of the newest event of the shop. */
  let expected: { shop: string[]; depot: string[] };

  beforeAll(async () => {
    const [ofOne, ofTwo, ofOther] = await Promise.all([one, two, other].map(idsOf));
    await record(one, ofOne![3]!, exhausted(1, 500));
    await record(one, ofOne![9]!, exhausted(1, 410));
    await record(two, ofTwo![5]!, exhausted(1, null, 'getaddrinfo ENOTFOUND'));
    await record(other, ofOther![1]!, exhausted(1, 404));
    expected = { shop: [ofTwo![24]!, ofOne![9]!, ofTwo![5]!, ofOne![3]!], depot: [ofOther![1]!] };
  });

  const failures = async (args = '', changes: Parameters<typeof caller>[0] = {}): Promise<string[]> => {
    const { data, errors } = await gateway.run<{ deliveryFailures: Failure[] }>(
      `{ deliveryFailures${args} { id state webhook { sessionId } } }`,
      {},
      { caller: caller(changes) },
    );
    expect(errors).toEqual([]);
    expect(data?.deliveryFailures.every((delivery) => 'state' in delivery && delivery.state === 'EXHAUSTED')).toBe(
      true,
    );
    return data!.deliveryFailures.map(({ id }) => id);
  };

  it('lists what was given up, the newest event first, page by page', async () => {
    const all = await failures();
    const pages = [
      await failures('(limit: 2)'),
      await failures('(limit: 2, offset: 2)'),
      await failures('(offset: 4)'),
    ];

    expect(all).toEqual([...expected.depot, ...expected.shop]);
    expect(pages.flat()).toEqual(all);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  });

  it('lists those of one session', async () => {
    expect(await failures(`(sessionId: "${shop}")`)).toEqual(expected.shop);
    expect(await failures(`(sessionId: "${depot}")`)).toEqual(expected.depot);
    expect(await failures('(sessionId: "00000000-0000-4000-8000-000000000000")')).toEqual([]);
  });

  it('lists for a limited key only those of its sessions, page by page', async () => {
    const key = { allowedSessions: [shop] };

    expect(await failures('', key)).toEqual(expected.shop);
    expect(await failures('(limit: 2, offset: 1)', key)).toEqual(expected.shop.slice(1, 3));
    expect(await failures('', { allowedSessions: [depot, shop] })).toEqual([...expected.depot, ...expected.shop]);
  });

  it('refuses a limited key that asks for another session, and every key that is no admin', async () => {
    const ask = (changes: Parameters<typeof caller>[0]) =>
      gateway.run(`{ deliveryFailures(sessionId: "${shop}") { id } }`, {}, { caller: caller(changes) });

    const foreign = await ask({ allowedSessions: [depot] });
    const operator = await ask({ role: 'operator' });

    expect(foreign.errors).toMatchObject([{ code: 'SESSION_NOT_ALLOWED' }]);
    expect(operator.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  it('holds nothing of a webhook only because it was switched off', async () => {
    const [, , last = ''] = await idsOf(other);
    const before = await failures(`(sessionId: "${depot}")`);
    await gateway.services.webhooks.update(depot, other.id, { active: false });

    expect(await failures(`(sessionId: "${depot}")`)).toEqual(before);
    expect(before).not.toContain(last);
  });

  it('is a flat list over REST', async () => {
    const route = routes.find(({ path }) => path === '/api/webhooks/delivery-failures')!;
    const run = compileOperation(route, schema, (reason) => expect(reason).toBeUndefined());
    const [first = '', id = '', last = ''] = await idsOf(other);
    await record(other, first, exhausted(1, 500));
    await record(other, last, exhausted(1, 500));

    const { data } = await run(gateway.context(), { sessionId: depot, limit: 1000, offset: 1 });

    const body = compilePlan(route.answer as FieldPlan, schema)!(data?.answer);
    expect(JSON.parse(JSON.stringify(body))).toEqual([
      {
        id,
        webhookId: other.id,
        event: 'message.received',
        eventId: (await gateway.rig.events(depot, 'message.received'))[1]!.id,
        attempts: 1,
        lastStatusCode: 404,
        lastError: null,
        createdAt: expect.any(String) as string,
        failedAt: '2026-06-26T08:16:30.000Z',
        sessionId: depot,
        url: other.url,
      },
      expect.objectContaining({ id: first, lastStatusCode: 500 }),
    ]);
  });

  it('reads a page with its webhooks, events and tries in four statements', async () => {
    const counted = await gateway.countStatements();

    const { data } = await gateway.run<{ deliveryFailures: unknown[] }>(
      '{ deliveryFailures { event eventId lastStatusCode lastError webhook { url sessionId } } }',
    );

    const count = counted();
    expect(data?.deliveryFailures.length).toBeGreaterThan(4);
    expect(count).toBe(4);
  });
});

describe('replay', () => {
  const stateOf = async (webhook: Webhook, state: string): Promise<string[]> => {
    const { data, errors } = await gateway.run<{ webhook: { deliveries: Page } }>(
      `query ($state: DeliveryState) { webhook(sessionId: "${webhook.sessionId}", id: "${webhook.id}") {
         deliveries(first: 100, state: $state) { edges { cursor node { id eventId state } } pageInfo { hasNextPage } } } }`,
      { state },
    );
    expect(errors).toEqual([]);
    return data!.webhook.deliveries.edges.map(({ node }) => node.id);
  };
  const replay = (sessionId: string, id: string) =>
    gateway.run<{ replayDelivery: unknown }>(
      `mutation { replayDelivery(sessionId: "${sessionId}", id: "${id}") {
         id state attemptCount nextAttemptAt finishedAt attempts { statusCode } } }`,
    );

  it('has dead letters to choose from: the deliveries of a webhook, by state and page by page', async () => {
    const ids = await idsOf(one);

    expect(await stateOf(one, 'EXHAUSTED')).toEqual([ids[9], ids[3]]);
    expect((await stateOf(one, 'PENDING')).length).toBe(23);
    const page = await gateway.run<{ webhook: { deliveries: Page } }>(
      `{ webhook(sessionId: "${shop}", id: "${one.id}") { deliveries(first: 1, state: EXHAUSTED) {
           edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } }`,
    );
    expect(page.data?.webhook.deliveries.pageInfo.hasNextPage).toBe(true);
  });

  it('makes one delivery due again, under its id and with its history', async () => {
    const [, , , id = ''] = await idsOf(one);

    const { data, errors } = await replay(shop, id);

    expect(errors).toEqual([]);
    expect(data?.replayDelivery).toEqual({
      ...{ id, state: 'PENDING', attemptCount: 1, finishedAt: null, attempts: [{ statusCode: 500 }] },
      nextAttemptAt: expect.any(String) as string,
    });
    expect(await stateOf(one, 'EXHAUSTED')).not.toContain(id);
  });

  it('does not find a delivery of another session, or none', async () => {
    const [id = ''] = await idsOf(one);

    expect((await replay(depot, id)).errors).toMatchObject([
      { code: 'NOT_FOUND', message: `Delivery "${id}" not found` },
    ]);
    expect((await replay(shop, 'dlv_none')).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('makes those of a webhook due that stand like this, and answers how many', async () => {
    const many = (args = '') =>
      gateway.run<{ replayDeliveries: number }>(
        `mutation { replayDeliveries(sessionId: "${shop}", webhookId: "${two.id}"${args}) }`,
      );
    const before = await stateOf(two, 'EXHAUSTED');
    const soon = new Date(Date.now() + 60_000).toISOString();

    expect((await many(`, from: "${soon}"`)).data?.replayDeliveries).toBe(0);
    expect((await many(', to: "2020-01-01T00:00:00Z"')).data?.replayDeliveries).toBe(0);
    expect((await many(`, state: SUCCEEDED, from: "2020-01-01T00:00:00Z", to: "${soon}"`)).data).toEqual({
      replayDeliveries: 1,
    });
    expect((await many()).data?.replayDeliveries).toBe(before.length);
    expect(before.length).toBe(2);
    expect(await stateOf(two, 'EXHAUSTED')).toEqual([]);
    expect((await stateOf(two, 'PENDING')).length).toBe(25);
  });
});

it('shows a new secret once, and nowhere else', async () => {
  const { data, errors } = await gateway.run<{
    rotateWebhookSecret: { secret: string; previousEndsAt: string | null };
  }>(
    `mutation { rotateWebhookSecret(sessionId: "${shop}", id: "${one.id}") { secret previousEndsAt webhook { id } } }`,
  );

  expect(errors).toEqual([]);
  const { secret, previousEndsAt } = data!.rotateWebhookSecret;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(previousEndsAt).toBeNull();
  const again = await gateway.run<{ rotateWebhookSecret: { secret: string; previousEndsAt: string | null } }>(
    `mutation { rotateWebhookSecret(sessionId: "${shop}", id: "${one.id}") { secret previousEndsAt } }`,
  );
  expect(again.data!.rotateWebhookSecret.secret).not.toBe(secret);
  const hours = (Date.parse(again.data!.rotateWebhookSecret.previousEndsAt ?? '') - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(23.9);
  expect(hours).toBeLessThanOrEqual(24);
});

it('goes with its webhook', async () => {
  await gateway.services.webhooks.delete(shop, two.id);

  const { data } = await gateway.run<{ deliveryFailures: { webhook: { url: string } }[] }>(
    `{ deliveryFailures(sessionId: "${shop}") { webhook { url } } }`,
  );

  expect(data?.deliveryFailures.map(({ webhook }) => webhook.url)).toEqual([one.url]);
});
