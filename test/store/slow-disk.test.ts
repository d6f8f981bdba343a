import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/runtime/logger.js';
import { ReplayService } from '../../src/webhooks/replay-service.js';
import { WebhookService } from '../../src/webhooks/webhook-service.js';
import { observed, openStoreOnDisk, startRig, type Rig, type StoreOnDisk } from '../sessions/rig.js';

const HELD_MS = 1000;
const MAX_BLOCKED_MS = 100;
const URL = 'https://receiver.example/hook';
const outgoing = {
  check: () => Promise.resolve(),
  post: () => Promise.resolve({ kind: 'answered' as const, status: 204, body: '' }),
};

let store: StoreOnDisk;
let rig: Rig;
let webhooks: WebhookService;
let sessionId: string;

beforeAll(async () => {
  store = await openStoreOnDisk({ busyTimeoutMs: 5000 });
  rig = await startRig(store);
  const config = { maxRetries: 3, timeoutMs: 1000 };
  const relay = { refresh: () => undefined };
  const payloads = { check: () => undefined };
  webhooks = new WebhookService({
    ...{ store, planner: rig.planner, relay, outgoing, payloads, config },
    logger: createLogger('silent'),
  });
  sessionId = (await rig.createReady()).id;
});
afterAll(async () => {
  await rig.stop();
  await store.remove();
});

/** Does `work` while somebody else holds the write lock for a second, as the writer thread does on a stalled disk. */
async function whileLocked<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number; blockedMs: number }> {
  await store.commits.settled();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await sleep(20);
  delay.reset();
  const release = await store.stallWrites();
  const begunAt = performance.now();
  const released = sleep(HELD_MS).then(release);
  try {
    const result = await work();
    return { result, tookMs: performance.now() - begunAt, blockedMs: delay.max / 1e6 };
  } finally {
    await released;
    delay.disable();
  }
}

describe('while the disk stalls for a second, nothing stops but what waits for it', () => {
  it.each<[string, () => Promise<() => Promise<unknown>>]>([
    ['a session is created', async () => () => rig.create()],
    ['a webhook is created', async () => () => webhooks.create(sessionId, { url: URL })],
    [
      'a webhook is changed',
      async () => {
        const { id } = await webhooks.create(sessionId, { url: URL });
        return () => webhooks.update(sessionId, id, { active: false });
      },
    ],
    [
      'a webhook is deleted with its deliveries',
      async () => {
        const { id } = await webhooks.create(sessionId, { url: URL });
        rig.factory.engine.emit({ kind: 'message', message: observed() });
        await store.commits.settled();
        return () => webhooks.delete(sessionId, id);
      },
    ],
    ['a session is deleted', async () => () => rig.create().then(({ id }) => rig.sessions.delete(id))],
    [
      'deliveries of a webhook are replayed',
      async () => {
        const { id } = await webhooks.create(sessionId, { url: URL });
        rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: '3EB08D' }) });
        await store.commits.settled();
        const replays = new ReplayService({ store, webhooks, relay: { refresh: () => undefined } });
        return () => replays.many(sessionId, id, { state: 'PENDING' });
      },
    ],
    [
      'sessions are taken over at the start',
      async () => {
        await store.commits.write([
          { op: 'session.patch', sessionId, patch: { lastError: 'because' }, at: Date.now(), events: [] },
        ]);
        return async () => (await startRig(store)).stop();
      },
    ],
  ])('%s', async (_what, prepare) => {
    const work = await prepare();

    const { tookMs, blockedMs } = await whileLocked(work);

    expect(blockedMs).toBeLessThan(MAX_BLOCKED_MS);
    expect(tookMs).toBeGreaterThan(HELD_MS / 2);
  });
});
