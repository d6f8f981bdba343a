import { readdirSync, readFileSync } from 'node:fs';
import { commandLineOf, isRunning, processTree } from '../../../src/engines/wwebjs/processes.js';

/** Programs started with this in their environment can be told from others, also once nobody is their parent. */
const MARK = 'OPENWA_TEST_RIG';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** What was seen of each rig. A browser's helpers hide their environment: they are known by their parent, once. */
const seen = new Map<string, Map<number, string>>();

/** From here on, whatever is started carries the mark of a rig. */
export function markProcesses(rig: string): void {
  process.env[MARK] = rig;
}

/** What runs of a rig, this process left out. */
export function processesOf(rig: string): RunningProcess[] {
  const known = seen.get(rig) ?? new Map<number, string>();
  seen.set(rig, known);
  const marked = processes().filter((pid) => pid !== process.pid && environmentOf(pid).includes(`${MARK}=${rig}\0`));
  for (const pid of marked.flatMap(processTree)) known.set(pid, commandLineOf(pid));
  const running = ([pid, command]: [number, string]): boolean => isRunning(pid) && commandLineOf(pid) === command;
  return [...known].filter(running).map(([pid, command]) => ({ pid, command }));
}

/** The browser itself, not one of its helpers. */
export const browserOf = (rig: string): RunningProcess | undefined =>
  processesOf(rig).find(({ command }) => command.includes('--user-data-dir=') && !command.includes('--type='));

/** The process that runs the page. */
export const rendererOf = (rig: string): RunningProcess | undefined =>
  processesOf(rig).find(({ command }) => command.includes('--type=renderer'));

const processes = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
