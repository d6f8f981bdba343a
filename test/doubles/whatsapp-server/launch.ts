import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const START_WITHIN_MS = 20_000;

/** The compiled file of this folder, whether we run from source (jest) or compiled. @throws Error when it is not built */
export function builtFile(name: string): string {
  const folders = [__dirname, join(__dirname, '../../../dist/test/doubles/whatsapp-server')];
  const file = folders.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (!file) throw new Error(`${name} is not compiled: run npm run build first`);
  return file;
}

/**
 * Starts the compiled double as a process of its own, on free ports. Imports no Baileys, so a jest test may use it.
 * @param args further arguments of the command line
 */
export async function launchDouble(args: readonly string[] = []): Promise<LaunchedDouble> {
  const folder = mkdtempSync(join(tmpdir(), 'whatsapp-double-'));
  const certFile = join(folder, 'media.pem');
  const child = fork(builtFile('cli.js'), ['--cert-file', certFile, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ready = await firstLine<ReadyLine>(child);
  const client = controlClient(ready.control);
  const stop = async () => {
    client.close();
    await endChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...ready, client, child, stop };
}

/** SIGTERM, and wait for the end. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

function firstLine<Line>(child: ChildProcess): Promise<Line> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const fail = (why: string) => reject(new Error(`the WhatsApp double ${why}; it printed: ${printed}`));
    const timer = setTimeout(() => fail('did not get ready'), START_WITHIN_MS);
    child.once('error', reject);
    child.once('exit', (code) => fail(`ended with code ${code}`));
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (!printed.includes('\n')) return;
      clearTimeout(timer);
      resolve(JSON.parse(printed.slice(0, printed.indexOf('\n'))) as Line);
    });
  });
}
