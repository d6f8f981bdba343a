import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { BatchWriter } from './batch-writer.js';
import type { Group, WorkerReport, WorkerRequest, WorkerSettings } from './commit-protocol.js';
import { openSqliteWriter } from './sqlite/sqlite-write-connection.js';

// The one writer of DATABASE_NAME. It has a thread of its own because a synced commit takes milliseconds.
const settings = workerData as WorkerSettings;
const port = parentPort;
if (port === null) throw new Error('commit-worker runs as a worker thread only');
const report = (message: WorkerReport): void => port.postMessage(message);

const connection = openSqliteWriter(settings.file, settings.busyTimeoutMs);
const delay = settings.commitDelayMs > 0 ? () => wait(settings.commitDelayMs) : undefined;
const writer = new BatchWriter(connection, new Set(), delay);

async function answer(groups: readonly Group[]): Promise<WorkerReport> {
  try {
    const { lastSeq, deliveries, dropped, refused, freed } = await writer.write(groups);
    return { kind: 'committed', lastSeq, deliveries, dropped, refused, freed };
  } catch (error) {
    const { code = 'UNKNOWN', message } = error as Error & { code?: string };
    return { kind: 'failed', code, message };
  }
}

// A batch comes once the one before it is answered, and the end after all of them.
port.on('message', (request: WorkerRequest) => {
  if (request.kind === 'batch') return void answer(request.groups).then(report);
  void connection.close();
  port.close();
});
report({ kind: 'ready' });
