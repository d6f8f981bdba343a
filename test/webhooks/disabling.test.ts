import type { WebhookEvent } from '../../src/domain/event.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { ALICE, BOB, openBench, type WebhookBench } from './support.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let gateway: WebhookBench;
let session: string;
let target: Receiver;
/** What the receiver answers from now on. */
let status = 500;

beforeEach(async () => {
  status = 500;
  target = await startReceiver({ answer: (_request, response) => void response.writeHead(status).end() });
  gateway = await openBench({ start: false, config: { retryDelayMs: 20 } });
  session = await gateway.addSession();
});
afterEach(async () => {
  await gateway.close();
  await target.close();
});

/** A webhook with one delivery that waits, and the tries of it that were made so long ago. */
async function webhookWith(history: readonly (readonly [state: 'PENDING' | 'SUCCEEDED', agoMs: number])[]) {
  const webhook = await gateway.webhooks.create(session, { url: target.url, retryCount: 5 });
  await gateway.receiveText(session, ALICE, 'hello');
  const { id: deliveryId } = await gateway.store.data.delivery.findFirstOrThrow({ where: { webhookId: webhook.id } });
  for (const [state, agoMs] of history) {
    const startedAt = Date.now() - agoMs;
    const result = { statusCode: state === 'SUCCEEDED' ? 200 : 500, error: null, failure: null, responseBody: '' };
    const record = {
      ...({ deliveryId, webhookId: webhook.id, state: 'PENDING' } as const),
      attempt: { number: 1, startedAt, durationMs: 5, ...result },
      ...{ nextAttemptAt: Date.now(), finishedAt: null },
      ...(state === 'SUCCEEDED' ? { state, finishedAt: startedAt, nextAttemptAt: null } : {}),
    };
    await gateway.store.commits.write([
      { op: 'attempts.record', records: [record] },
      { op: 'delivery.replay', deliveryId, at: Date.now() },
    ]);
  }
  return webhook;
}
const events = () => gateway.store.data.event.findMany({ where: { type: 'webhook.disabled' } });
const triesSince = (count: number) => waitFor('another try', () => target.requests.length > count);

it('switches off a webhook whose every try failed for five days, says so, and goes on when it is on again', async () => {
  const { id } = await webhookWith([
    ['PENDING', 5 * DAY + HOUR],
    ['PENDING', 3 * DAY],
    ['PENDING', 1 * DAY],
  ]);
  const watcher = await startReceiver();
  await gateway.webhooks.create(session, { url: watcher.url, events: ['webhook.disabled'] as WebhookEvent[] });

  await gateway.relay.start();

  const [told] = await watcher.received(1);
  const off = await gateway.webhooks.get(session, id);
  expect(told?.json()).toMatchObject({
    event: 'webhook.disabled',
    sessionId: session,
    data: { webhookId: id, reason: 'failing', failingSince: Math.floor(Number(off.firstFailedAt) / 1000) },
  });
  expect(off).toMatchObject({ active: false, disabledReason: 'failing' });
  await waitFor('the audit', () => gateway.disabled.length > 0);
  expect(gateway.disabled).toEqual([{ id, reason: 'failing' }]);
  expect(gateway.planner.plan({ sessionId: session, type: 'message.received', data: {} })).toEqual([]);
  expect(await events()).toHaveLength(1);
  await gateway.relay.drain();
  const tries = target.requests.length;

  status = 200;
  await gateway.webhooks.update(session, id, { active: true });

  await waitFor('what waited', () =>
    gateway.store.data.delivery.findFirst({ where: { webhookId: id, state: 'SUCCEEDED' } }),
  );
  expect(target.requests.length).toBe(tries + 1);
  expect(new Set(target.requests.map((request) => request.headers['webhook-id'])).size).toBe(1);
  expect(await gateway.webhooks.get(session, id)).toMatchObject({
    ...{ active: true, disabledReason: null, firstFailedAt: null },
  });
  await watcher.close();
});

it.each<[string, Parameters<typeof webhookWith>[0]]>([
  [
    'succeeded in between',
    [
      ['PENDING', 6 * DAY],
      ['PENDING', 4 * DAY],
      ['SUCCEEDED', 3 * DAY],
      ['PENDING', 2 * DAY],
    ],
  ],
  [
    'failed twice, far apart',
    [
      ['PENDING', 20 * DAY],
      ['PENDING', 6 * DAY],
    ],
  ],
  ['failed for less than five days', [['PENDING', 5 * DAY - 70 * HOUR]]],
])('leaves a webhook on that %s', async (_name, history) => {
  const { id } = await webhookWith(history);

  await gateway.relay.start();

  await triesSince(1);
  await gateway.relay.drain();
  expect(await gateway.webhooks.get(session, id)).toMatchObject({ active: true, disabledReason: null });
  expect(await events()).toEqual([]);
  expect(gateway.disabled).toEqual([]);
});

it('switches off a webhook whose receiver answers 410, under the policy standard only', async () => {
  status = 410;
  const gone = await gateway.webhooks.create(session, { url: target.url, retryPolicy: 'standard' });
  const fixed = await gateway.webhooks.create(session, { url: target.url, retryPolicy: 'fixed', retryCount: 0 });
  await gateway.receiveText(session, ALICE, 'hello');

  await gateway.relay.start();

  await waitFor('the webhook is off', async () => !(await gateway.webhooks.get(session, gone.id)).active);
  await waitFor(
    'all finished',
    async () => (await gateway.store.data.delivery.count({ where: { state: 'EXHAUSTED' } })) === 2,
  );
  await waitFor('whoever plans deliveries knows', () => gateway.disabled.length === 1);
  await gateway.receiveText(session, BOB, 'to the other one only');
  expect(await gateway.webhooks.get(session, gone.id)).toMatchObject({ disabledReason: 'gone' });
  expect(await gateway.webhooks.get(session, fixed.id)).toMatchObject({ active: true, disabledReason: null });
  expect((await events()).map(({ data }) => data)).toEqual([
    { webhookId: gone.id, reason: 'gone', failingSince: null },
  ]);
  expect(await gateway.store.data.delivery.count({ where: { webhookId: gone.id } })).toBe(1);
});
