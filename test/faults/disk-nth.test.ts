import { statSync } from 'node:fs';
import { join } from 'node:path';
import { waitForStatus } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { limitFileSize } from './full-disk.js';
import { FRIEND, startWorld, type World } from './world.js';

/** Up to which write one fails; the long form is `npm run faults -- --suite disk-nth`. */
const FORM = formOf({ count: 2 }, { count: 40 });
/** A page in SQLite's log: its header and itself. */
const FRAME_BYTES = 24 + 4096;
const REFUSED_WITHIN_MS = 2_000;
const NORMAL_WITHIN_MS = 10_000;

let world: World;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world.stop());

it(
  `takes an I/O error at every write up to the ${FORM.count}th, and in the middle of it: nothing is lost (seed ${FORM.seed})`,
  async () => {
    const { gateway } = world;
    const pid = gateway.process.pid!;
    const id = await world.link({ name: 'nth' });
    const log = join(gateway.folder, 'data/openwa.sqlite-wal');
    const status = async (path: string): Promise<number> => (await gateway.rest('GET', path)).status;
    const written: string[] = [];
    const backAfterMs: number[] = [];

    for (let nth = 0; nth < FORM.count; nth += 1) {
      // Of the write that fails some bytes get to the disk, as in a power cut.
      limitFileSize(pid, statSync(log).size + nth * FRAME_BYTES + FORM.between(0, FRAME_BYTES - 1));
      await waitFor('a write that fails', async () => {
        const text = `${nth}/${written.length}`;
        written.push(text);
        await world.write(text);
        return (await status('/api/health/ready')) === 503;
      });
      const startedAt = performance.now();
      const send = { body: { chatId: `${FRIEND}@c.us`, text: 'not now' } };
      const refused = await gateway.rest('POST', `/api/sessions/${id}/messages/send-text`, send);
      const refusedAfterMs = performance.now() - startedAt;
      const reads = [await status(`/api/sessions/${id}`), await status(`/api/sessions/${id}/messages`)];
      limitFileSize(pid, 'unlimited');
      const freedAt = performance.now();
      await waitFor('readiness', async () => (await status('/api/health/ready')) === 200, NORMAL_WITHIN_MS);
      await waitForStatus(gateway, id, 'ready');
      backAfterMs.push(performance.now() - freedAt);

      expect([503, 409]).toContain(refused.status);
      expect(refusedAfterMs).toBeLessThan(REFUSED_WITHIN_MS);
      expect(reads).toEqual([200, 200]);
    }
    const { told } = world;
    await waitFor('every message', () => new Set(told().map(({ data }) => data.body)).size >= written.length, 30_000);
    const deliveries = new Map(told().map(({ data, deliveryId }) => [deliveryId, String(data.body)]));
    const failures = gateway.output().split('database write failed').length - 1;
    await gateway.stop({ keep: true });
    const integrity = await gateway.rows('PRAGMA integrity_check');
    const rows = await gateway.rows<{ body: string }>(`SELECT "body" FROM "Message" WHERE "direction" = 'incoming'`);

    expect(failures).toBeGreaterThanOrEqual(FORM.count);
    expect(rows.map(({ body }) => body).sort()).toEqual([...written].sort());
    expect([...deliveries.values()].sort()).toEqual([...written].sort());
    expect(integrity).toEqual([{ integrity_check: 'ok' }]);
    expect(Math.max(...backAfterMs)).toBeLessThan(NORMAL_WITHIN_MS);
    const back = Math.round(Math.max(...backAfterMs));
    FORM.report(`disk-nth: ${failures} failed writes, ${written.length} messages, normal again after ${back} ms`);
  },
  60_000 + FORM.count * 20_000,
);
