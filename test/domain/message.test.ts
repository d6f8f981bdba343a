import { ACK, advances, documentedAck, statusOf, type Ack } from '../../src/domain/ack.js';
import { parseJid } from '../../src/domain/jid.js';
import { toMessageId } from '../../src/domain/message.js';

const ALICE = parseJid('628770001122@c.us');
const BOB = parseJid('628123456789@c.us');
const GROUP = parseJid('120363044556677889@g.us');

describe('the id of a message', () => {
  it.each([
    [true, BOB, '3EB0A1', undefined, 'true_628123456789@c.us_3EB0A1'],
    [false, ALICE, '3EB0C4', ALICE, 'false_628770001122@c.us_3EB0C4'],
    [false, GROUP, '3EB07C', ALICE, 'false_120363044556677889@g.us_3EB07C_628770001122@c.us'],
    [true, GROUP, '3EB0A1', BOB, 'true_120363044556677889@g.us_3EB0A1'],
    [false, GROUP, '3EB07C', undefined, 'false_120363044556677889@g.us_3EB07C'],
  ])('fromMe %s in %s is as documented', (fromMe, chatId, stanzaId, author, expected) => {
    expect(toMessageId(fromMe, chatId, stanzaId, author)).toBe(expected);
  });
});

describe('how far a message got', () => {
  it.each([
    [ACK.ERROR, 'failed', -1],
    [ACK.PENDING, 'pending', 0],
    [ACK.SERVER, 'sent', 1],
    [ACK.DEVICE, 'delivered', 2],
    [ACK.READ, 'read', 3],
    [ACK.PLAYED, 'read', 3],
  ])('ack %d is shown as %s, %d', (ack, status, shown) => {
    expect(statusOf(ack)).toBe(status);
    expect(documentedAck(ack)).toBe(shown);
  });

  it('only moves forward; a failure counts only before anybody confirmed, and is final', () => {
    const all = Object.values(ACK).sort((a, b) => a - b);
    const allowed = (from: Ack): Ack[] => all.filter((to) => advances(from, to));

    expect(Object.fromEntries(all.map((from) => [from, allowed(from)]))).toEqual({
      [-1]: [],
      0: [-1, 1, 2, 3, 4],
      1: [2, 3, 4],
      2: [3, 4],
      3: [4],
      4: [],
    });
  });
});
