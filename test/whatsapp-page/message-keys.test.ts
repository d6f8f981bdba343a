import { type Message } from 'whatsapp-web.js';
import { ANA, ANA_ID, PageRig, PHONE } from './rig.js';

/** Builds from the middle of July 2026 on name the serialised form of a message key `$1`; 1.34.7 does not know. */
describe('a page whose message keys carry $1', () => {
  let rig: PageRig;

  beforeAll(async () => {
    rig = await PageRig.start({ msgKeyField: '$1' });
  });
  afterAll(() => rig.stop());

  it('does to the library what users report', async () => {
    const gateway = await rig.linked();

    const sent = await gateway.client.sendMessage(ANA_ID, 'it arrives all the same');
    const { id, key } = await rig.control.inject({ to: PHONE, from: ANA, text: 'hi' });
    const [message] = await gateway.event<[Message]>('message');

    expect(sent).toBeUndefined();
    expect(await rig.control.waitSent(PHONE)).toMatchObject({ body: 'it arrives all the same', chat: ANA_ID });
    expect(message.id).toMatchObject({ id, $1: key });
    expect(message.id._serialized).toBeUndefined();
    await expect(gateway.client.getChats()).rejects.toThrow('No key or key range specified');
  });

  it('asked the page for nothing it does not have', async () => {
    expect(await rig.complaints()).toEqual([]);
  });
});
