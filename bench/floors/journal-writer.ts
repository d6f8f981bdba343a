import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createLogger } from '../../src/runtime/logger.js';
import type { DatabaseAddress } from '../../src/store/database-address.js';
import type { PostgresSettings } from '../../src/store/postgres/postgres-connection.js';
import { openStore } from '../../src/store/store.js';
import { postgresCommit, sqliteCommit } from './raw-writer.js';
import { batchOfTexts, SESSION } from './texts.js';

/**
 * Writes inbound texts for so many seconds (`POST /?seconds=2`), as `message row, chat row, event row`, into a database of
 * its own with every index and trigger. `raw`: prepared statements, one transaction for 20 texts. `store`: the gateway's
 * commit queue. The first message says where a database on PostgreSQL is; without one it is a file of SQLite.
 */
type Write = (seconds: number) => Promise<number>;

/** Batches on their way to the writer thread: a gateway under load has more. */
const UNDER_WAY = 25;

async function openEmpty(folder: string, postgres: PostgresSettings | undefined) {
  const data: DatabaseAddress = postgres ?? join(folder, 'openwa.sqlite');
  const store = await openStore({ data, main: join(folder, 'main.sqlite'), logger: createLogger('silent') });
  const row = { id: SESSION, name: 'bench', status: 'ready' as const, engine: 'baileys' as const, config: '{}' };
  const session = { ...row, proxyUrl: null, proxyType: null, createdAt: Date.now() };
  await store.commits.write([{ op: 'session.insert', row: session }]);
  return { store, data };
}

async function throughStore(folder: string, postgres: PostgresSettings | undefined): Promise<Write> {
  const { commits } = (await openEmpty(folder, postgres)).store;
  return async (seconds) => {
    const until = performance.now() + seconds * 1000;
    const marks: ReturnType<typeof commits.enqueue>[] = [];
    let units = 0;
    while (performance.now() < until) {
      const batch = batchOfTexts();
      marks.push(commits.enqueue(batch));
      units += batch.length;
      const oldest = marks.length > UNDER_WAY ? marks.shift() : undefined;
      if (oldest !== undefined) await commits.settled(oldest);
    }
    await commits.settled();
    return units;
  };
}

async function raw(folder: string, postgres: PostgresSettings | undefined): Promise<Write> {
  const { store, data } = await openEmpty(folder, postgres);
  await store.close();
  const commit = typeof data === 'string' ? sqliteCommit(data) : await postgresCommit(data);
  return async (seconds) => {
    const until = performance.now() + seconds * 1000;
    let units = 0;
    while (performance.now() < until) {
      const batch = batchOfTexts();
      await commit(batch);
      units += batch.length;
      await setImmediate();
    }
    return units;
  };
}

async function main(kind: string | undefined): Promise<void> {
  const [{ postgres }] = (await once(process, 'message')) as [{ postgres?: PostgresSettings }];
  const folder = mkdtempSync(join(tmpdir(), 'openwa-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
  const write = await (kind === 'raw' ? raw : throughStore)(folder, postgres);
  const server = createServer((request, response) => {
    const seconds = Number(new URL(request.url ?? '/', 'http://local').searchParams.get('seconds'));
    const started = performance.now();
    write(seconds).then(
      (units) => response.end(JSON.stringify({ units, tookMs: performance.now() - started })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
}

void main(process.argv[2]);
