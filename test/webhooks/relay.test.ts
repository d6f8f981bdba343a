import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import type { Delivery } from '../../src/store/store.js';
import { ALICE, BOB, openBench, type WebhookBench } from './support.js';

const SECRET = 'orchid-lantern-42';
const benches: WebhookBench[] = [];
const receivers: Receiver[] = [];

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
});

async function bench(options?: Parameters<typeof openBench>[0]): Promise<WebhookBench> {
  const opened = await openBench(options);
  benches.push(opened);
  return opened;
}
async function receiver(options?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(options);
  receivers.push(started);
  return started;
}
const deliveriesOf = (gateway: WebhookBench): Promise<Delivery[]> =>
  gateway.store.data.delivery.findMany({ orderBy: { eventSeq: 'asc' } });
const finished = (gateway: WebhookBench, count = 1): Promise<Delivery[]> =>
  waitFor('deliveries finished', async () => {
    const rows = await deliveriesOf(gateway);
    return rows.length === count && rows.every((row) => row.finishedAt !== null) ? rows : undefined;
  });
const idsOf = (target: Receiver): unknown[] =>
  target.requests.map((request) => request.headers['x-openwa-delivery-id']);

it('posts a committed event, signed, and records that it arrived', async () => {
  const target = await receiver();
  const gateway = await bench();
  const session = await gateway.addSession();
  const webhook = await gateway.webhooks.create(session, {
    url: target.url,
    secret: SECRET,
    headers: { Authorization: 'Bearer abc' },
  });

  const messageId = await gateway.receiveText(session, ALICE, 'hello ✓');

  const [request] = await target.received(1);
  const [delivery] = await finished(gateway);
  expect(request?.json()).toEqual({
    event: 'message.received',
    timestamp: delivery?.createdAt.toISOString(),
    sessionId: session,
    idempotencyKey: `msg_${session}_${messageId}`,
    deliveryId: delivery?.id,
    data: expect.objectContaining({ id: messageId, body: 'hello ✓', from: ALICE }) as unknown,
  });
  expect(Object.keys(request?.json() ?? {})).toEqual([
    'event',
    'timestamp',
    'sessionId',
    'idempotencyKey',
    'deliveryId',
    'data',
  ]);
  expect(request?.headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'OpenWA-Webhook/1.0.0',
    authorization: 'Bearer abc',
    'x-openwa-event': 'message.received',
    'x-openwa-idempotency-key': `msg_${session}_${messageId}`,
    'x-openwa-delivery-id': delivery?.id,
    'x-openwa-retry-count': '0',
    'x-openwa-seq': String(delivery?.eventSeq),
    'webhook-id': delivery?.id,
    'x-openwa-signature': `sha256=${createHmac('sha256', SECRET).update(request!.body).digest('hex')}`,
  });
  expect(delivery).toMatchObject({ state: 'SUCCEEDED', attemptCount: 1, nextAttemptAt: null });
  expect(await gateway.store.data.attempt.findMany()).toMatchObject([
    { number: 1, statusCode: 200, error: null, failure: null, responseBody: 'ok' },
  ]);
  expect((await gateway.webhooks.get(session, webhook.id)).lastTriggeredAt).toEqual(delivery?.finishedAt);
});

it('retries a receiver that answers 503 after the fixed delay, with the same body and delivery id', async () => {
  const target = await receiver({ statuses: [503, 503, 204] });
  const gateway = await bench({ config: { retryDelayMs: 60 } });
  const session = await gateway.addSession();
  await gateway.webhooks.create(session, { url: target.url, secret: SECRET });

  await gateway.receiveText(session, ALICE, 'hello');

  const requests = await target.received(3);
  const [delivery] = await finished(gateway);
  const waits = requests.slice(1).map((request, i) => request.at - (requests[i]?.at ?? 0));
  expect(new Set(idsOf(target))).toEqual(new Set([delivery?.id]));
  expect(new Set(requests.map((request) => request.body.toString())).size).toBe(1);
  expect(new Set(requests.map((request) => request.headers['x-openwa-signature'])).size).toBe(1);
  expect(requests.map((request) => request.headers['x-openwa-retry-count'])).toEqual(['0', '1', '2']);
  for (const wait of waits) {
    expect(wait).toBeGreaterThanOrEqual(55);
    expect(wait).toBeLessThan(2000);
  }
  expect(delivery).toMatchObject({ state: 'SUCCEEDED', attemptCount: 3 });
});

