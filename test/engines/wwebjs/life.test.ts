import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { UncertainSendError } from '../../../src/domain/errors.js';
import { waitFor } from '../../support/wait.js';
import { processesOf } from './processes.js';
import { startConnectProxy } from './connect-proxy.js';
import { ANA, BOB, PHONE, jid, startRig, type Rig } from './rig.js';

let rig: Rig;
const profileOf = (sessionId: string): string => join(rig.folder, 'sessions', `session-${sessionId}`);
const gone = (): Promise<unknown> => waitFor('the end of every browser', () => processesOf(rig.folder).length === 0);

beforeAll(async () => (rig = await startRig({}, { nudgeEveryMs: 200 })));
afterEach(async () => {
  const { missing, pageErrors } = await rig.double.client.state();
  expect({ missing, pageErrors }).toEqual({ missing: [], pageErrors: [] });
});
afterAll(() => rig.stop());

test('a session is linked by its QR code, comes back without one, and is forgotten when it is unlinked', async () => {
  const before = readdirSync('.');
  const opening = rig.open('depot');
  const first = await opening.next('qr');
  await rig.double.client.rotateQr(first.qr);
  const { qr } = await opening.next('qr', (event) => event.qr !== first.qr);
  await rig.double.client.scan({ qr, phone: PHONE, name: 'Depot Nine' });
  expect(await opening.next('ready')).toEqual({ kind: 'ready', phone: PHONE, pushName: 'Depot Nine' });
  const kinds = opening.events.map(({ kind }) => kind);
  expect(kinds.slice(0, 5)).toEqual(['connecting', 'qr', 'qr', 'authenticated', 'ready']);
  expect(existsSync(profileOf('depot'))).toBe(true);
  await (await opening.opened).engine.close();
  expect(processesOf(rig.folder)).toEqual([]);

  const again = rig.open('depot');
  await again.next('ready');
  expect(again.seen('qr')).toEqual([]);
  await (await again.opened).engine.close();

  await rig.factory.unlink('depot');
  expect(existsSync(profileOf('depot'))).toBe(false);
  expect(readdirSync('.')).toEqual(before);
});

test('a session is linked by a code that is typed on the phone', async () => {
  const opening = rig.open('by-code');
  await opening.next('qr');
  const { engine } = await opening.opened;
  const code = await engine.requestPairingCode(PHONE);
  expect(code).toMatch(/^[A-Z0-9]{8}$/);
  await rig.double.client.enterCode({ code, phone: PHONE });
  await opening.next('ready');
  await engine.close();
});

test('a QR code that has gone idle is renewed', async () => {
  const opening = rig.open('idle');
  const { qr: first } = await opening.next('qr');
  await opening.opened;
  await rig.double.client.idleQr(first);
  const { qr } = await opening.next('qr', (event) => event.qr !== first);
  await rig.double.client.scan({ qr, phone: PHONE });
  await opening.next('ready');
  await (await opening.opened).engine.close();
});

test('unlinked on the phone: the link ends, its profile goes once the browser is gone, the next start shows a QR code', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  const link = await rig.link('unlinked');
  await rig.double.client.unlink(PHONE);
  expect(await link.next('ended')).toMatchObject({ end: 'logged-out' });
  await rig.factory.unlink('unlinked');
  expect(processesOf(rig.folder)).toEqual([]);
  expect(existsSync(profileOf('unlinked'))).toBe(false);
  const again = await rig.link('unlinked');
  await again.engine.close();
  expect(rejections).toEqual([]);
  process.off('unhandledRejection', note);
});

test.each([
  ['CONFLICT', 'replaced'],
  ['UNPAIRED', 'logged-out'],
  ['DEPRECATED_VERSION', 'outdated'],
  ['PROXYBLOCK', 'lost'],
])('the page reports %s: the link has ended as %s', async (state, end) => {
  const link = await rig.link(`reported-${state.toLowerCase()}`);
  await rig.double.client.socketState(PHONE, state);
  expect(await link.next('ended')).toMatchObject({ end });
  await gone();
});

test('after a reload of the page messages go on, each told once', async () => {
  const link = await rig.link('reloaded');
  await rig.double.client.reload(PHONE);
  await link.next('ready', () => link.seen('ready').length === 2);
  const { id } = await rig.double.client.inject({ to: PHONE, from: ANA, text: 'still there?' });
  await link.next('message', ({ message }) => message.stanzaId === id);
  const stanzaId = link.engine.newStanzaId();
  await link.engine.messages.send({
    to: jid(ANA),
    stanzaId,
    content: { kind: 'text', text: 'yes', linkPreview: false },
  });
  await link.next('ack', (event) => event.stanzaId === stanzaId);
  expect(link.seen('message').map(({ message }) => message.body)).toEqual(['still there?']);
  await link.engine.close();
});

test('a message that the page has when it is loaded anew is in doubt', async () => {
  const link = await rig.link('reloaded-in-a-send');
  // the library asks for the preview in the middle of sending
  await rig.double.client.slow(PHONE, 'linkPreview', 3000);
  const content = { kind: 'text', text: 'https://example.org/on-its-way', linkPreview: true } as const;

  const sending = link.engine.messages.send({ to: jid(ANA), stanzaId: link.engine.newStanzaId(), content });
  const refusal = sending.catch((error: unknown) => error);
  await rig.double.client.waitRequest(PHONE, { op: 'linkPreview', url: content.text });
  await rig.double.client.reload(PHONE);

  expect(await refusal).toBeInstanceOf(UncertainSendError);
  await rig.double.client.slow(PHONE, 'linkPreview', 0);
  await link.engine.close();
});

test('a session with a proxy goes through it, with its password', async () => {
  const { hostname: host, port } = new URL(rig.double.page);
  const proxy = await startConnectProxy('depot:p@ss', { host, port: Number(port) });
  const url = `http://depot:p%40ss@127.0.0.1:${proxy.port}`;
  const opening = rig.open('behind-a-proxy', { proxy: { url, type: 'http' } });
  const { qr } = await opening.next('qr');
  await rig.double.client.scan({ qr, phone: PHONE });
  await opening.next('ready');
  expect(proxy.reached).toContain('web.whatsapp.com:443');
  await (await opening.opened).engine.close();
  await proxy.stop();
});

test('two sessions at once do not meet', async () => {
  const [depot, shop] = await Promise.all([rig.link('depot', PHONE), rig.link('shop', BOB)]);
  await rig.double.client.inject({ to: BOB, from: ANA, text: 'to the shop' });
  await shop.next('message', ({ message }) => message.body === 'to the shop');
  expect(depot.seen('message')).toEqual([]);
  await Promise.all([depot.engine.close(), shop.engine.close()]);
  expect(processesOf(rig.folder)).toEqual([]);
});

test('a profile that a container of another name left locked can be used', async () => {
  mkdirSync(profileOf('moved'), { recursive: true });
  symlinkSync('another-host-4711', join(profileOf('moved'), 'SingletonLock'));
  const link = await rig.link('moved');
  await link.engine.close();
});
