import { readdirSync, readFileSync } from 'node:fs';

/** A process and everything it started. Linux tells; elsewhere only the process itself is known. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of processes()) {
    const parent = stateOf(pid)?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree: number[] = [];
  const walk = (pid: number): void => {
    tree.push(pid);
    children.get(pid)?.forEach(walk);
  };
  walk(root);
  return tree;
}

/** Whether it runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return stateOf(pid)?.state !== 'Z';
}

/** Kills a process, its group and everything it started, whatever of it still runs. */
export function killTree(root: number): void {
  const tree = processTree(root);
  for (const pid of [-root, ...tree]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it is gone, which is what was wanted
    }
  }
}

/** What a process was started with; empty where that is not told. */
export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function processes(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function stateOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name of the program stands in brackets before these and may hold anything
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