it('gives up after one try and the configured retries, and says so', async () => {
  const target = await receiver({ statuses: [500] });
  const gateway = await bench({ config: { retryDelayMs: 10, maxRetries: 2 } });
  const session = await gateway.addSession();
  const webhook = await gateway.webhooks.create(session, { url: target.url });

  await gateway.receiveText(session, ALICE, 'hello');

  const [delivery] = await finished(gateway);
  await gateway.relay.drain();
  expect(target.requests).toHaveLength(3);
  expect(delivery).toMatchObject({ state: 'EXHAUSTED', attemptCount: 3, nextAttemptAt: null });
  expect((await gateway.webhooks.get(session, webhook.id)).lastTriggeredAt).toBeNull();
  expect(gateway.log.lines().filter((line) => line.level === 50)).toMatchObject([
    { msg: 'webhook delivery given up', webhookId: webhook.id, deliveryId: delivery?.id, attempts: 3, statusCode: 500 },
  ]);
});

it.each([0, 1])('retries %i times if the webhook says so', async (retryCount) => {
  const target = await receiver({ statuses: [404] });
  const gateway = await bench({ config: { retryDelayMs: 10 } });
  const session = await gateway.addSession();
  await gateway.webhooks.create(session, { url: target.url, retryCount });

  await gateway.receiveText(session, ALICE, 'hello');

  await finished(gateway);
  expect(target.requests).toHaveLength(1 + retryCount);
});

it('fails a try that runs into the time limit, and keeps the reason', async () => {
  const target = await receiver({ answer: () => undefined });
  const gateway = await bench({ config: { timeoutMs: 100, retryDelayMs: 10 } });
  const session = await gateway.addSession();
  await gateway.webhooks.create(session, { url: target.url, retryCount: 1 });

  await gateway.receiveText(session, ALICE, 'hello');

  await finished(gateway);
  expect(target.requests).toHaveLength(2);
  expect(await gateway.store.data.attempt.findMany()).toMatchObject([
    { number: 1, statusCode: null, error: 'No answer within 100 ms.', failure: 'timeout', responseBody: null },
    { number: 2, statusCode: null, error: 'No answer within 100 ms.', failure: 'timeout', responseBody: null },
  ]);
});

it('follows the policy of the webhook, else that of the deployment', async () => {
  const target = await receiver({ statuses: [503] });
  const gateway = await bench({ config: { retryPolicy: 'standard', retryDelayMs: 60_000 } });
  const session = await gateway.addSession();
  const own = await gateway.webhooks.create(session, { url: target.url, retryPolicy: 'fixed' });
  const common = await gateway.webhooks.create(session, { url: target.url });

  await gateway.receiveText(session, ALICE, 'hello');
  await waitFor('both tries recorded', async () => (await gateway.store.data.attempt.count()) === 2);

  const waits = new Map(
    (await gateway.store.data.delivery.findMany({ include: { attempts: true } })).map((row) => {
      const [{ startedAt, durationMs } = { startedAt: new Date(NaN), durationMs: 0 }] = row.attempts;
      return [row.webhookId, row.nextAttemptAt!.getTime() - startedAt.getTime() - durationMs];
    }),
  );
  expect(waits.get(own.id)).toBe(60_000);
  expect(waits.get(common.id)).toBeGreaterThanOrEqual(4000);
  expect(waits.get(common.id)).toBeLessThanOrEqual(6000);
});

