import { readdirSync, readFileSync } from 'node:fs';
import { commandLineOf, isRunning } from '../../../src/engines/wwebjs/processes.js';

/** Programs started with this in their environment can be told from others, also once nobody is their parent. */
const MARK = 'OPENWA_TEST_RIG';

/** From here on, whatever is started carries the mark of a rig. */
export function markProcesses(rig: string): void {
  process.env[MARK] = rig;
}

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** What runs of a rig, this process left out. */
export function processesOf(rig: string): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(`${MARK}=${rig}\0`) && isRunning(pid))
    .map((pid) => ({ pid, command: commandLineOf(pid) }));
}

/** The browser itself, not one of its helpers. */
export const browserOf = (rig: string): RunningProcess | undefined =>
  processesOf(rig).find(({ command }) => command.includes('--user-data-dir=') && !command.includes('--type='));

/** The process that runs the page. */
export const rendererOf = (rig: string): RunningProcess | undefined =>
  processesOf(rig).find(({ command }) => command.includes('--type=renderer'));

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
