import { waitFor } from '../support/wait.js';
import { ME, PageRig, PHONE } from './rig.js';

describe('logging in to the page double', () => {
  let rig: PageRig;

  beforeAll(async () => {
    rig = await PageRig.start();
  });
  afterAll(() => rig.stop());

  it('shows a QR code of five parts, and gets ready when the phone scans it', async () => {
    const { observed, qr } = await rig.showingQr('scanned');

    const phone = await rig.control.scan({ qr, phone: PHONE, name: 'Gateway' });
    await observed.event('authenticated');
    await observed.event('ready');

    expect(qr.split(',')).toHaveLength(5);
    expect(phone.id).toBe(ME);
    expect(observed.client.info).toMatchObject({ pushname: 'Gateway', wid: { _serialized: ME } });
    expect(await observed.client.getState()).toBe('CONNECTED');
  });

  it('needs no QR code when it starts again', async () => {
    const before = await rig.linked('again', '5511900000002');
    await before.client.destroy();

    const after = await rig.client('again');
    await after.client.initialize();
    await after.event('ready');

    expect(after.names()).not.toContain('qr');
    expect(after.client.info.wid._serialized).toBe('5511900000002@c.us');
    await after.client.destroy();
  });

  it('cannot be linked with a code that was rotated, only with the new one', async () => {
    const { observed, qr } = await rig.showingQr('rotated');

    await rig.control.rotateQr(qr);
    const [fresh] = await observed.event<[string]>('qr', (shown) => shown !== qr);

    await expect(rig.control.scan({ qr, phone: '5511900000003' })).rejects.toThrow('no page shows this QR code');
    await rig.control.scan({ qr: fresh, phone: '5511900000003' });
    await observed.event('ready');
    await observed.client.destroy();
  });

  it('is linked by the eight characters typed into the phone that asked for them', async () => {
    const phone = '5511900000004';
    const observed = await rig.client('typed', { pairWithPhoneNumber: { phoneNumber: phone } });
    await observed.client.initialize();
    const [code] = await observed.event<[string]>('code');

    await expect(rig.control.enterCode({ code, phone: '5511900000099' })).rejects.toThrow('no page shows this pairing');
    await rig.control.enterCode({ code, phone });
    await observed.event('ready');

    expect(code).toMatch(/^[0-9A-F]{8}$/);
    expect(observed.names()).not.toContain('qr');
    await observed.client.destroy();
  });

  it('shows a new QR code after the phone has unlinked it, and can be linked again', async () => {
    const observed = await rig.linked('unlinked', '5511900000005');
    const [first] = await observed.event<[string]>('qr');

    expect(await rig.control.unlink('5511900000005')).toEqual({ pages: 1 });

    const [reason] = await observed.event<[string]>('disconnected');
    const [fresh] = await observed.event<[string]>('qr', (qr) => qr !== first);
    expect(reason).toBe('LOGOUT');
    observed.emitted.length = 0;
    await rig.control.scan({ qr: fresh, phone: '5511900000005' });
    await observed.event('ready');
    await observed.client.destroy();
  });

  it('asks for a QR code when the phone unlinked it while it was closed', async () => {
    const before = await rig.linked('closed', '5511900000007');
    await before.client.destroy();
    await rig.control.unlink('5511900000007');

    const after = await rig.client('closed');
    await after.client.initialize();
    await after.event('qr');

    expect(after.names()).not.toContain('ready');
    await after.client.destroy();
  });

  it('shows QR codes again when it is asked to, after it had gone idle', async () => {
    const { observed, qr } = await rig.showingQr('idle');
    await rig.control.idleQr(qr);
    await waitFor('the idle page', async () => String(await observed.client.getState()) === 'UNPAIRED_IDLE');

    await observed.client.pupPage?.evaluate('window.require("WAWebCmd").Cmd.refreshQR()');

    await observed.event<[string]>('qr', (shown) => shown !== qr);
    await observed.client.destroy();
  });

  it('ends the link on both sides when it logs out itself', async () => {
    const observed = await rig.linked('leaving', '5511900000006');

    await observed.client.logout();

    const { accounts } = await rig.control.state();
    expect(accounts.find(({ id }) => id === '5511900000006@c.us')).toMatchObject({ devices: 0 });
  });

  it('asked the page for nothing it does not have', async () => {
    expect(await rig.complaints()).toEqual([]);
  });
});