it('fails a try to an address that became private, without saying which', async () => {
  const target = await receiver();
  const gateway = await bench({ config: { allowedHosts: [] } });
  const session = await gateway.addSession();
  const webhook = await gateway.webhooks.create(session, { url: 'http://8.8.8.8/hook', retryCount: 0 });
  await gateway.store.commits.write([
    { op: 'webhook.patch', webhookId: webhook.id, patch: { url: target.url }, at: Date.now() },
  ]);

  await gateway.receiveText(session, ALICE, 'hello');

  expect(await finished(gateway)).toMatchObject([{ state: 'EXHAUSTED', attemptCount: 1 }]);
  expect(target.connections).toBe(0);
  expect(gateway.log.text()).not.toContain('127.0.0.1');
});

it('goes on after a restart, with the same delivery', async () => {
  const target = await receiver({ statuses: [503, 200] });
  const before = await openBench({ config: { retryDelayMs: 150 } });
  const session = await before.addSession();
  await before.webhooks.create(session, { url: target.url });
  await before.receiveText(session, ALICE, 'hello');
  await waitFor('first try recorded', () => before.store.data.attempt.findFirst());
  await before.close(true);

  const after = await bench({ folder: before.folder });

  const requests = await target.received(2);
  expect(await finished(after)).toMatchObject([{ state: 'SUCCEEDED', attemptCount: 2 }]);
  expect(new Set(idsOf(target)).size).toBe(1);
  expect(requests.map((request) => request.headers['x-openwa-retry-count'])).toEqual(['0', '1']);
  expect(requests[1]?.body.equals(requests[0]!.body)).toBe(true);
});

it('sends what was committed and never tried, each once, however much it is', async () => {
  const target = await receiver();
  const before = await openBench({ start: false });
  const session = await before.addSession();
  await before.webhooks.create(session, { url: target.url });
  const sent = await Promise.all(
    Array.from({ length: 200 }, (_, i) => before.receiveText(session, i % 2 ? ALICE : BOB, `message ${i}`)),
  );
  await before.close(true);

  const after = await bench({ folder: before.folder });
  await after.relay.drain();

  const got = target.requests.map((request) => request.json().data.id);
  expect(got).toHaveLength(200);
  expect(new Set(got)).toEqual(new Set(sent));
  expect((await deliveriesOf(after)).every((row) => row.state === 'SUCCEEDED')).toBe(true);
});

