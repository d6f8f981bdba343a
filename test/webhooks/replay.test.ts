import { type Receiver, startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { ALICE, BOB, openBench, type WebhookBench } from './support.js';

const COUNT = 1000;
let gateway: WebhookBench;
let session: string;
let target: Receiver;
let webhookId: string;
let status = 500;

beforeAll(async () => {
  target = await startReceiver({ answer: (_request, response) => void response.writeHead(status).end() });
  gateway = await openBench();
  session = await gateway.addSession();
  ({ id: webhookId } = await gateway.webhooks.create(session, { url: target.url, retryCount: 0 }));
  await Promise.all(
    Array.from({ length: COUNT }, (_, i) => gateway.receiveText(session, i % 2 ? ALICE : BOB, `message ${i}`)),
  );
  await waitFor('everything given up', async () => (await count('EXHAUSTED')) === COUNT, 60_000);
}, 90_000);
afterAll(async () => {
  await gateway.close();
  await target.close();
});

const count = (state: string): Promise<number> => gateway.store.data.delivery.count({ where: { webhookId, state } });
const idOf = (request: { headers: Record<string, unknown> }): unknown => request.headers['webhook-id'];

it('sends 1,000 dead letters again, each once and under its id', async () => {
  const before = target.requests.map(idOf);
  status = 200;

  const replayed = await gateway.replays.many(session, webhookId, { state: 'EXHAUSTED' });

  await waitFor('everything delivered', async () => (await count('SUCCEEDED')) === COUNT, 60_000);
  const after = target.requests.slice(before.length).map(idOf);
  expect(replayed).toBe(COUNT);
  expect(before).toHaveLength(COUNT);
  expect(after).toHaveLength(COUNT);
  expect([...after].sort()).toEqual([...before].sort());
  expect(await gateway.replays.many(session, webhookId, { state: 'EXHAUSTED' })).toBe(0);
}, 90_000);

it('sends one that had succeeded again, and counts its tries on', async () => {
  const { id } = await gateway.store.data.delivery.findFirstOrThrow({ where: { webhookId } });
  const before = target.requests.length;

  await gateway.replays.one(session, id);

  const requests = await target.received(before + 1);
  expect(requests.at(-1)?.headers).toMatchObject({ 'webhook-id': id, 'x-openwa-retry-count': '2' });
  await waitFor('the record', async () => (await count('SUCCEEDED')) === COUNT);
});

it('sends those again that were planned in a time', async () => {
  const rows = await gateway.store.data.delivery.findMany({ where: { webhookId }, orderBy: { eventSeq: 'asc' } });
  const [from, to] = [rows[300]!.createdAt, rows[700]!.createdAt];
  const wanted = rows.filter(({ createdAt }) => createdAt >= from && createdAt < to).map(({ id }) => id);
  const before = target.requests.length;

  const replayed = await gateway.replays.many(session, webhookId, { state: 'SUCCEEDED', from, to });

  await target.received(before + wanted.length, 30_000);
  await gateway.relay.drain();
  expect(wanted.length).toBeGreaterThan(0);
  expect(replayed).toBe(wanted.length);
  expect(target.requests.slice(before).map(idOf).sort()).toEqual([...wanted].sort());
}, 60_000);

it('begins a new round of tries', async () => {
  await gateway.webhooks.update(session, webhookId, { retryCount: 2 });
  const { id } = await gateway.store.data.delivery.findFirstOrThrow({ where: { webhookId } });
  const before = target.requests.length;
  status = 503;

  await gateway.replays.one(session, id);

  await waitFor('given up again', async () => (await count('EXHAUSTED')) === 1);
  expect(target.requests.length).toBe(before + 3);
});
