import type { Webhook } from '../../src/store/store.js';
import { caller, type Answer } from './fixture.js';
import { exhausted, openShops, type Page, type Shops, succeeded, toBeRetried } from './shops.js';

let gateway: Shops['gateway'];
let shop: string;
let one: Webhook;
let two: Webhook;
let idsOf: Shops['idsOf'];
let record: Shops['record'];

beforeAll(async () => {
  ({ gateway, shop, one, two, idsOf, record } = await openShops());
});
afterAll(() => gateway.stop());

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
