import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Database from 'better-sqlite3';

/**
 * Tables that change although nobody asked for anything: what WhatsApp's link keeps for itself, and the log of who
 * asked.
 */
const LEFT_OUT = /^(AuditEntry|Engine\w+|_prisma_migrations|sqlite_.*)$/;
/** Counters of keys, and when a session was last heard of. */
const COUNTERS: Readonly<Record<string, readonly string[]>> = {
  ApiKey: ['lastUsedAt', 'usageCount'],
  Session: ['lastActiveAt', 'updatedAt'],
};

/** A digest of every table of a gateway's databases, counters left out. */
export function digestOf(folder: string): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const name of ['openwa', 'main']) {
    const database = new Database(join(folder, `data/${name}.sqlite`), { readonly: true, fileMustExist: true });
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).pluck();
    for (const table of tables.all() as string[]) {
      if (LEFT_OUT.test(table)) continue;
      const hash = createHash('sha256');
      for (const row of database.prepare(`SELECT * FROM "${table}"`).iterate() as Iterable<Record<string, unknown>>) {
        for (const counter of COUNTERS[table] ?? []) delete row[counter];
        hash.update(JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
      }
      digests[`${name}.${table}`] = hash.digest('hex');
    }
    database.close();
  }
  return digests;
}

/** Memory of a process that is in RAM, in MB. */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Memory that this process holds of its heap, in MB. */
export function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1024 ** 2;
}
