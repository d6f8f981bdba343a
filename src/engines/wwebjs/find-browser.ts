import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { EngineFailedError } from '../../domain/errors.js';

/** As distributions name it, best first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const WAYS_OUT =
  'Install chromium, or set PUPPETEER_EXECUTABLE_PATH to a browser, or use the baileys engine, which needs none';

/**
 * @param executablePath PUPPETEER_EXECUTABLE_PATH
 * @param searchPath folders to look in, as PATH lists them
 * @param bundled what came with puppeteer, if anything did
 * @returns the browser to launch
 * @throws EngineFailedError naming the ways out; the operator reads it
 */
export function findBrowser(
  executablePath: string | undefined,
  searchPath: string,
  bundled: () => string[] = ofPuppeteer,
): string {
  if (executablePath !== undefined) {
    if (isExecutable(executablePath)) return executablePath;
    throw new EngineFailedError(`No browser can be started at ${executablePath}. ${WAYS_OUT}`);
  }
  const found = [...bundled(), ...onPath(searchPath)].find(isExecutable);
  if (found === undefined) throw new EngineFailedError(`No Chromium was found. ${WAYS_OUT}`);
  return found;
}

/** What puppeteer may have downloaded, where its download was not switched off. */
function ofPuppeteer(): string[] {
  try {
    const puppeteer = createRequire(__filename)('puppeteer') as { executablePath(): string };
    return [puppeteer.executablePath()];
  } catch {
    return [];
  }
}

const onPath = (searchPath: string): string[] =>
  NAMES.flatMap((name) =>
    searchPath
      .split(delimiter)
      .filter(Boolean)
      .map((folder) => join(folder, name)),
  );

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
