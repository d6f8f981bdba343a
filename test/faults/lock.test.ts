import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';

const PHONE = '628123456789';
const FRIEND = '628770001122';
const SESSIONS = 200;
/** How often the database is locked; the long form is `npm run faults -- --suite lock`. */
const FORM = formOf({ count: 1 }, { count: 10 });
const LOCKED_MS = 3_000;
/** What all that waited takes once the lock is gone. */
const LATE_BY_AT_MOST_MS = 5_000;
const READ_WITHIN_MS = 1_000;

/** Another program with the database open, as a backup script may have it. */
const LOCKER = `
const database = new (require('better-sqlite3'))(process.argv[1]);
database.exec('BEGIN IMMEDIATE');
console.log('locked');
setTimeout(() => database.exec('COMMIT'), Number(process.argv[2]));`;

let double: RunningDouble;
let gateway: TestGateway;

beforeAll(async () => {
  double = await startDouble({ historyChats: 0, media: false });
  gateway = await startGateway({ env: { BAILEYS_SOCKET_URL: double.url } });
});
afterAll(async () => {
  await gateway.stop();
  await double.stop();
});

async function lock(): Promise<{ readonly over: Promise<unknown> }> {
  const file = join(gateway.folder, 'data/openwa.sqlite');
  const child = spawn(process.execPath, ['-e', LOCKER, file, String(LOCKED_MS)], { cwd: join(__dirname, '../..') });
  await once(child.stdout, 'data');
  return { over: once(child, 'exit') };
}

async function timed(work: () => Promise<{ readonly status: number }>) {
  const startedAt = performance.now();
  const { status } = await work();
  return { status, tookMs: performance.now() - startedAt };
}

it(
  `waits out a lock of another process: ${SESSIONS} sessions write, and none is told that it is busy (seed ${FORM.seed})`,
  async () => {
    const linked = await linkSession(gateway, double, { name: 'linked', phone: PHONE });
    const ids = await Promise.all(
      Array.from({ length: SESSIONS }, async (_none, index) => {
        const { body } = await gateway.rest('POST', '/api/sessions', { body: { name: `locked-${index}` } });
        return (body as { id: string }).id;
      }),
    );
    const bodies = async () => {
      const { body } = await gateway.rest('GET', `/api/sessions/${linked}/messages?limit=100`);
      return (body as { messages: { body: string }[] }).messages.map((message) => message.body);
    };

    for (let round = 0; round < FORM.count; round += 1) {
      const { over } = await lock();
      const texts = Array.from({ length: FORM.between(5, 20) }, (_none, index) => `${round}/${index}`);
      const templates = ids.map((id) =>
        timed(() =>
          gateway.rest('POST', `/api/sessions/${id}/templates`, { body: { name: `t${round}`, body: 'Hello' } }),
        ),
      );
      const sends = texts.map((text) =>
        timed(() =>
          gateway.rest('POST', `/api/sessions/${linked}/messages/send-text`, {
            body: { chatId: `${FRIEND}@c.us`, text: `to ${text}` },
          }),
        ),
      );
      for (const text of texts) await double.control.inject({ to: PHONE, from: FRIEND, text: `from ${text}` });
      const read = await timed(() => gateway.rest('GET', `/api/sessions/${linked}/messages`));
      const live = await timed(() => gateway.rest('GET', '/api/health/live'));
      await over;
      const written = await Promise.all([...templates, ...sends]);
      const expected = texts.flatMap((text) => [`from ${text}`, `to ${text}`]);
      await waitFor('every message', async () => {
        const stored = await bodies();
        return expected.every((text) => stored.includes(text));
      });
      const stored = (await bodies()).filter((text) => expected.includes(text));

      const took = written.map(({ tookMs }) => tookMs);
      expect(new Set(written.map(({ status }) => status))).toEqual(new Set([201]));
      // The lock was there: somebody waited for it.
      expect(Math.max(...took)).toBeGreaterThan(LOCKED_MS / 2);
      expect(Math.max(...took)).toBeLessThan(LOCKED_MS + LATE_BY_AT_MOST_MS);
      expect([read.status, live.status]).toEqual([200, 200]);
      expect(Math.max(read.tookMs, live.tookMs)).toBeLessThan(READ_WITHIN_MS);
      expect(stored.sort()).toEqual(expected.sort());
    }
    expect(gateway.output()).not.toMatch(/SQLITE_BUSY|database is locked|write failed/);
  },
  60_000 + FORM.count * 15_000,
);
