import { setTimeout as sleep } from 'node:timers/promises';

export const ALICE = '5511900000001';
export const FRIEND = '5511966660001';
export const jidOf = (phone: string): string => `${phone}@s.whatsapp.net`;

const POLL_MS = 5;
const PATIENCE_MS = 10_000;

/** @throws Error after 10 s, naming what was waited for */
export async function until<Value>(what: string, ask: () => Value, holds: (value: Value) => boolean): Promise<Value> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let value = ask(); ; value = ask()) {
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await sleep(POLL_MS);
  }
}
