import { routes } from '../../rest/generated/routes.js';
import { compileOperation } from '../../rest/operation.js';
import { compilePlan } from '../../rest/plan.js';
import type { FieldPlan } from '../../rest/table.js';
import { schema } from '../../schema/index.js';
import type { Webhook } from '../../src/store/store.js';
import { caller } from './fixture.js';
import { exhausted, openShops, type Page, type Shops, succeeded, toBeRetried } from './shops.js';

let gateway: Shops['gateway'];
let shop: string;
let depot: string;
let one: Webhook;
let two: Webhook;
let other: Webhook;
let idsOf: Shops['idsOf'];
let record: Shops['record'];

beforeAll(async () => {
  ({ gateway, shop, depot, one, two, other, idsOf, record } = await openShops());
  const [late = '', last = ''] = (await idsOf(two)).slice(-2);
  await record(two, last, toBeRetried(1, 503), exhausted(2, null, 'timeout of 10000ms exceeded'));
  await record(two, late, succeeded(1));
});
afterAll(() => gateway.stop());

describe('deliveryFailures', () => {
  interface Failure {
    readonly id: string;
    readonly webhook: { readonly sessionId: string };
  }
  /** One of the shop was there before, of its newest event. */
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

it('goes with its webhook', async () => {
  await gateway.services.webhooks.delete(shop, two.id);

  const { data } = await gateway.run<{ deliveryFailures: { webhook: { url: string } }[] }>(
    `{ deliveryFailures(sessionId: "${shop}") { webhook { url } } }`,
  );

  expect(data?.deliveryFailures.map(({ webhook }) => webhook.url)).toEqual([one.url]);
});
