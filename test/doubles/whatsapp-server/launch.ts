import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledFile, endChild, forkUntilReady } from '../process/child.js';
import { controlClient, type ControlClient } from './control-client.js';

/** The line the double prints when it is ready. */
export interface ReadyLine {
  ready: true;
  pid: number;
  url: string;
  control: string;
  media: string;
  rootPublicKey: string;
  /** For NODE_EXTRA_CA_CERTS of the process under test. */
  certFile: string;
}

export interface LaunchedDouble extends ReadyLine {
  readonly client: ControlClient;
  readonly child: ChildProcess;
  /** Ends the process and removes its files; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

export { endChild };

/** The compiled file of this folder, whether we run from source (jest) or compiled. @throws Error when it is not built */
export const builtFile = (name: string): string => compiledFile('whatsapp-server', name);

/**
 * Starts the compiled double as a process of its own, on free ports. Imports no Baileys, so a jest test may use it.
 * @param args further arguments of the command line
 */
export async function launchDouble(args: readonly string[] = []): Promise<LaunchedDouble> {
  const folder = mkdtempSync(join(tmpdir(), 'whatsapp-double-'));
  const certFile = join(folder, 'media.pem');
  const { child, ready } = await forkUntilReady<ReadyLine>(builtFile('cli.js'), ['--cert-file', certFile, ...args]);
  const client = controlClient(ready.control);
  const stop = async () => {
    client.close();
    await endChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...ready, client, child, stop };
}
