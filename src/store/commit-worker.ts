import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { BatchWriter } from './batch-writer.js';
import type { Batch } from './commit-ops/batch.js';
import type { Committed, Failure, Group, WorkerReport, WorkerRequest, WorkerSettings } from './commit-protocol.js';
import { PostgresWriteConnection } from './postgres/postgres-write-connection.js';
import { openSqliteWriter } from './sqlite/sqlite-write-connection.js';

// The one writer of DATABASE_NAME. It has a thread of its own because a synced commit takes milliseconds.
const settings = workerData as WorkerSettings;
const port = parentPort;
if (port === null) throw new Error('commit-worker runs as a worker thread only');
const report = (message: WorkerReport): void => port.postMessage(message);

const { database, busyTimeoutMs, commitDelayMs } = settings;
const connection =
  typeof database === 'string' ? openSqliteWriter(database, busyTimeoutMs) : new PostgresWriteConnection(database);
const writer = new BatchWriter(connection, commitDelayMs > 0 ? () => wait(commitDelayMs) : undefined);

const committed = ({ lastSeq, journal, deliveries, dropped, refused, freed }: Batch): Committed => ({
  lastSeq,
  // Of two that were sent together, either may have been answered first.
  journal: journal?.sort((a, b) => a.seq - b.seq) ?? null,
  deliveries,
  dropped,
  refused,
  freed,
});

function failure(error: unknown): Failure {
  const { name, code = 'UNKNOWN', message } = error as Error & { code?: string };
  return { name, code, message };
}

async function open(): Promise<WorkerReport> {
  try {
    const late = await writer.open();
    return { kind: 'ready', late: late === undefined ? null : committed(late) };
  } catch (error) {
    return { kind: 'unavailable', failure: failure(error) };
  }
}

async function write(groups: readonly Group[]): Promise<WorkerReport> {
  try {
    return { kind: 'committed', committed: committed(await writer.write(groups)) };
  } catch (error) {
    return { kind: 'failed', failure: failure(error) };
  }
}

// One request comes after the answer to the one before it.
port.on('message', (request: WorkerRequest) => {
  if (request.kind === 'batch') return void write(request.groups).then(report);
  if (request.kind === 'open') return void open().then(report);
  return void writer.close().finally(() => port.close());
});
void open().then(report);
