import { cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Load average of the last minute, before the run; well above 1 means that others were at work. */
  readonly busy: number;
  readonly pinning: string;
}

/** @param pinning what was done about cores */
export const describeMachine = (pinning: string): Machine => ({
  node: process.version,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  busy: Number((loadavg()[0] ?? 0).toFixed(2)),
  pinning,
});
