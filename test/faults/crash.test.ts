import Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startDouble, type RunningDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';

/** One damage, chosen by the seed; the long form is `npm run faults -- --suite crash`. */
const FORM = formOf({ kills: 1 }, { kills: 20 });
const BACK_WITHIN_MS = 5_000;
/** How far apart sessions are started. */
const APART_MS = 2_000;
const DAMAGED = 'Depot Nine';
const WHOLE = 'Depot Ten';
const PHONES: Readonly<Record<string, string>> = { [DAMAGED]: '628123456789', [WHOLE]: '628123456790' };

const DAMAGES: readonly (readonly [string, (text: string) => string])[] = [
  ['cut off', (text) => text.slice(0, FORM.between(1, text.length - 1))],
  ['overwritten', () => '\u0001 not what it was'],
  ['emptied', () => '{}'],
];

let double: RunningDouble;
let gateway: TestGateway;
const ids: Record<string, string> = {};
const env = () => ({ BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' });

beforeAll(async () => {
  double = await startDouble({ media: false });
  gateway = await startGateway({ env: env() });
  for (const [name, phone] of Object.entries(PHONES)) {
    ids[name] = await linkSession(gateway, double, { name: phone, phone, pushName: name });
  }
});
afterAll(async () => {
  await gateway.stop();
  await double.stop();
});

/** What is stored of a session's link, as `change` makes it. @returns what it was */
function changeCredentials(change: (text: string) => string): string {
  const database = new Database(join(gateway.folder, 'data/openwa.sqlite'));
  const where = `"sessionId" = ? AND "type" = 'creds'`;
  const id = ids[DAMAGED];
  const before = database.prepare(`SELECT "value" FROM "EngineKey" WHERE ${where}`).pluck().get(id) as string;
  const { changes } = database.prepare(`UPDATE "EngineKey" SET "value" = ? WHERE ${where}`).run(change(before), id);
  database.close();
  expect(changes).toBe(1);
  return before;
}
const session = async (name: string) =>
  (await gateway.rest('GET', `/api/sessions/${ids[name]}`)).body as { status: string; lastError: string | null };
const texts = async (name: string): Promise<string[]> => {
  const { body } = await gateway.rest('GET', `/api/sessions/${ids[name]}/messages?limit=100`);
  return (body as { messages: { body: string }[] }).messages.map((message) => message.body);
};
const write = (name: string, text: string) =>
  double.control.inject({ to: PHONES[name]!, from: '628770001122', name: 'Rina', text });

it.each(Array.from({ length: FORM.kills }, () => DAMAGES[FORM.between(0, DAMAGES.length - 1)]!))(
  `credentials that were ${'%s'} keep one session down, with the way out, and no other (seed ${FORM.seed})`,
  async (_how, damage) => {
    await gateway.kill();
    const backup = changeCredentials(damage);
    const text = `while it was down: ${FORM.between(1, 1_000_000)}`;

    gateway = await startGateway({ env: env(), folder: gateway.folder });
    await waitForStatus(gateway, ids[WHOLE]!, 'ready', BACK_WITHIN_MS + APART_MS);
    await waitForStatus(gateway, ids[DAMAGED]!, 'failed', BACK_WITHIN_MS + APART_MS);
    await write(DAMAGED, text);
    await write(WHOLE, text);
    await waitFor('a message to the other session', async () => (await texts(WHOLE)).includes(text));
    const { lastError } = await session(DAMAGED);
    const again = await gateway.rest('POST', `/api/sessions/${ids[DAMAGED]}/start`);

    expect(lastError).toContain('the stored link of this session is damaged. Restore the database from a backup');
    expect(again).toMatchObject({ status: 500, body: { message: expect.stringContaining('is damaged') as string } });
    await gateway.kill();
    changeCredentials(() => backup);
    gateway = await startGateway({ env: env(), folder: gateway.folder });
    await gateway.rest('POST', `/api/sessions/${ids[DAMAGED]}/start`);
    await waitForStatus(gateway, ids[DAMAGED]!, 'ready', BACK_WITHIN_MS);
    await waitFor('what was written meanwhile', async () => (await texts(DAMAGED)).includes(text));
    expect((await texts(DAMAGED)).filter((body) => body === text)).toHaveLength(1);
  },
  60_000,
);

it('a damaged link can be given up: without its folder the session shows a new QR code and keeps its messages', async () => {
  await gateway.kill();
  const before = changeCredentials(() => '{}').length;
  rmSync(join(gateway.folder, 'data/baileys', ids[DAMAGED]!), { recursive: true });

  gateway = await startGateway({ env: env(), folder: gateway.folder });
  await waitForStatus(gateway, ids[DAMAGED]!, 'qr_ready', BACK_WITHIN_MS + APART_MS);

  expect(before).toBeGreaterThan(100);
  expect((await texts(DAMAGED)).filter((body) => body.startsWith('while it was down'))).toHaveLength(FORM.kills);
}, 30_000);
