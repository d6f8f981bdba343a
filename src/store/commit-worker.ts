import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { BatchWriter } from './batch-writer.js';
import type { Group, WorkerReport, WorkerRequest, WorkerSettings } from './commit-protocol.js';
import { openPostgresWriter } from './postgres/postgres-write-connection.js';
import { openSqliteWriter } from './sqlite/sqlite-write-connection.js';
import type { WriteConnection } from './write-connection.js';

// The one writer of DATABASE_NAME. It has a thread of its own because a synced commit takes milliseconds.
const settings = workerData as WorkerSettings;
const port = parentPort;
if (port === null) throw new Error('commit-worker runs as a worker thread only');
const report = (message: WorkerReport): void => port.postMessage(message);

const open = async (): Promise<WriteConnection> =>
  typeof settings.database === 'string'
    ? openSqliteWriter(settings.database, settings.busyTimeoutMs)
    : openPostgresWriter(settings.database);
const delay = settings.commitDelayMs > 0 ? () => wait(settings.commitDelayMs) : undefined;

async function answer(writer: BatchWriter, groups: readonly Group[]): Promise<WorkerReport> {
  try {
    const { lastSeq, deliveries, dropped, refused, freed } = await writer.write(groups);
    return { kind: 'committed', lastSeq, deliveries, dropped, refused, freed };
  } catch (error) {
    const { code = 'UNKNOWN', message } = error as Error & { code?: string };
    return { kind: 'failed', code, message };
  }
}

void open().then((connection) => {
  const writer = new BatchWriter(connection, new Set(), delay);
  // A batch comes once the one before it is answered, and the end after all of them.
  port.on('message', (request: WorkerRequest) => {
    if (request.kind === 'batch') return void answer(writer, request.groups).then(report);
    void connection.close();
    port.close();
  });
  report({ kind: 'ready' });
});
