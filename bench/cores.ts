import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Servers on one core, everything that drives or watches them on another. */
export interface Cores {
  pinServer(pid: number): void;
  pinLoad(pid: number): void;
  /** What was done, in words for the report. */
  readonly told: string;
}

/**
 * Pins this process, and with it every process it starts from now on, to the load core.
 * @returns a pair that does nothing where `taskset` or a second core is missing
 */
export function splitCores(): Cores {
  const free = { pinServer: () => undefined, pinLoad: () => undefined };
  const [server, load] = allowedCores();
  if (server === undefined || load === undefined) {
    return { ...free, told: 'not pinned: fewer than two cores can be told apart here' };
  }
  try {
    pin(process.pid, load);
  } catch {
    return { ...free, told: 'not pinned: no taskset on this machine' };
  }
  return {
    pinServer: (pid) => pin(pid, server),
    pinLoad: (pid) => pin(pid, load),
    told: `servers on core ${server}, load on core ${load}`,
  };
}

/** Every thread of the process; threads and processes it makes later inherit it. */
function pin(pid: number, core: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)], { stdio: 'ignore' });
}

function allowedCores(): number[] {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
    return list.split(',').flatMap((range) => {
      const [first = NaN, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch {
    return [];
  }
}
