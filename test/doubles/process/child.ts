import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const START_WITHIN_MS = 60_000;

/**
 * A double's compiled file, whether we run from source (jest) or compiled.
 * @param folder the double's folder below test/doubles
 * @throws Error when it is not built
 */
export function compiledFile(folder: string, name: string): string {
  const places = [join(__dirname, '..', folder), join(__dirname, '../../../dist/test/doubles', folder)];
  const file = places.map((place) => join(place, name)).find((candidate) => existsSync(candidate));
  if (!file) throw new Error(`${name} is not compiled: run npm run build first`);
  return file;
}

/** Starts a program and waits for the one JSON line it prints when it is ready. @throws Error with what it printed */
export async function forkUntilReady<Ready>(
  file: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = fork(file, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [] });
  return { child, ready: await firstLine<Ready>(child) };
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
    const fail = (why: string) => reject(new Error(`the double ${why}; it printed: ${printed}`));
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
