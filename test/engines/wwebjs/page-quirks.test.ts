import { startRig, PHONE, type Rig } from './rig.js';

let rig: Rig;
afterEach(() => rig.stop());

test('a page that was synchronised before the library listened becomes ready all the same', async () => {
  rig = await startRig({ waitForListener: false, syncDelayMs: 0 }, { nudgeEveryMs: 100 });
  const link = await rig.link();
  await link.engine.close();
});

test('what a page shows as its code after it was linked is no code', async () => {
  rig = await startRig({ undefinedRefAfterPair: true });
  const link = await rig.link();
  expect(link.seen('qr').map(({ qr }) => qr.startsWith('undefined'))).toEqual([false]);
});

test('when nobody scans, the link ends', async () => {
  rig = await startRig({ qrTtlMs: 100 }, { qrCodes: 2 });
  const opening = rig.open('depot');
  expect(await opening.next('ended')).toMatchObject({ end: 'qr-expired' });
  expect(opening.seen('qr')).toHaveLength(2);
});

test('accepted by the phone and never ready: the link is given up, and for good the second time', async () => {
  rig = await startRig({ neverSyncs: true }, { nudgeEveryMs: 50, syncMs: 300 });
  const ends: string[] = [];
  for (let time = 0; time < 2; time++) {
    const opening = rig.open('depot');
    const { qr } = await opening.next('qr');
    await rig.double.client.scan({ qr, phone: PHONE });
    await opening.next('authenticated');
    ends.push((await opening.next('ended')).end);
    await rig.factory.unlink('depot');
  }
  expect(ends).toEqual(['logged-out', 'auth-failed']);
});
