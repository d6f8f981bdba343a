import { readQr } from '../support/qr.js';
import { waitFor } from '../support/wait.js';
import { type Rig } from './rig.js';
import { rigForEach } from './rig-for-each.js';

let rig: Rig;
rigForEach((made) => ({ rig } = made));

async function showingQr(text: string): Promise<string> {
  const { id } = await rig.create();
  await rig.sessions.start(id);
  rig.factory.engine.emit({ kind: 'qr', qr: text });
  await rig.reaches(id, 'qr_ready');
  return id;
}

describe('the QR code', () => {
  it('is a picture that a phone reads back as what the engine said, the same as in the event', async () => {
    const id = await showingQr('https://wa.me/settings/linked_devices#2@ref,noise,identity,adv,1');

    const { qrCode, status } = await rig.sessions.qr(id);

    expect(status).toBe('qr_ready');
    expect(qrCode).toMatch(/^data:image\/png;base64,/);
    expect(readQr(qrCode)).toBe('https://wa.me/settings/linked_devices#2@ref,noise,identity,adv,1');
    expect((await rig.events(id, 'session.qr'))[0]?.data).toEqual({ sessionId: id, qr: qrCode });
  });

  it('is the newest one', async () => {
    const id = await showingQr('first');

    rig.factory.engine.emit({ kind: 'qr', qr: 'second' });
    rig.factory.engine.emit({ kind: 'qr', qr: 'third' });
    await waitFor('the newest QR', async () => (await rig.events(id, 'session.qr')).length === 2);

    expect(readQr((await rig.sessions.qr(id)).qrCode)).toBe('third');
  });

  it('is not there before the session is started', async () => {
    const { id } = await rig.create();

    await expect(rig.sessions.qr(id)).rejects.toMatchObject({ code: 'SESSION_NOT_STARTED' });
  });

  it('is not there before the engine shows one', async () => {
    const { id } = await rig.create();
    await rig.sessions.start(id);

    await expect(rig.sessions.qr(id)).rejects.toMatchObject({ code: 'QR_NOT_READY' });
  });

  it.each(['authenticated', 'ready'] as const)('is not there any more once the session is %s', async (kind) => {
    const id = await showingQr('code');

    if (kind === 'ready') rig.factory.engine.ready();
    else rig.factory.engine.emit({ kind });

    await expect(rig.sessions.qr(id)).rejects.toMatchObject({ code: 'SESSION_ALREADY_PAIRED' });
  });

  it('does not come back from the drawing when the phone was quicker', async () => {
    const { id } = await rig.create();
    await rig.sessions.start(id);

    rig.factory.engine.emit({ kind: 'qr', qr: 'code' });
    rig.factory.engine.ready();
    await rig.row(id);

    expect(await rig.journalled(id)).toEqual(['status initializing', 'session.authenticated', 'status ready']);
  });

  it('goes with its engine', async () => {
    const id = await showingQr('code');

    await rig.sessions.stop(id);

    await expect(rig.sessions.qr(id)).rejects.toMatchObject({ code: 'SESSION_NOT_STARTED' });
  });
});

describe('the pairing code', () => {
  it('comes from the engine once that can be paired', async () => {
    const { id } = await rig.create();
    await rig.sessions.start(id);

    const asked = rig.sessions.requestPairingCode(id, '628123456789');
    rig.factory.engine.emit({ kind: 'qr', qr: 'code' });

    expect(await asked).toEqual({ pairingCode: 'ABCD1234', status: 'qr_ready' });
  });

  it('is refused before the session is started, and once it is linked', async () => {
    const { id } = await rig.create();
    const linked = await rig.createReady();

    await expect(rig.sessions.requestPairingCode(id, '628123456789')).rejects.toMatchObject({
      code: 'SESSION_NOT_STARTED',
    });
    await expect(rig.sessions.requestPairingCode(linked.id, '628123456789')).rejects.toMatchObject({
      code: 'SESSION_ALREADY_PAIRED',
    });
  });

  it('is refused when the session is stopped while it waits', async () => {
    const { id } = await rig.create();
    await rig.sessions.start(id);

    const asked = rig.sessions.requestPairingCode(id, '628123456789');
    const refused = expect(asked).rejects.toMatchObject({ code: 'SESSION_NOT_STARTED' });
    await rig.sessions.stop(id);

    await refused;
  });

  it('is not waited for longer than ten seconds', async () => {
    const { id } = await rig.create();
    await rig.sessions.start(id);
    const wait = new AbortController();
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(wait.signal);

    const refused = expect(rig.sessions.requestPairingCode(id, '628123456789')).rejects.toMatchObject({
      code: 'QR_NOT_READY',
    });
    await waitFor('the wait', () => timeout.mock.calls.length > 0);
    expect(timeout.mock.calls).toEqual([[10_000]]);
    timeout.mockRestore();
    wait.abort();

    await refused;
  });

  it('is not available where the engine has none', async () => {
    const { id } = await rig.create();
    rig.factory.capabilities = new Set(['SEND_TEXT']);
    await rig.sessions.start(id);

    await expect(rig.sessions.requestPairingCode(id, '628123456789')).rejects.toMatchObject({
      code: 'NOT_IMPLEMENTED',
    });
  });
});
