import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of a clock tick in /proc: 100 a second on every Linux that runs Node. */
const TICK_MS = 10;

/**
 * CPU time of a process so far, all its threads, user and system, in ms.
 * @returns null where neither /proc nor ps tells it
 */
export function cpuMs(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold spaces; utime and stime are fields 14 and 15, proc_pid_stat(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    const text = ps(pid, 'cputime');
    if (text === undefined) return null;
    const [days, clock] = text.includes('-') ? text.split('-') : ['0', text];
    const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return (Number(days) * 86_400 + seconds) * 1000;
  }
}

/** Resident memory in MB, or null where it cannot be read. */
export function rssMb(pid: number): number | null {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    const kb = ps(pid, 'rss');
    return kb === undefined ? null : Number(kb) / 1024;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
