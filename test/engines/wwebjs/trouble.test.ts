import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../support/wait.js';
import { createWwebjsFactory } from '../../../src/engines/wwebjs/factory.js';
import { loadConfig } from '../../../src/config/config.js';
import { createLogger } from '../../../src/runtime/logger.js';
import { mediaStore } from '../../support/media.js';
import { browserOf, processesOf, rendererOf } from './processes.js';
import { ANA, PHONE, jid, startRig, type Rig } from './rig.js';

let rig: Rig;
const gone = (): Promise<unknown> => waitFor('the end of every process', () => processesOf(rig.folder).length === 0);

beforeAll(async () => {
  rig = await startRig(
    {},
    { probeEveryMs: 200, probeMs: 300, startMs: 1000, closeMs: 2000 },
    { WWEBJS_AUTH_TIMEOUT_MS: '2000' },
  );
});
afterAll(() => rig.stop());

test.each([1, 2])('a browser that is killed ends the link at once, and leaves nothing behind (%i)', async () => {
  const link = await rig.link();
  process.kill(browserOf(rig.folder)?.pid as number, 'SIGKILL');
  expect(await link.next('ended', undefined, 20_000)).toMatchObject({ end: 'crashed', reason: 'the browser ended' });
  await gone();
  await expect(link.engine.contacts.checkNumber(ANA)).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
});

test.each([1, 2])('a page that crashes ends the link at once, and leaves nothing behind (%i)', async () => {
  const link = await rig.link();
  process.kill(rendererOf(rig.folder)?.pid as number, 'SIGKILL');
  expect(await link.next('ended', undefined, 20_000)).toMatchObject({ end: 'crashed', reason: 'the page crashed' });
  await gone();
});

test('a page that hangs is found, what waits for it fails, and it is killed', async () => {
  const link = await rig.link();
  await rig.double.client.freeze(PHONE, 60_000);
  const asked = link.engine.contacts.checkNumber(ANA);
  const failed = expect(asked).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  expect(await link.next('ended', undefined, 20_000)).toMatchObject({
    end: 'crashed',
    reason: 'the page does not answer',
  });
  await failed;
  await gone();
});

test('a call that is not answered in time fails; the link goes on', async () => {
  const slow = await startRig({}, { callMs: 300 });
  const link = await slow.link();
  await slow.double.client.slow(PHONE, 'profilePicture', 2000);
  await expect(link.engine.contacts.pictureUrl(jid(ANA))).rejects.toThrow(/did not answer in time/);
  const ended = link.seen('ended');
  await slow.stop();
  expect(ended).toEqual([]);
});

test.each([0, 150, 400])('a start that is called back after %i ms leaves nothing behind', async (afterMs) => {
  const stop = new AbortController();
  await rig.double.client.silence(true);
  const opening = rig.open('hasty', { signal: stop.signal });
  setTimeout(() => stop.abort(), afterMs);
  await expect(opening.opened).rejects.toMatchObject({ code: 'ENGINE_FAILED', message: 'The start was cancelled' });
  await rig.double.client.silence(false);
  expect(processesOf(rig.folder)).toEqual([]);
});

test('a site that accepts and never answers: the start fails in time, and leaves nothing behind', async () => {
  await rig.double.client.silence(true);
  await expect(rig.open('silent').opened).rejects.toThrow(/^WhatsApp Web could not be opened: it did not load in time/);
  await rig.double.client.silence(false);
  expect(processesOf(rig.folder)).toEqual([]);
});

test('a site that cannot be reached: the start fails at once, and leaves nothing behind', async () => {
  await rig.double.client.down(true);
  await expect(rig.open('unreachable').opened).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  await rig.double.client.down(false);
  expect(processesOf(rig.folder)).toEqual([]);
});

test('a kill ends the browser whatever it is doing', async () => {
  const link = await rig.link();
  await rig.double.client.freeze(PHONE, 60_000);
  await link.engine.kill();
  expect(processesOf(rig.folder)).toEqual([]);
});

test('without a browser the start fails at once, and tells the three ways out', async () => {
  const config = loadConfig({ PUPPETEER_EXECUTABLE_PATH: '/nowhere/chromium', SESSION_DATA_PATH: rig.folder });
  const factory = createWwebjsFactory({ config: config.wwebjs, logger: createLogger('silent') });
  const startedAt = Date.now();
  const opened = factory.open({
    sessionId: 'depot',
    media: mediaStore(),
    heardUntil: () => Promise.resolve(undefined),
    signal: new AbortController().signal,
    emit: () => undefined,
  });
  await expect(opened).rejects.toThrow(/Install chromium.*PUPPETEER_EXECUTABLE_PATH.*baileys/s);
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});

test('a browser that ends at once: the start says so, and what containers lack', async () => {
  const browser = join(rig.folder, 'broken-chromium');
  writeFileSync(browser, '#!/bin/sh\necho "error while loading shared libraries: libnss3.so" >&2\nexit 127\n', {
    mode: 0o755,
  });
  const config = loadConfig({ PUPPETEER_EXECUTABLE_PATH: browser, SESSION_DATA_PATH: rig.folder });
  const factory = createWwebjsFactory({ config: config.wwebjs, logger: createLogger('silent') });
  const opened = factory.open({
    sessionId: 'broken',
    media: mediaStore(),
    heardUntil: () => Promise.resolve(undefined),
    signal: new AbortController().signal,
    emit: () => undefined,
  });
  await expect(opened).rejects.toThrow(/^The browser ended as soon as it was started: .*--no-sandbox.*--shm-size/s);
});
