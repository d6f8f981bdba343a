import type { PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { waitForStatus } from '../support/linked-session.js';
import { dropPostgresDatabases, postgresDatabase } from '../support/postgres.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { waitFor } from '../support/wait.js';
import { otherPostgres } from '../store/other-connection.js';
import { environmentFor } from './databases.js';
import { formOf } from './form.js';
import { InboundRun } from './inbound-run.js';

/** The long form is down for a minute, and has connections cut as often as it is told. */
const FORM = formOf({ cuts: 1 }, { cuts: 10 });
const DOWN_MS = FORM.isLong ? 60_000 : 3_000;
const REFUSED_WITHIN_MS = 2_000;
const BACK_WITHIN_MS = 10_000;
/** How far apart sessions are started. */
const APART_MS = 2_000;
const WITHIN_MS = 120_000 + 2 * DOWN_MS + 20_000 * FORM.cuts;

let settings: PostgresSettings;
let proxy: TcpProxy;
let run: InboundRun;

beforeEach(async () => {
  settings = await postgresDatabase();
  proxy = await startTcpProxy(settings);
  const env = environmentFor({ ...settings, port: proxy.port });
  run = await InboundRun.start({ env, rate: 50, withinMs: WITHIN_MS });
});
afterEach(async () => {
  await run.stop();
  await proxy.close();
  await dropPostgresDatabases();
});

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly tookMs: number;
}
let templates = 0;
async function ask(method: 'GET' | 'POST'): Promise<Answer> {
  const path = `/api/sessions/${run.sessionIds[0]}/${method === 'GET' ? 'messages' : 'templates'}`;
  const begunAt = performance.now();
  const body = { name: `template ${++templates}`, body: 'Hello {{name}}' };
  const { status, headers } = await run.gateway.rest(method, path, method === 'GET' ? {} : { body });
  return { status, retryAfter: headers.get('retry-after'), tookMs: performance.now() - begunAt };
}

async function backToNormal(): Promise<number> {
  const begunAt = Date.now();
  await waitFor('a write that is taken', async () => (await ask('POST')).status === 201, BACK_WITHIN_MS);
  const backAfterMs = Date.now() - begunAt;
  for (const id of run.sessionIds) await waitForStatus(run.gateway, id, 'ready', BACK_WITHIN_MS + APART_MS);
  await run.more(10);
  return backAfterMs;
}

it(
  `answers 503 at once while PostgreSQL is down for ${DOWN_MS / 1000} s, and goes on by itself when it is back`,
  async () => {
    await run.more(20);
    const { pid } = run.gateway.process;

    await proxy.down();
    const until = Date.now() + DOWN_MS;
    const answers: Answer[] = [];
    while (Date.now() < until) answers.push(await ask('POST'), await ask('GET'));
    await proxy.up();
    const backAfterMs = await backToNormal();
    const messages = await run.finish();

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers.filter(({ retryAfter }) => !/^[1-9]\d*$/.test(retryAfter ?? ''))).toEqual([]);
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(REFUSED_WITHIN_MS);
    expect(run.gateway.process.pid).toBe(pid);
    FORM.report(
      `database: down ${DOWN_MS / 1000} s, ${answers.length} requests, ${messages} messages, back after ${backAfterMs} ms`,
    );
  },
  2 * WITHIN_MS,
);

it(
  `loses nothing and doubles nothing when the connection is cut in transactions and commits (seed ${FORM.seed})`,
  async () => {
    const other = await otherPostgres(settings);
    const cuts: readonly (() => Promise<void>)[] = [
      async () => proxy.cutAt('COMMIT\0', true),
      async () => proxy.cutAt('COMMIT\0', false),
      async () => proxy.cutAt('INSERT INTO "Event"', true),
      // As the server does when it is stopped by its operator.
      () =>
        other.exec(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'gateway%' AND datname = current_database()`,
        ),
    ];
    for (let cut = 0; cut < FORM.cuts; cut++) {
      for (const make of cuts) {
        await run.more(FORM.between(1, 30));
        await make();
        await run.more(1);
      }
      await backToNormal();
    }
    await other.close();

    await run.finish();

    expect(proxy.cuts).toBe(3 * FORM.cuts);
  },
  2 * WITHIN_MS,
);
