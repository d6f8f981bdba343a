import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findBrowser } from '../../../src/engines/wwebjs/find-browser.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'browser-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, '');
  chmodSync(path, mode);
  return path;
}

test('the one that is set counts', () => {
  program('chromium');
  const own = program('my-browser');
  expect(findBrowser(own, folder)).toBe(own);
});

test('otherwise it is looked for on the PATH', () => {
  const path = program('google-chrome');
  expect(findBrowser(undefined, ['/nowhere', folder].join(delimiter), () => [])).toBe(path);
});

test.each([
  ['none is there', undefined],
  ['the one that is set is not there', '/nowhere/chromium'],
])('when %s, the error names the three ways out', (_, executablePath) => {
  program('chromium', 0o644);
  const find = () => findBrowser(executablePath, folder, () => []);
  expect(find).toThrow(/[Ii]nstall chromium.*PUPPETEER_EXECUTABLE_PATH.*baileys/s);
});
