import { type Message } from 'whatsapp-web.js';
import { waitFor } from '../support/wait.js';
import { ANA, ANA_ID, type ObservedClient, PageRig, PHONE } from './rig.js';

describe('a page double that is in trouble', () => {
  let rig: PageRig;
  /** Linked before the trouble begins. */
  let gateway: ObservedClient;

  beforeAll(async () => {
    rig = await PageRig.start();
    gateway = await rig.linked();
  });
  afterEach(() => rig.control.options({ debugDelayMs: 0, neverSyncs: false, waitForListener: true }));
  afterAll(() => rig.stop());

  it('hangs, and answers when it is awake again', async () => {
    await rig.control.freeze(PHONE, 400);

    const askedAt = Date.now();
    await gateway.client.getState();

    expect(Date.now() - askedAt).toBeGreaterThan(300);
  });

  it('answers late where it was told to', async () => {
    await rig.control.slow(PHONE, 'send', 200);

    const askedAt = Date.now();
    await gateway.client.sendMessage(ANA_ID, 'slow', { waitUntilMsgSent: true });

    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(190);
  });

  it('is reloaded: ready again, and each message is told once', async () => {
    gateway.emitted.length = 0;

    await rig.control.reload(PHONE);
    await gateway.event('ready');
    const { id } = await rig.control.inject({ to: PHONE, from: ANA, text: 'once' });
    await gateway.event('message', (message: Message) => message.id.id === id);

    expect(gateway.names().filter((name) => name === 'message')).toHaveLength(1);
  });

  it('meets another tab: the client says CONFLICT and closes its browser', async () => {
    await rig.control.socketState(PHONE, 'CONFLICT');

    expect(await gateway.event('disconnected')).toEqual(['CONFLICT']);
    await waitFor('the closed page', async () => (await rig.control.state()).pages.length === 0);
  });

  it('never becomes WhatsApp Web: the client gives up with a bare string', async () => {
    await rig.control.options({ debugDelayMs: -1 });
    const { client } = await rig.client('never', { authTimeoutMs: 300 });

    await expect(client.initialize()).rejects.toBe('auth timeout');
  });

  it('never finishes its synchronisation: connected, but ready only after a reload without that fault', async () => {
    const phone = '5511900000002';
    await rig.control.options({ neverSyncs: true });
    const { observed, qr } = await rig.showingQr('unsynchronised');
    await rig.control.scan({ qr, phone });
    await waitFor('the login', async () => String(await observed.client.getState()) === 'CONNECTED');

    await rig.control.options({ neverSyncs: false });
    await rig.control.reload(phone);
    await observed.event('ready');

    expect(observed.names().filter((name) => name === 'ready')).toHaveLength(1);
  });

  it('is synchronised before a restarted client listens: never ready, until it is told by hand', async () => {
    const before = await rig.linked('missed', '5511900000003');
    await before.client.destroy();
    await rig.control.options({ waitForListener: false });
    const after = await rig.client('missed');

    await after.client.initialize();

    expect(String(await after.client.getState())).toBe('CONNECTED');
    expect(after.names()).not.toContain('authenticated');
    await after.client.pupPage?.evaluate('window.onAppStateHasSyncedEvent()');
    await after.event('ready');
  });

  it('refuses connections until it is up again', async () => {
    await rig.control.down(true);
    const refused = await rig.client('refused');
    await expect(refused.client.initialize()).rejects.toThrow('ERR_CONNECTION_REFUSED');

    await rig.control.down(false);

    await rig.showingQr('welcome');
  });
});
