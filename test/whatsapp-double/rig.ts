import { type ControlClient } from '../doubles/whatsapp-server/control-client.js';
import { launchDouble, type LaunchedDouble } from '../doubles/whatsapp-server/launch.js';
import { launchClient, type LaunchedClient } from '../doubles/whatsapp-server/prove/launch-client.js';

export const ALICE = '5511900000001';
export const BRUNO = '5511900000002';
export const ZECA = '5511977770001';

export const jidOf = (phone: string): string => `${phone}@s.whatsapp.net`;

/** A double, and a process with the real Baileys in it. */
export interface Rig {
  readonly double: LaunchedDouble;
  readonly control: ControlClient;
  readonly client: LaunchedClient;
  /** An account that is linked and connected, without the pairing. */
  connect(session: string, phone: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startRig(args: readonly string[] = []): Promise<Rig> {
  const double = await launchDouble(args);
  const client = launchClient(double);
  return {
    double,
    control: double.client,
    client,
    connect: async (session, phone) => {
      await client.adopt(session, double.control, phone, session);
      await client.waitFor(session, 'open', ({ state }) => state === 'open');
    },
    stop: async () => {
      await client.end();
      await double.stop();
    },
  };
}

/** Asks until the answer fits. @throws Error after 40 s, naming what was waited for */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value>,
  holds: (value: Value) => boolean,
): Promise<Value> {
  const deadline = Date.now() + 40_000;
  for (let value = await ask(); ; value = await ask()) {
    if (holds(value)) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
