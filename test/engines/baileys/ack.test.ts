import { ACK } from '../../../src/domain/ack.js';
import type { Jid } from '../../../src/domain/jid.js';
import { AckProgress, fromReceipt, fromServerAck, type StanzaNode } from '../../../src/engines/baileys/ack.js';
import type { Addresses } from '../../../src/engines/baileys/jid.js';

const addresses: Addresses = {
  self: { pn: '628123456789@c.us' as Jid, lid: '100200300@lid' as Jid },
  phoneBehind: () => undefined,
};
const receipt = (attrs: Record<string, string>, content?: StanzaNode[]): StanzaNode => ({
  tag: 'receipt',
  attrs: { id: '3EB0A1', from: '777888999@lid', t: '1782461730', ...attrs },
  ...(content === undefined ? {} : { content }),
});
const GROUP = { from: '120363044556677889@g.us', participant: '777888999:2@lid' };

describe('the ack of the server', () => {
  it('says that it has the message', () => {
    const node = { tag: 'ack', attrs: { class: 'message', id: '3EB0A1', from: '777888999@lid' } };

    expect(fromServerAck(node)).toEqual({ stanzaId: '3EB0A1', ack: ACK.SERVER });
  });

  it('names the code with which it refused one', () => {
    const node = { tag: 'ack', attrs: { class: 'message', id: '3EB0A1', error: '463' } };

    expect(fromServerAck(node)).toEqual({
      stanzaId: '3EB0A1',
      ack: ACK.ERROR,
      code: '463',
      reason: 'WhatsApp refused the message (463)',
    });
  });
});

describe('a receipt', () => {
  it.each([
    [{}, ACK.DEVICE],
    [{ type: 'read' }, ACK.READ],
    [{ type: 'played' }, ACK.PLAYED],
    [GROUP, ACK.DEVICE],
    [{ ...GROUP, type: 'read' }, ACK.READ],
  ])('with %j says how far the message got', (attrs, ack) => {
    expect(fromReceipt(receipt(attrs), addresses)).toEqual([{ stanzaId: '3EB0A1', ack }]);
  });

  it.each([
    ['of a kind that says nothing about it', { type: 'retry' }],
    ['of a device that is not in use', { type: 'inactive' }],
    ['of the own phone', { from: '628123456789:0@s.whatsapp.net', type: 'read' }],
    ['of the own phone under its alias', { from: '100200300@lid', type: 'read' }],
    ['of the own phone in a group', { ...GROUP, participant: '100200300:3@lid' }],
    ['about what somebody else wrote', { recipient: '777888999@lid', type: 'read' }],
    ['about a story', { from: 'status@broadcast', participant: '777888999@lid' }],
  ])('%s changes nothing', (_what, attrs) => {
    expect(fromReceipt(receipt(attrs), addresses)).toEqual([]);
  });

  it('may be about several messages', () => {
    const list = { tag: 'list', attrs: {}, content: [{ tag: 'item', attrs: { id: '3EB0A2' } }] };

    const reports = fromReceipt(receipt({ type: 'read' }, [list]), addresses);

    expect(reports.map(({ stanzaId }) => stanzaId)).toEqual(['3EB0A1', '3EB0A2']);
  });
});

describe('progress', () => {
  it('reports each level once, however many members of a group confirm it', () => {
    const progress = new AckProgress();
    const levels = [ACK.SERVER, ACK.DEVICE, ACK.DEVICE, ACK.READ, ACK.DEVICE, ACK.READ];

    const news = levels.filter((ack) => progress.isNews({ stanzaId: '3EB0A1', ack }));

    expect(news).toEqual([ACK.SERVER, ACK.DEVICE, ACK.READ]);
  });

  it('keeps messages apart', () => {
    const progress = new AckProgress();
    progress.isNews({ stanzaId: '3EB0A1', ack: ACK.READ });

    expect(progress.isNews({ stanzaId: '3EB0A2', ack: ACK.SERVER })).toBe(true);
  });
});
