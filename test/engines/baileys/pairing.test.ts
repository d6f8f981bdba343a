import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Rig, startRig } from './rig.js';
import { waitFor } from '../../support/wait.js';

let rig: Rig;
let account = 0;
let depot: string;
let phone: string;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => {
  account += 1;
  depot = `depot-${account}`;
  phone = `551195000000${account}`;
});
afterEach(() => rig.engine.call('close', depot));
afterAll(() => rig.stop());

describe('by QR code', () => {
  it('links the session, takes over its name and those of its chats, and stays silent about its history', async () => {
    await rig.link(depot, phone);

    const kinds = rig.engine.events.filter(({ sessionId }) => sessionId === depot).map(({ event }) => event.kind);
    expect(kinds.slice(0, 4)).toEqual(['connecting', 'qr', 'connecting', 'ready']);
    expect(rig.engine.seen(depot, 'qr')[0]?.qr).toContain('#2@');
    expect(rig.engine.seen(depot, 'ready')).toEqual([
      { kind: 'ready', phone, pushName: null },
      { kind: 'ready', phone, pushName: 'Depot Nine' },
    ]);
    expect(rig.engine.seen(depot, 'chat')[0]).toMatchObject({ chatId: '552190000000@c.us', name: 'User 0000' });
    expect(rig.engine.seen(depot, 'message').filter(({ history }) => history !== true)).toEqual([]);
    expect(statSync(join(rig.folder, 'baileys', depot)).mode & 0o777).toBe(0o700);
  });

  it('is not needed again after a restart', async () => {
    await rig.link(depot, phone);
    await rig.engine.call('settled');
    await rig.engine.stop();
    await rig.restart();

    await rig.engine.call('open', depot);

    expect(await rig.engine.next(depot, 'ready')).toEqual({ kind: 'ready', phone, pushName: 'Depot Nine' });
    expect(rig.engine.seen(depot, 'qr')).toEqual([]);
  });

  it('is needed again once the folder of the session was deleted', async () => {
    await rig.link(depot, phone);
    await rig.engine.call('close', depot);
    rmSync(join(rig.folder, 'baileys', depot), { recursive: true });
    rig.engine.forgetEvents();

    await rig.engine.call('open', depot);

    expect(await rig.engine.next(depot, 'qr')).toMatchObject({ kind: 'qr' });
    await waitFor('the reason on the screen', () =>
      rig.engine.output.includes('the folder of this session is gone: it is unlinked now'),
    );
  });

  it('is needed again after unlinking, which removes the folder', async () => {
    await rig.link(depot, phone);
    await rig.engine.call('close', depot);
    await rig.engine.call('unlink', depot);
    const folderAfterwards = existsSync(join(rig.folder, 'baileys', depot));
    rig.engine.forgetEvents();

    await rig.engine.call('open', depot);

    expect(folderAfterwards).toBe(false);
    expect(await rig.engine.next(depot, 'qr')).toMatchObject({ kind: 'qr' });
  });
});

describe('by pairing code', () => {
  it('links the session once the code was typed on the phone', async () => {
    await rig.engine.call('open', depot);

    const code = await rig.engine.call('requestPairingCode', depot, phone);
    await rig.double.control.enterCode({ phone, code });

    expect(code).toMatch(/^[1-9A-Z]{8}$/);
    expect(await rig.engine.next(depot, 'ready')).toMatchObject({ phone });
  });

  it('says so when WhatsApp refuses the request, and can still be paired by QR', async () => {
    await rig.engine.call('open', depot);
    const { qr } = await rig.engine.next(depot, 'qr');
    await rig.double.control.fault({ xmlns: 'md', code: 429, text: 'rate-overlimit' });

    const request = rig.engine.call('requestPairingCode', depot, phone);

    await expect(request).rejects.toThrow(
      'ENGINE_FAILED: WhatsApp refused the request for a pairing code (429: rate-overlimit)',
    );
    await rig.double.control.scan({ qr, phone });
    expect(await rig.engine.next(depot, 'ready')).toMatchObject({ phone });
  });

  it('that was never typed leaves nothing behind: the next start shows a QR', async () => {
    await rig.engine.call('open', depot);
    await rig.engine.call('requestPairingCode', depot, phone);
    await rig.engine.call('close', depot);
    rig.engine.forgetEvents();

    await rig.engine.call('open', depot);

    expect(await rig.engine.next(depot, 'qr')).toMatchObject({ kind: 'qr' });
  });

  it('is refused for a session that is linked', async () => {
    await rig.link(depot, phone);

    await expect(rig.engine.call('requestPairingCode', depot, phone)).rejects.toThrow('ENGINE_FAILED');
  });
});
