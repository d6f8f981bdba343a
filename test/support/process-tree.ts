import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** As /proc tells it: `R`, `S`, `Z`, … */
  readonly state: string;
  /** With its arguments, separated by blanks. */
  readonly command: string;
}

/** Every process that /proc tells of. */
export function processes(): readonly RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // the program's name stands in brackets before these and may hold anything
        const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [{ pid: Number(name), parent: Number(parent), state, command }];
      } catch {
        return []; // it ended while we looked
      }
    });
}

/** A process and everything it started, directly or not. */
export function treeOf(root: number, all = processes()): readonly RunningProcess[] {
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

/** Memory of a process and everything it started, in MB; what they share counts once. null where it is not told. */
export function treePssMb(root: number): number | null {
  let kb = 0;
  for (const { pid } of treeOf(root)) {
    try {
      kb += Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? NaN);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH')
        return null;
    }
  }
  return Number.isNaN(kb) ? null : kb / 1024;
}
