import { startGateway, type TestGateway } from '../support/gateway.js';
import { waitForStatus } from '../support/linked-session.js';
import { type Network, startNetwork } from '../support/network.js';
import { processes, type RunningProcess, treeOf } from '../support/process-tree.js';
import { readQr } from '../support/qr.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';

/** How often each trouble comes; the long form is `npm run faults:chromium`. */
const FORM = formOf({ count: 2 }, { count: 20 });
const SEEN_WITHIN_MS = 5_000;
const BACK_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 15_000;
/** A start is followed by a stop this soon at the latest. */
const STOP_AFTER_MS = 500;
const ACCOUNT = { phone: '628123456789', name: 'Depot Nine' };
const RENDERER = '--type=renderer';

let network: Network;
let gateway: TestGateway;
let sessionId: string;
let watching: NodeJS.Timeout;
/** Everything the gateway ever started, by process id. A helper of Chromium is known by its parent, once. */
const started = new Map<number, string>();

const tree = (): readonly RunningProcess[] =>
  treeOf(gateway.process.pid ?? 0).filter(({ pid }) => pid !== gateway.process.pid);
const look = (): void => tree().forEach(({ pid, command }) => started.set(pid, command));
const isBrowser = ({ command }: RunningProcess): boolean =>
  command.includes('--user-data-dir=') && !command.includes('--type=');

/** What the gateway started and does not own any more, and runs all the same. */
function orphans(): readonly RunningProcess[] {
  const owned = new Set(tree().map(({ pid }) => pid));
  return processes().filter(
    ({ pid, state, command }) => started.get(pid) === command && command !== '' && state !== 'Z' && !owned.has(pid),
  );
}

const status = async (): Promise<string> =>
  ((await gateway.rest('GET', `/api/sessions/${sessionId}`)).body as { status: string }).status;

beforeAll(async () => {
  network = await startNetwork('whatsapp-web.js');
  gateway = await startGateway({ env: { ...network.env, ENGINE_CRASH_LIMIT: '0' } });
  watching = setInterval(look, 100);
  const body = { name: 'chromium', config: { reconnectBaseDelay: 1000 } };
  sessionId = ((await gateway.rest('POST', '/api/sessions', { body })).body as { id: string }).id;
  await gateway.rest('POST', `/api/sessions/${sessionId}/start`);
  const qr = await waitFor(
    'a QR picture',
    async () => {
      const answer = await gateway.rest('GET', `/api/sessions/${sessionId}/qr`);
      return answer.status === 200 ? (answer.body as { qrCode: string }).qrCode : undefined;
    },
    BACK_WITHIN_MS,
  );
  await network.scan(readQr(qr), ACCOUNT);
  await waitForStatus(gateway, sessionId, 'ready', BACK_WITHIN_MS);
}, 90_000);

afterAll(async () => {
  clearInterval(watching);
  await gateway.stop();
  await network.stop();
});

const perRound = (ms: number): number => 10_000 + FORM.count * ms;

it.each([
  ['the browser is killed', isBrowser],
  ['the page crashes', ({ command }: RunningProcess): boolean => command.includes(RENDERER)],
])(
  `is seen and mended by itself when %s, ${FORM.count} times`,
  async (_what, isVictim) => {
    const took: { readonly seenMs: number; readonly backMs: number }[] = [];
    for (let round = 0; round < FORM.count; round++) {
      const victims = await waitFor('a process to kill', () => {
        look();
        const found = tree().filter(isVictim);
        return found.length > 0 ? found : undefined;
      });
      const killedAt = performance.now();

      for (const { pid } of victims) process.kill(pid, 'SIGKILL');

      await waitFor('that the session is not ready', async () => (await status()) !== 'ready', SEEN_WITHIN_MS);
      const seenMs = performance.now() - killedAt;
      await waitForStatus(gateway, sessionId, 'ready', BACK_WITHIN_MS);
      took.push({ seenMs, backMs: performance.now() - killedAt });
      await waitFor('that nothing of the old browser runs', () => orphans().length === 0);
      const browsers = tree().filter(isBrowser);
      expect(browsers).toHaveLength(1);
    }

    expect(Math.max(...took.map(({ seenMs }) => seenMs))).toBeLessThan(SEEN_WITHIN_MS);
    expect(Math.max(...took.map(({ backMs }) => backMs))).toBeLessThan(BACK_WITHIN_MS);
    await says('still linked');
  },
  perRound(BACK_WITHIN_MS),
);

it(
  `is stopped as asked when the stop comes within ${STOP_AFTER_MS} ms of the start, ${FORM.count} times`,
  async () => {
    await gateway.rest('POST', `/api/sessions/${sessionId}/stop`);
    await waitFor('that the browser is gone', () => tree().length === 0);

    for (let round = 0; round < FORM.count; round++) {
      const start = gateway.rest('POST', `/api/sessions/${sessionId}/start`);
      await new Promise((resolve) => setTimeout(resolve, (STOP_AFTER_MS * round) / FORM.count));
      const stoppedAt = performance.now();
      const stop = await gateway.rest('POST', `/api/sessions/${sessionId}/stop`);
      await start;

      expect(stop).toMatchObject({ status: 200, body: { status: 'disconnected' } });
      await waitFor(
        'that nothing runs',
        () => (look(), tree().length === 0 && orphans().length === 0),
        STOPPED_WITHIN_MS,
      );
      expect(performance.now() - stoppedAt).toBeLessThan(STOPPED_WITHIN_MS);
      expect(await status()).toBe('disconnected');
    }

    await gateway.rest('POST', `/api/sessions/${sessionId}/start`);
    await waitForStatus(gateway, sessionId, 'ready', BACK_WITHIN_MS);
    await says('linked all the time');
  },
  perRound(STOPPED_WITHIN_MS) + BACK_WITHIN_MS,
);

it(
  'is left alone, with the reason, once its browser died as often as it may within ten minutes',
  async () => {
    await gateway.stop({ keep: true });
    gateway = await startGateway({ env: { ...network.env, ENGINE_CRASH_LIMIT: '2' }, folder: gateway.folder });
    await gateway.rest('POST', `/api/sessions/${sessionId}/start`);
    for (const after of ['ready', 'failed']) {
      await waitForStatus(gateway, sessionId, 'ready', BACK_WITHIN_MS);
      for (const { pid } of tree().filter(isBrowser)) process.kill(pid, 'SIGKILL');
      await waitFor('that it is seen', async () => (await status()) !== 'ready', SEEN_WITHIN_MS);
      await waitForStatus(gateway, sessionId, after, BACK_WITHIN_MS);
    }

    const { body } = await gateway.rest('GET', `/api/sessions/${sessionId}`);
    expect((body as { lastError: string }).lastError).toContain('crashed 2 times within 10 minutes');
    await waitFor('that nothing runs', () => (look(), tree().length === 0 && orphans().length === 0));
  },
  4 * BACK_WITHIN_MS,
);

it('leaves no process behind when the gateway ends', async () => {
  look();
  expect(started.size).toBeGreaterThan(0);

  await gateway.stop({ keep: true });

  await waitFor('that nothing runs', () => orphans().length === 0);
});

/** The link works: a text reaches its contact. */
async function says(text: string): Promise<void> {
  const body = { chatId: '628770001122@c.us', text };
  const sent = await gateway.rest('POST', `/api/sessions/${sessionId}/messages/send-text`, { body });
  expect(sent.status).toBe(201);
  await waitFor('the text at its contact', async () => (await network.textsOf(ACCOUNT)).includes(text));
}
