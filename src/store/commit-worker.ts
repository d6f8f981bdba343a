import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { prepareApply } from './commit-ops/apply.js';
import { Batch, isConflict, isUnfit } from './commit-ops/batch.js';
import type { Group, WorkerReport, WorkerRequest, WorkerSettings } from './commit-protocol.js';
import { pragmas } from './pragmas.js';

// The one writer of DATABASE_NAME. It has a thread of its own because a synced commit takes milliseconds.
const settings = workerData as WorkerSettings;
const port = parentPort;
if (port === null) throw new Error('commit-worker runs as a worker thread only');
const report = (message: WorkerReport): void => port.postMessage(message);

const database = new Database(settings.file, { fileMustExist: true });
for (const pragma of pragmas(settings.busyTimeoutMs)) database.pragma(pragma);
const deletedSessions = new Set<string>();
const apply = prepareApply(database, deletedSessions);
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');
const savepoint = database.prepare('SAVEPOINT "group"');
const release = database.prepare('RELEASE "group"');
const undo = database.prepare('ROLLBACK TO "group"');
const pause = new Int32Array(new SharedArrayBuffer(4));

type ApplyGroup = (group: Group, batch: Batch) => void;

const applyAll: ApplyGroup = ({ ops }, batch) => {
  for (const op of ops) apply(op, batch);
};

/** Leaves out a group that does not fit, so that one bad row does not stop everybody's writes for good. */
const applyEach: ApplyGroup = (group, batch) => {
  const restore = batch.mark();
  savepoint.run();
  try {
    applyAll(group, batch);
  } catch (error) {
    if (!isUnfit(error)) throw error;
    undo.run();
    restore();
    batch.refused.push({ mark: group.mark, reason: (error as Error).message, conflict: isConflict(error) });
  }
  release.run();
};

/** All of a batch or nothing of it. */
function transact(groups: readonly Group[], applyGroup: ApplyGroup): Batch {
  const batch = new Batch();
  try {
    begin.run();
    for (const group of groups) applyGroup(group, batch);
    if (settings.commitDelayMs > 0) Atomics.wait(pause, 0, 0, settings.commitDelayMs);
    commit.run();
  } catch (error) {
    // Some errors (a full disk) have rolled back by themselves.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
  batch.deletedSessions.forEach((sessionId) => deletedSessions.add(sessionId));
  batch.importedSessions.forEach((sessionId) => deletedSessions.delete(sessionId));
  return batch;
}

/** Savepoints copy every page they touch, so they are used only once a batch is known to need them. */
function run(groups: readonly Group[]): Batch {
  try {
    return transact(groups, applyAll);
  } catch (error) {
    if (!isUnfit(error)) throw error;
    return transact(groups, applyEach);
  }
}

function answer(groups: readonly Group[]): WorkerReport {
  try {
    const { lastSeq, deliveries, dropped, refused, freed } = run(groups);
    return { kind: 'committed', lastSeq, deliveries, dropped, refused, freed };
  } catch (error) {
    const { code = 'UNKNOWN', message } = error as Error & { code?: string };
    return { kind: 'failed', code, message };
  }
}

port.on('message', (request: WorkerRequest) => {
  if (request.kind === 'batch') return report(answer(request.groups));
  database.close();
  port.close();
});
report({ kind: 'ready' });
