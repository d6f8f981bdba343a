import { type Message } from 'whatsapp-web.js';
import { waitFor } from '../support/wait.js';
import { ANA, ANA_ID, PageRig, PHONE } from './rig.js';

describe('a page double that is in trouble', () => {
  let rig: PageRig;

  beforeEach(async () => {
    rig = await PageRig.start();
  });
  afterEach(() => rig.stop());

  it('never becomes WhatsApp Web: the client gives up with a bare string', async () => {
    await rig.control.options({ debugDelayMs: -1 });
    const { client } = await rig.client('one', { authTimeoutMs: 300 });

    await expect(client.initialize()).rejects.toBe('auth timeout');
  });

  it('refuses connections until it is up again', async () => {
    await rig.control.down(true);
    const refused = await rig.client('refused');

    await expect(refused.client.initialize()).rejects.toThrow('ERR_CONNECTION_REFUSED');
    await rig.control.down(false);
    await rig.linked('welcome');
  });

  it('never finishes its synchronisation: connected, but ready only after a reload without that fault', async () => {
    await rig.control.options({ neverSyncs: true });
    const { observed, qr } = await rig.showingQr('one');
    await rig.control.scan({ qr, phone: PHONE });
    await waitFor('the login', async () => String(await observed.client.getState()) === 'CONNECTED');

    await rig.control.options({ neverSyncs: false });
    await rig.control.reload(PHONE);
    await observed.event('ready');

    expect(observed.names().filter((name) => name === 'ready')).toHaveLength(1);
  });

  it('meets another tab: the client says CONFLICT and closes its browser', async () => {
    const observed = await rig.linked();

    await rig.control.socketState(PHONE, 'CONFLICT');

    expect(await observed.event('disconnected')).toEqual(['CONFLICT']);
  });

  it('hangs, and answers when it is awake again', async () => {
    const { client } = await rig.linked();

    await rig.control.freeze(PHONE, 400);
    const askedAt = Date.now();
    await client.getState();

    expect(Date.now() - askedAt).toBeGreaterThan(300);
  });

  it('is reloaded: ready again, and each message is told once', async () => {
    const observed = await rig.linked();
    observed.emitted.length = 0;

    await rig.control.reload(PHONE);
    await observed.event('ready');
    const { id } = await rig.control.inject({ to: PHONE, from: ANA, text: 'once' });
    await observed.event('message', (message: Message) => message.id.id === id);

    expect(observed.names().filter((name) => name === 'message')).toHaveLength(1);
  });

  it('answers late where it was told to', async () => {
    const { client } = await rig.linked();
    await rig.control.slow(PHONE, 'send', 200);

    const askedAt = Date.now();
    await client.sendMessage(ANA_ID, 'slow', { waitUntilMsgSent: true });

    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(190);
  });
});
