import { ROOT_PUBLIC_KEY_HEX } from '../../doubles/whatsapp-server/wire/root-key.js';
import { type Rig, startRig } from './rig.js';

let rig: Rig;
afterEach(() => rig.stop());

it('refuses a server whose certificate does not lead to WhatsApp', async () => {
  rig = await startRig({}, { verifyServer: true });

  await rig.engine.call('open', 'depot');

  expect(await rig.engine.next('depot', 'ended')).toMatchObject({
    end: 'lost',
    reason: expect.stringContaining('certificate signature invalid') as string,
  });
});

it('links to a server whose certificate it can follow, with every signature checked', async () => {
  rig = await startRig({}, { verifyServer: true, trustRoot: ROOT_PUBLIC_KEY_HEX });

  await rig.link('depot', '5511950000001');

  expect(rig.engine.seen('depot', 'ready')[0]).toMatchObject({ phone: '5511950000001' });
  expect(rig.engine.seen('depot', 'ended')).toEqual([]);
});
