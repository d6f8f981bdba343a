import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Caller } from '../../src/domain/role.js';
import { sign } from '../../src/webhooks/signature.js';
import type { NewWebhook } from '../../src/webhooks/webhook-service.js';
import { startReceiver } from '../support/receiver.js';
import { ALICE, BOB, openBench, type WebhookBench } from './support.js';

const URL_OK = 'http://127.0.0.1:9/hook';
const NOBODY = '11111111-2222-4333-8444-555555555555';
let gateway: WebhookBench;
let session: string;

beforeAll(async () => {
  gateway = await openBench();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  session = await gateway.addSession();
});

const caller = (allowedSessions: string[] | null): Caller => ({
  keyId: 'k',
  keyName: 'key',
  role: 'operator',
  allowedSessions,
});
it('creates a webhook with the documented defaults', async () => {
  const webhook = await gateway.webhooks.create(session, { url: URL_OK });

  expect(webhook).toMatchObject({
    sessionId: session,
    url: URL_OK,
    events: ['message.received'],
    secret: null,
    headers: {},
    filters: null,
    retryCount: 3,
    active: true,
    lastTriggeredAt: null,
  });
  expect(webhook.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(webhook.createdAt).toEqual(webhook.updatedAt);
  expect(await gateway.webhooks.get(session, webhook.id)).toEqual(webhook);
});

it('creates a webhook with everything that can be said', async () => {
  const input: NewWebhook = {
    url: URL_OK,
    events: ['message.ack', 'group.join', '*'],
    secret: 's3cret',
    headers: { 'X-Mine': 'yes' },
    filters: { conditions: [{ field: 'body', operator: 'contains', value: ['a', 'b'], caseSensitive: true }] },
    retryCount: 0,
  };

  expect(await gateway.webhooks.create(session, input)).toMatchObject(input);
});

it('changes what a patch names and nothing else', async () => {
  const filters = { conditions: [{ field: 'fromMe', operator: 'is', value: false }] } as const;
  const made = await gateway.webhooks.create(session, { url: URL_OK, secret: 's', headers: { A: '1' }, filters });

  const renamed = await gateway.webhooks.update(session, made.id, { url: `${URL_OK}/2`, retryCount: 5 });
  const cleared = await gateway.webhooks.update(session, made.id, { secret: '', headers: {}, filters: null });
  const off = await gateway.webhooks.update(session, made.id, { active: false });

  expect(renamed).toMatchObject({ url: `${URL_OK}/2`, retryCount: 5, secret: 's', headers: { A: '1' }, filters });
  expect(renamed.updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime());
  expect(cleared).toMatchObject({ secret: null, headers: {}, filters: null, url: `${URL_OK}/2` });
  expect(off).toMatchObject({ active: false, retryCount: 5 });
});

it('tells the planner of every change', async () => {
  const planned = (from: string): number =>
    gateway.planner.plan({
      sessionId: session,
      type: 'message.received',
      data: { id: 'x', from, to: BOB, chatId: from, body: '', type: 'text', timestamp: 1, fromMe: false },
    }).length;

  const { id } = await gateway.webhooks.create(session, { url: URL_OK });
  expect(planned(ALICE)).toBe(1);
  await gateway.webhooks.update(session, id, {
    filters: { conditions: [{ field: 'sender', operator: 'is', value: BOB }] },
  });
  expect([planned(ALICE), planned(BOB)]).toEqual([0, 1]);
  await gateway.webhooks.update(session, id, { filters: null, active: false });
  expect(planned(ALICE)).toBe(0);
  await gateway.webhooks.update(session, id, { active: true });
  expect(planned(ALICE)).toBe(1);
  await gateway.webhooks.delete(session, id);
  expect(planned(ALICE)).toBe(0);
});

it("lists a session's webhooks, and those of all sessions the caller may see, newest first", async () => {
  const other = await gateway.addSession();
  const first = await gateway.webhooks.create(session, { url: URL_OK });
  await new Promise((resolve) => setTimeout(resolve, 2));
  const second = await gateway.webhooks.create(session, { url: URL_OK });
  const third = await gateway.webhooks.create(other, { url: URL_OK });
  const ids = (webhooks: { id: string }[]): string[] => webhooks.map((webhook) => webhook.id);

  expect(ids(await gateway.webhooks.list(session))).toEqual([second.id, first.id]);
  expect(ids(await gateway.webhooks.listAll(caller([session])))).toEqual([second.id, first.id]);
  expect(ids(await gateway.webhooks.listAll(caller([])))).toEqual([]);
  expect(ids(await gateway.webhooks.listAll(caller(null)))).toEqual(expect.arrayContaining([first.id, third.id]));
  expect(ids(await gateway.webhooks.listAll(caller([session]), { limit: 1, offset: 1 }))).toEqual([first.id]);
});

it('deletes a webhook with all its deliveries, however many', async () => {
  const silent = await startReceiver({ statuses: [500] });
  const { id } = await gateway.webhooks.create(session, { url: silent.url });
  const deliveries = (): Promise<number> => gateway.store.data.delivery.count({ where: { webhookId: id } });
  await Promise.all(Array.from({ length: 1100 }, (_, index) => gateway.receiveText(session, ALICE, String(index))));
  const before = await deliveries();

  await gateway.webhooks.delete(session, id);

  expect(before).toBe(1100);
  expect(await gateway.webhooks.list(session)).toEqual([]);
  expect(await deliveries()).toBe(0);
  await silent.close();
});

describe('at the same time', () => {
  it('two changes of one webhook both hold', async () => {
    const { id } = await gateway.webhooks.create(session, { url: URL_OK });

    await Promise.all([
      gateway.webhooks.update(session, id, { retryCount: 5 }),
      gateway.webhooks.update(session, id, { secret: 's3cret' }),
    ]);

    expect(await gateway.webhooks.get(session, id)).toMatchObject({ retryCount: 5, secret: 's3cret' });
  });

  it('a change does not bring back what is being deleted', async () => {
    const { id } = await gateway.webhooks.create(session, { url: URL_OK });
    const planned = gateway.planner.plan.bind(gateway.planner);

    const deleted = gateway.webhooks.delete(session, id);
    const changed = gateway.webhooks.update(session, id, { active: true });
    await Promise.allSettled([deleted, changed]);

    await expect(gateway.webhooks.get(session, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(planned({ sessionId: session, type: 'session.qr', data: {} })).toEqual([]);
    expect(planned({ sessionId: session, type: 'message.received', data: {} })).toEqual([]);
  });

  it('a webhook of a session that is being deleted is not made', async () => {
    const created = gateway.webhooks.create(session, { url: URL_OK });
    const deleted = gateway.store.commits.write([{ op: 'session.delete', sessionId: session }]);

    await expect(created).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
    await deleted;
  });
});

it('changes nothing, and says so, while the database takes no writes', async () => {
  const down = await openBench({ busyTimeoutMs: 20 });
  const shop = await down.addSession();
  const { id } = await down.webhooks.create(shop, { url: URL_OK });
  const before = await down.webhooks.list(shop);
  const locker = new Database(join(down.folder, 'openwa.sqlite'));
  locker.exec('BEGIN IMMEDIATE');
  const unavailable = { code: 'UNAVAILABLE' };

  for (const attempt of [
    () => down.webhooks.create(shop, { url: URL_OK }),
    () => down.webhooks.update(shop, id, { active: false }),
    () => down.webhooks.delete(shop, id),
  ]) {
    await expect(attempt()).rejects.toMatchObject(unavailable);
    await down.store.commits.recover();
  }
  locker.close();

  expect(await down.webhooks.list(shop)).toEqual(before);
  await down.receiveText(shop, ALICE, 'hello');
  expect(await down.store.data.delivery.count({ where: { webhookId: id } })).toBe(1);
  await down.close();
});

it('forgets what was finished 30 days ago or waits for a webhook that is off, with its tries, and nothing else', async () => {
  const idle = await openBench({ start: false });
  const shop = await idle.addSession();
  const { id: webhookId } = await idle.webhooks.create(shop, { url: URL_OK });
  for (let i = 0; i < 3; i += 1) await idle.receiveText(shop, ALICE, `message ${i}`);
  const ids = (await idle.store.data.delivery.findMany({ where: { webhookId }, orderBy: { eventSeq: 'asc' } })).map(
    ({ id }) => id,
  );
  const day = 86_400_000;
  const finished = (deliveryId: string, finishedAt: number) =>
    ({
      state: 'SUCCEEDED',
      ...{ deliveryId, webhookId, nextAttemptAt: null, finishedAt },
      attempt: {
        ...{ number: 1, startedAt: finishedAt, durationMs: 1, statusCode: 200 },
        ...{ error: null, failure: null, responseBody: 'ok' },
      },
    }) as const;
  const records = [finished(ids[0]!, Date.now() - 31 * day), finished(ids[1]!, Date.now() - 29 * day)];
  await idle.store.commits.write([{ op: 'attempts.record', records }]);

  await idle.webhooks.prune();

  const left = await idle.store.data.delivery.findMany({
    where: { webhookId },
    include: { attempts: true },
    orderBy: { eventSeq: 'asc' },
  });
  expect(left.map(({ id, attempts }) => [id, attempts.length])).toEqual([
    [ids[1], 1],
    [ids[2], 0],
  ]);
  expect(await idle.store.data.attempt.count({ where: { deliveryId: ids[0]! } })).toBe(0);

  const { id: off } = await idle.webhooks.create(shop, { url: URL_OK });
  await idle.receiveText(shop, ALICE, 'for nobody');
  await idle.webhooks.update(shop, off, { active: false });
  const database = new Database(join(idle.folder, 'openwa.sqlite'));
  database.prepare('UPDATE "Delivery" SET "createdAt" = ? WHERE "finishedAt" IS NULL').run(Date.now() - 31 * day);
  database.close();
  await idle.webhooks.prune();

  const kept = await idle.store.data.delivery.findMany({ orderBy: { eventSeq: 'asc' } });
  expect(kept.map(({ webhookId }) => webhookId)).toEqual([webhookId, webhookId, webhookId]);
  await idle.close();
});

describe('what is not there', () => {
  it('is told by its name: the session', async () => {
    const missing = { code: 'SESSION_NOT_FOUND', message: `Session "${NOBODY}" not found` };

    await expect(gateway.webhooks.create(NOBODY, { url: URL_OK })).rejects.toMatchObject(missing);
    await expect(gateway.webhooks.list(NOBODY)).rejects.toMatchObject(missing);
    await expect(gateway.webhooks.get(NOBODY, NOBODY)).rejects.toMatchObject(missing);
  });

  it('is told by its name: the webhook, also one of another session', async () => {
    const { id } = await gateway.webhooks.create(await gateway.addSession(), { url: URL_OK });
    const missing = { code: 'NOT_FOUND', message: `Webhook "${id}" not found` };

    await expect(gateway.webhooks.get(session, id)).rejects.toMatchObject(missing);
    await expect(gateway.webhooks.update(session, id, { active: false })).rejects.toMatchObject(missing);
    await expect(gateway.webhooks.delete(session, id)).rejects.toMatchObject(missing);
    await expect(gateway.webhooks.test(session, id)).rejects.toMatchObject(missing);
  });
});

describe('the test event', () => {
  it('is posted like any other, signed, and its answer is told', async () => {
    const receiver = await startReceiver({ statuses: [204] });
    const { id } = await gateway.webhooks.create(session, {
      url: receiver.url,
      secret: 's3cret',
      events: ['session.qr'],
    });

    const result = await gateway.webhooks.test(session, id);

    const [request] = receiver.requests;
    expect(result).toEqual({ success: true, statusCode: 204 });
    expect(request?.json()).toMatchObject({
      event: 'test',
      sessionId: session,
      data: { message: expect.any(String) as unknown, webhookId: id, url: receiver.url },
    });
    expect(request?.headers).toMatchObject({
      'x-openwa-event': 'test',
      'x-openwa-retry-count': '0',
      'x-openwa-delivery-id': expect.stringMatching(/^dlv_/) as unknown,
      'x-openwa-idempotency-key': request?.json().idempotencyKey,
      'x-openwa-signature': sign('s3cret', request!.body),
    });
    await receiver.close();
  });

  it.each([302, 404, 500])(
    'fails with the status of a receiver that answers %i, without a second try',
    async (status) => {
      const receiver = await startReceiver({ statuses: [status] });
      const { id } = await gateway.webhooks.create(session, { url: receiver.url });

      expect(await gateway.webhooks.test(session, id)).toEqual({ success: false, statusCode: status });

      await gateway.relay.drain();
      expect(receiver.requests).toHaveLength(1);
      expect(await gateway.store.data.delivery.count({ where: { webhookId: id } })).toBe(0);
      await receiver.close();
    },
  );

  it('fails with a reason if nobody answers or the url is blocked', async () => {
    const gone = await startReceiver();
    const { id } = await gateway.webhooks.create(session, { url: gone.url });
    await gone.close();

    const refused = await gateway.webhooks.test(session, id);
    await gateway.store.commits.write([
      { op: 'webhook.patch', webhookId: id, patch: { url: 'http://10.0.0.1/' }, at: Date.now() },
    ]);
    const blocked = await gateway.webhooks.test(session, id);

    expect(refused).toEqual({ success: false, error: 'The connection was refused.' });
    expect(blocked).toEqual({ success: false, error: 'The URL is not allowed: its host is private or reserved.' });
  });
});
