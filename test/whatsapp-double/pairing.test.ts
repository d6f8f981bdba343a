import { launchClient } from '../doubles/whatsapp-server/prove/launch-client.js';
import { ALICE, BRUNO, type Rig, startRig } from './rig.js';

const CARLA = '5511900000003';
let rig: Rig;

beforeAll(async () => (rig = await startRig()));
afterAll(() => rig.stop());

it('links a client whose QR code is scanned, and gives it its name', async () => {
  await rig.client.start('alice');
  const { qr } = await rig.client.waitFor('alice', 'QR code', (view) => view.qr !== undefined);

  const paired = await rig.control.scan({ qr: qr ?? '', phone: ALICE, name: 'Alice' });

  const { me, closeCode } = await rig.client.waitFor('alice', 'own name', (view) => view.me?.name === 'Alice');
  expect(me).toMatchObject({ id: paired.jid, lid: paired.lid });
  expect(closeCode).toBe(515);
  expect((await rig.control.state()).accounts).toMatchObject([{ pn: ALICE, devices: [{ online: true }] }]);
});

it('links a client whose eight-character code is typed on the phone', async () => {
  await rig.client.start('bruno');
  await rig.client.waitFor('bruno', 'QR code', (view) => view.qr !== undefined);
  const code = await rig.client.requestCode('bruno', BRUNO);

  const paired = await rig.control.enterCode({
    phone: BRUNO,
    code: `${code.slice(0, 4)}-${code.slice(4)}`,
    name: 'Bruno',
  });

  const { me } = await rig.client.waitFor('bruno', 'open', (view) => view.state === 'open');
  expect(me).toMatchObject({ id: paired.jid, lid: paired.lid });
});

it('refuses a wrong code', async () => {
  await rig.client.start('carla');
  await rig.client.waitFor('carla', 'QR code', (view) => view.qr !== undefined);
  await rig.client.requestCode('carla', CARLA);

  const typed = rig.control.enterCode({ phone: CARLA, code: '11111111' });

  await expect(typed).rejects.toThrow(/wrong code/);
  await expect(rig.control.enterCode({ phone: '5511900000004', code: '11111111' })).rejects.toThrow(
    'no pairing code was requested for this number',
  );
});

it('refuses a QR code that nobody shows any more', async () => {
  const qr = 'https://wa.me/settings/linked_devices#2@old,key,identity,secret';

  const scanned = rig.control.scan({ qr, phone: CARLA });

  await expect(scanned).rejects.toThrow('unknown or expired QR ref');
});

it('is refused by a client that trusts another certificate root', async () => {
  const client = launchClient(rig.double, 'ab'.repeat(32));

  await client.start('wary');
  const { closeMessage } = await client.waitFor('wary', 'close', (view) => view.closeMessage !== undefined);

  expect(closeMessage).toMatch(/certificate signature invalid/);
  await client.end();
});
