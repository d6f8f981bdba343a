import Database from 'better-sqlite3';
import { join } from 'node:path';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { receivedTexts } from '../support/history.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { failingWrites, smallFileSystem } from './full-disk.js';

const PHONE = '628123456789';
const FRIEND = '628770001122';
/** How often the disk fills up; the long form is `npm run faults -- --suite disk`. */
const FORM = formOf({ count: 1 }, { count: 20 });
const REFUSED_WITHIN_MS = 2_000;
const NORMAL_WITHIN_MS = 10_000;

let double: RunningDouble;

beforeAll(async () => {
  double = await startDouble({ historyChats: 0, media: false });
});
afterAll(() => double.stop());

/** Where no file system can be mounted, failing writes stand alone. */
const disks = [failingWrites, smallFileSystem].flatMap((make) => make() ?? []);
let gateway: TestGateway | undefined;
afterEach(() => gateway?.stop({ keep: true }));
afterAll(() => disks.forEach((disk) => disk.remove()));

it.each(disks.map((disk) => [disk.kind, disk] as const))(
  `${'%s'}: writes are refused at once, reads go on, and nothing is lost (seed ${FORM.seed})`,
  async (kind, disk) => {
    const receiver = await startReceiver();
    const env = { BAILEYS_SOCKET_URL: double.url, WEBHOOK_RETRY_DELAY: '200' };
    const running = (gateway = await startGateway({ env, folder: disk.folder }));
    const pid = running.process.pid!;
    const phone = `${PHONE}${kind.length}`;
    const id = await linkSession(running, double, { name: `disk-${kind.length}`, phone });
    await running.rest('POST', `/api/sessions/${id}/webhooks`, { body: { url: receiver.url } });
    const sending = async (text: string) => {
      const startedAt = performance.now();
      const { status, headers } = await running.rest('POST', `/api/sessions/${id}/messages/send-text`, {
        body: { chatId: `${FRIEND}@c.us`, text },
      });
      return { status, retryAfter: headers.get('retry-after'), tookMs: performance.now() - startedAt };
    };
    const read = async (path: string) => (await running.rest('GET', path)).status;
    const bodies = () => receivedTexts(running, id);
    const write = (text: string) => double.control.inject({ to: phone, from: FRIEND, name: 'Rina', text });
    const written: string[] = [];
    const backAfterMs: number[] = [];

    for (let round = 0; round < FORM.count; round += 1) {
      expect((await sending(`before ${round}`)).status).toBe(201);
      disk.fill(pid);
      const refused = [];
      for (let i = 0; i < FORM.between(3, 8); i += 1) {
        written.push(`${round}/${i}`);
        await write(written.at(-1)!);
        refused.push(await sending('not now'));
      }
      await waitFor('the readiness to say so', async () => (await read('/api/health/ready')) === 503);
      const reads = [
        await read(`/api/sessions/${id}`),
        await read(`/api/sessions/${id}/messages`),
        await read('/api/health/live'),
      ];
      disk.free(pid);
      const freedAt = performance.now();
      await waitFor(
        'a send that works',
        async () => (await sending(`after ${round}`)).status === 201,
        NORMAL_WITHIN_MS,
      );
      await waitFor('readiness', async () => (await read('/api/health/ready')) === 200, NORMAL_WITHIN_MS);
      backAfterMs.push(performance.now() - freedAt);

      expect(refused.map(({ status }) => status).filter((status) => status !== 503 && status !== 409)).toEqual([]);
      expect(refused.some(({ status, retryAfter }) => status === 503 && Number(retryAfter) >= 1)).toBe(true);
      expect(Math.max(...refused.map(({ tookMs }) => tookMs))).toBeLessThan(REFUSED_WITHIN_MS);
      expect(reads).toEqual([200, 200, 200]);
    }
    await waitForStatus(running, id, 'ready');
    await waitFor(
      'what was written meanwhile',
      async () => (await bodies()).length >= written.length,
      NORMAL_WITHIN_MS,
    );
    const arrived = await bodies();
    const told = () =>
      receiver.requests.map((request) => request.json()).filter(({ event }) => event === 'message.received');
    await waitFor('every webhook', () => new Set(told().map(({ data }) => data.body)).size >= written.length);
    const deliveries = new Map(told().map(({ data, deliveryId }) => [deliveryId, data.body]));
    const output = running.output();
    await running.stop({ keep: true });
    const database = new Database(join(disk.folder, 'data/openwa.sqlite'), { readonly: true });
    const integrity = database.pragma('integrity_check', { simple: true });
    database.close();
    await receiver.close();

    expect(output).toContain('database write failed');
    expect(arrived.sort()).toEqual([...written].sort());
    expect([...deliveries.values()].sort()).toEqual([...written].sort());
    expect(integrity).toBe('ok');
    expect(Math.max(...backAfterMs)).toBeLessThan(NORMAL_WITHIN_MS);
    FORM.report(`disk: ${kind}, ${FORM.count} times, normal again after ${Math.round(Math.max(...backAfterMs))} ms`);
  },
  60_000 + FORM.count * 20_000,
);
