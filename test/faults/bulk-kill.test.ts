import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { dropPostgresDatabases } from '../support/postgres.js';
import { waitFor } from '../support/wait.js';
import { databases } from './databases.js';
import { formOf } from './form.js';

const PHONE = '628123456789';
const FRIEND = '628770001122@c.us';
/** The long form is `npm run faults -- --suite bulk-kill`. */
const FORM = formOf({ kills: 2 }, { kills: 20 });
/** More than are sent in the lives that end by a kill. */
const TEXTS = Array.from({ length: 4 + 2 * FORM.kills }, (_none, index) => `number ${index}`);
const WITHIN_MS = 120_000 + FORM.kills * 15_000;
const STATUS = `query ($sessionId: ID!) { batch(sessionId: $sessionId, batchId: "news") {
  status results { status messageId } } }`;

interface Batch {
  readonly status: string;
  readonly results: readonly { readonly status: string; readonly messageId: string }[];
}

let double: RunningDouble;
let gateway: TestGateway;

/** How many items of batches are on their way, on disk. */
const itemsOnTheWay = async (): Promise<number> =>
  (await gateway.rows(`SELECT 1 FROM "BatchItem" WHERE "status" = 'sending'`)).length;

/** Kills the gateway when an item is on its way. @returns whether the kill came before its end was written down */
async function killInFlight(withinMs = 30_000): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while ((await itemsOnTheWay()) === 0) {
    if (performance.now() > deadline) throw new Error('no item of the batch is on its way');
    await nextTurn();
  }
  await gateway.kill();
  return (await itemsOnTheWay()) > 0;
}

describe.each(databases(['sqlite']))('on %s', (database) => {
  beforeAll(async () => {
    double = await startDouble({ historyChats: 0, media: false });
  });
  afterAll(async () => {
    await gateway.stop();
    await double.stop();
    await dropPostgresDatabases();
  });

  it(
    'sends every message of a batch under one id, however often it is killed in between',
    async () => {
      const env = { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true', BULK_AFTER_CRASH: 'resume' };
      gateway = await startGateway({ env, database });
      const { folder } = gateway;
      const sessionId = await linkSession(gateway, double, { name: 'killed', phone: PHONE });
      const arrived = async () =>
        (await double.control.received({ phone: PHONE })).messages.filter(({ text }) => TEXTS.includes(text ?? ''));
      const messages = TEXTS.map((text) => ({ chatId: FRIEND, type: 'text', content: { text } }));
      const options = { delayBetweenMessages: 1000, randomizeDelay: false };

      const submitted = await gateway.rest('POST', `/api/sessions/${sessionId}/messages/send-bulk`, {
        body: { batchId: 'news', messages, options },
      });
      let caught = 0;
      for (let kill = 0; kill < FORM.kills; kill += 1) {
        if (await killInFlight()) caught += 1;
        gateway = await startGateway({ env, folder });
        await waitForStatus(gateway, sessionId, 'ready');
      }
      const batch = await waitFor(
        'the end of the batch',
        async () => {
          const { data } = await gateway.query<{ batch: Batch }>(STATUS, { sessionId });
          return data?.batch.status === 'COMPLETED' ? data.batch : undefined;
        },
        WITHIN_MS,
      );
      const log = await arrived();

      expect(submitted.status).toBe(202);
      // Otherwise nothing of this was tried.
      expect(caught).toBeGreaterThan(0);
      expect(batch.results.map(({ status }) => status)).toEqual(TEXTS.map(() => 'SENT'));
      const idsOf = (text: string) => [...new Set(log.filter((message) => message.text === text).map(({ id }) => id))];
      expect(TEXTS.map(idsOf)).toEqual(batch.results.map(({ messageId }) => [messageId.split('_')[2]]));
      FORM.report(
        `bulk-kill on ${database}: ${FORM.kills} kills in ${TEXTS.length} messages, ${caught} of them in a send`,
      );
    },
    2 * WITHIN_MS,
  );

  it('is over after a kill where it is told to fail: what is in doubt says so, and nothing more goes out', async () => {
    const env = { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' };
    const { folder } = gateway;
    const { sessions } = (await gateway.query<{ sessions: { id: string }[] }>('{ sessions { id } }')).data!;
    const sessionId = sessions[0]!.id;
    const messages = TEXTS.map((text) => ({ chatId: FRIEND, type: 'text', content: { text: `once ${text}` } }));
    const options = { delayBetweenMessages: 1000, randomizeDelay: false, afterCrash: 'fail' };
    const body = { batchId: 'once', messages, options };
    const arrived = async () =>
      (await double.control.received({ phone: PHONE })).messages.filter(({ text }) => text?.startsWith('once '));

    await gateway.rest('POST', `/api/sessions/${sessionId}/messages/send-bulk`, { body });
    const caught = await killInFlight();
    const before = (await arrived()).length;
    gateway = await startGateway({ env, folder });
    await waitForStatus(gateway, sessionId, 'ready');
    const answer = await gateway.rest('GET', `/api/sessions/${sessionId}/messages/batch/once`);
    const batch = answer.body as { status: string; results: { status: string; error?: { code: string } }[] };

    expect(batch.status).toBe('failed');
    expect(batch.results.filter(({ error }) => error?.code === 'SEND_UNKNOWN')).toHaveLength(caught ? 1 : 0);
    expect(batch.results.slice(1).every(({ status }) => status === 'pending')).toBe(true);
    expect((await arrived()).length).toBe(before);
  }, 60_000);
});
