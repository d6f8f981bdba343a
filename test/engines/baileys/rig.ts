import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverSettings } from '../../support/engine-driver.js';
import { DrivenEngine } from '../../support/driven-engine.js';
import { type RunningDouble, startDouble } from '../../support/double.js';
import { waitFor } from '../../support/wait.js';

/** The adapter in a process of its own, against the WhatsApp double in another. */
export interface Rig {
  readonly double: RunningDouble;
  readonly folder: string;
  /** The one that runs now. */
  engine: DrivenEngine;
  /** Links a session by QR and waits until its start-up is over. */
  link(sessionId: string, phone: string): Promise<void>;
  /** Starts another process on the same folder. */
  restart(settings?: Partial<DriverSettings>): Promise<void>;
  stop(): Promise<void>;
}

export async function startRig(
  options: Record<string, unknown> = {},
  settings: Partial<DriverSettings> = {},
): Promise<Rig> {
  const double = await startDouble({ media: false, ...options });
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const start = (more: Partial<DriverSettings> = {}): Promise<DrivenEngine> =>
    DrivenEngine.start({ folder, socketUrl: double.url, ...settings, ...more }, double.certFile);
  const rig: Rig = {
    double,
    folder,
    engine: await start(),
    async link(sessionId, phone) {
      await rig.engine.call('open', sessionId);
      const { qr } = await rig.engine.next(sessionId, 'qr');
      await double.control.scan({ qr, phone, name: 'Depot Nine' });
      await rig.engine.next(sessionId, 'ready', ({ pushName }) => pushName !== null);
      await untilHistoryIsRead(rig, sessionId);
    },
    async restart(more) {
      rig.engine = await start(more);
    },
    async stop() {
      await rig.engine.stop();
      await double.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

/**
 * The first login is over when the chats of the phone's history are known, and the people in them; messages are held
 * back until then.
 */
export async function untilHistoryIsRead({ engine }: Rig, sessionId: string): Promise<void> {
  await waitFor('the history', () => {
    const named = engine.seen(sessionId, 'contact').filter(({ pushName }) => pushName !== undefined);
    return engine.seen(sessionId, 'chat').length >= 3 && named.length >= 3;
  });
}

/** The text of every message that was handed over, in order; without those of the history. */
export const textsOf = ({ engine }: Rig, sessionId: string): string[] =>
  engine.seen(sessionId, 'message').flatMap(({ message, history }) => (history === true ? [] : [message.body]));