it('keeps the order of each chat, sends several chats at once, and not too many', async () => {
  const target = await receiver({ delayMs: 5 });
  const gateway = await bench();
  const session = await gateway.addSession();
  await gateway.webhooks.create(session, { url: target.url });
  const chats = Array.from({ length: 12 }, (_, i) => `62877000${1000 + i}@c.us`);

  for (let i = 0; i < 8; i += 1) {
    await Promise.all(chats.map((chat) => gateway.receiveText(session, chat, String(i))));
  }

  await target.received(96);
  for (const chat of chats) {
    const bodies = target.requests.map((request) => request.json().data).filter((data) => data.chatId === chat);
    expect(bodies.map((data) => data.body)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  }
  expect(target.mostOpen).toBeGreaterThan(3);
  expect(target.mostOpen).toBeLessThanOrEqual(8);
});

it('keeps an ack behind the message it is about', async () => {
  const target = await receiver({ delayMs: 30 });
  const gateway = await bench();
  const session = await gateway.addSession();
  await gateway.webhooks.create(session, { url: target.url, events: ['*'] });
  const id = `true_${ALICE}_3EB0A1`;

  await gateway.journal(session, 'message.sent', {
    ...{ id, from: BOB, to: ALICE, chatId: ALICE, body: 'hi', type: 'text', timestamp: 1 },
    ...{ fromMe: true, isGroup: false, hasMedia: false },
  });
  await gateway.journal(session, 'message.ack', { id, messageId: id, status: 'delivered', ack: 2 });

  const [first, second] = await target.received(2);
  expect([first, second].map((request) => request?.json().event)).toEqual(['message.sent', 'message.ack']);
  expect(second!.at - first!.at).toBeGreaterThan(25);
});

it('keeps an edit behind the message it is about', async () => {
  const target = await receiver({ delayMs: 30 });
  const gateway = await bench();
  const session = await gateway.addSession();
  await gateway.webhooks.create(session, { url: target.url, events: ['*'] });

  const id = await gateway.receiveText(session, ALICE, 'hello');
  await gateway.journal(session, 'message.edited', {
    ...{ id, chatId: ALICE, from: ALICE, to: BOB, fromMe: false, type: 'text', timestamp: 1 },
    ...{ body: 'hello!', previousBody: 'hello' },
  });

  const [first, second] = await target.received(2);
  expect([first, second].map((request) => request?.json().event)).toEqual(['message.received', 'message.edited']);
  expect(second!.at - first!.at).toBeGreaterThan(25);
});

it('does not let a dead receiver hold up a healthy one', async () => {
  const dead = await receiver({ answer: () => undefined });
  const healthy = await receiver();
  const gateway = await bench({ config: { timeoutMs: 6000 } });
  const session = await gateway.addSession();
  for (let i = 0; i < 5; i += 1) await gateway.webhooks.create(session, { url: dead.url });
  await gateway.webhooks.create(session, { url: healthy.url });

  const start = performance.now();
  for (let i = 0; i < 50; i += 1) await gateway.receiveText(session, `6287700${10_000 + i}@c.us`, 'hello');

  await healthy.received(50);
  expect(performance.now() - start).toBeLessThan(5500);
  expect(dead.open).toBeGreaterThan(0);
});

it('never has one delivery under way twice, however often it is woken', async () => {
  const target = await receiver({ delayMs: 60 });
  const gateway = await bench();
  const session = await gateway.addSession();
  await gateway.webhooks.create(session, { url: target.url });

  await gateway.receiveText(session, ALICE, 'hello');
  for (let i = 0; i < 20; i += 1) {
    gateway.relay.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  await finished(gateway);
  expect(target.requests).toHaveLength(1);
});

describe('while the store is down', () => {
  it('keeps the result of a try and stores it when the store is back, without sending again', async () => {
    const target = await receiver({ delayMs: 100 });
    const gateway = await bench({ busyTimeoutMs: 50 });
    const session = await gateway.addSession();
    await gateway.webhooks.create(session, { url: target.url });
    await gateway.receiveText(session, ALICE, 'hello');
    const locker = new Database(join(gateway.folder, 'openwa.sqlite'));
    locker.exec('BEGIN IMMEDIATE');

    await waitFor('the store fails', () => gateway.store.commits.failed);
    locker.exec('ROLLBACK');
    locker.close();
    await gateway.store.commits.recover();

    expect(await finished(gateway)).toMatchObject([{ state: 'SUCCEEDED', attemptCount: 1 }]);
    expect(target.requests).toHaveLength(1);
  });

  it('sends nothing, and goes on by itself afterwards', async () => {
    const target = await receiver({ statuses: [500, 200] });
    const gateway = await bench({ busyTimeoutMs: 30, config: { retryDelayMs: 200 } });
    const session = await gateway.addSession();
    await gateway.webhooks.create(session, { url: target.url });
    await gateway.receiveText(session, ALICE, 'hello');
    await waitFor('first try recorded', () => gateway.store.data.attempt.findFirst());
    const locker = new Database(join(gateway.folder, 'openwa.sqlite'));
    locker.exec('BEGIN IMMEDIATE');

    await expect(gateway.receiveText(session, BOB, 'lost')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sentWhileDown = target.requests.length;
    locker.exec('ROLLBACK');
    locker.close();
    await gateway.store.commits.recover();

    expect(await finished(gateway)).toMatchObject([{ state: 'SUCCEEDED', attemptCount: 2 }]);
    expect(sentWhileDown).toBe(1);
    expect(target.requests).toHaveLength(2);
  });
});

it('keeps pending deliveries of a webhook that was switched off, and goes on where it stood when it is on again', async () => {
  const target = await receiver({ statuses: [500, 200] });
  const gateway = await bench({ config: { retryDelayMs: 50 } });
  const session = await gateway.addSession();
  const webhook = await gateway.webhooks.create(session, { url: target.url });
  await gateway.receiveText(session, ALICE, 'hello');
  await waitFor('first try recorded', () => gateway.store.data.attempt.findFirst());

  await gateway.webhooks.update(session, webhook.id, { active: false });
  await gateway.receiveText(session, ALICE, 'nobody listens');
  await new Promise((resolve) => setTimeout(resolve, 120));
  await gateway.relay.drain();
  const whileOff = [target.requests.length, await deliveriesOf(gateway)] as const;
  await gateway.webhooks.update(session, webhook.id, { active: true });

  expect(whileOff).toMatchObject([1, [{ state: 'PENDING', attemptCount: 1 }]]);
  expect(await finished(gateway)).toMatchObject([{ state: 'SUCCEEDED', attemptCount: 2 }]);
  expect(new Set(idsOf(target)).size).toBe(1);
});

it('drops pending deliveries with their webhook', async () => {
  const target = await receiver({ statuses: [500] });
  const gateway = await bench({ config: { retryDelayMs: 100 } });
  const session = await gateway.addSession();
  const webhook = await gateway.webhooks.create(session, { url: target.url });
  for (let i = 0; i < 3; i += 1) await gateway.receiveText(session, ALICE, 'hello');
  await waitFor('first tries recorded', async () => (await gateway.store.data.attempt.count()) === 3);

  await gateway.webhooks.delete(session, webhook.id);
  await gateway.receiveText(session, ALICE, 'one more');
  await new Promise((resolve) => setTimeout(resolve, 200));

  expect(target.requests).toHaveLength(3);
  expect(await deliveriesOf(gateway)).toEqual([]);
});

it('uses the webhook as it is when the try is made', async () => {
  const first = await receiver({ statuses: [500] });
  const second = await receiver();
  const gateway = await bench({ config: { retryDelayMs: 100 } });
  const session = await gateway.addSession();
  const webhook = await gateway.webhooks.create(session, { url: first.url });
  await gateway.receiveText(session, ALICE, 'hello');
  await waitFor('first try recorded', () => gateway.store.data.attempt.findFirst());

  await gateway.webhooks.update(session, webhook.id, { url: second.url });

  await second.received(1);
  expect(first.requests).toHaveLength(1);
  expect(idsOf(second)).toEqual(idsOf(first));
});

it('lets tries that are under way come to their end when it closes', async () => {
  const target = await receiver({ delayMs: 150 });
  const before = await openBench();
  const session = await before.addSession();
  await before.webhooks.create(session, { url: target.url });
  await before.receiveText(session, ALICE, 'hello');
  await target.received(1);

  await before.close(true);

  const after = await bench({ folder: before.folder });
  await after.relay.drain();
  expect(await deliveriesOf(after)).toMatchObject([{ state: 'SUCCEEDED', attemptCount: 1 }]);
  expect(target.requests).toHaveLength(1);
});

it('logs neither secrets nor texts, whatever happens', async () => {
  const target = await receiver({ statuses: [500, 302, 200] });
  const gateway = await bench({ config: { retryDelayMs: 10 } });
  const session = await gateway.addSession();
  const webhook = await gateway.webhooks.create(session, {
    url: `${target.url}?token=query-token-77`,
    secret: SECRET,
    headers: { Authorization: 'Bearer header-token-88' },
    retryCount: 1,
  });

  await gateway.receiveText(session, ALICE, 'a very private text');
  await finished(gateway);
  await gateway.webhooks.test(session, webhook.id);
  await gateway.webhooks.delete(session, webhook.id);

  expect(gateway.log.text()).toContain('webhook delivery given up');
  expect(gateway.log.text()).not.toMatch(/orchid|query-token|header-token|private text|628770001122/);
});
