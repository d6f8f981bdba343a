import { accessSync, constants, existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { packagedBrowser } from './packaged-browser.js';

/** What puppeteer's `launch` wants to know. */
export interface TestBrowser {
  executablePath: string;
  headless: true | 'shell';
  args: string[];
}

/** The headless shell starts three times faster than the whole browser and takes half of its memory. */
const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
/** Debian's command for it is a shell script that stays alive in between, so the program itself is named here. */
const AT = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Without a sandbox, since tests run as root in containers; without the services that would ask the internet. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A Chromium for tests and the demo: the one PUPPETEER_EXECUTABLE_PATH names, else the system's, else the one that came
 * with `npm ci`. Never undefined: a test that wants a browser has one.
 * @throws Error when the named one is not there, or when the packaged one does not fit this machine
 */
export async function testBrowser(): Promise<TestBrowser> {
  const named = process.env.PUPPETEER_EXECUTABLE_PATH;
  if (named && !existsSync(named)) throw new Error(`PUPPETEER_EXECUTABLE_PATH names ${named}, which is not there`);
  return described(named || systemBrowser() || (await packagedBrowser()));
}

function described(executablePath: string): TestBrowser {
  return {
    executablePath,
    headless: /headless.?shell/.test(basename(executablePath)) ? 'shell' : true,
    args: [...ARGS],
  };
}

function systemBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...AT, ...ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name)))].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
