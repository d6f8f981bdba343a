import type { Jid } from '../../../src/domain/jid.js';
import { Addresses } from '../../../src/engines/wwebjs/addresses.js';
import { addressesIn, announcedFile, toMessage } from '../../../src/engines/wwebjs/message.js';
import type { WireMessage } from '../../../src/engines/wwebjs/wire.js';

const SELF = '628123456789@c.us' as Jid;
const SELF_LID = '111000@lid' as Jid;
const ANA = '5511988887777@c.us' as Jid;
const ANA_LID = '222000@lid' as Jid;
const GROUP = '120363123456@g.us' as Jid;

function addresses(): Addresses {
  const known = new Addresses({ pn: SELF, lid: SELF_LID });
  known.learn(ANA_LID, ANA);
  return known;
}

const inbound = (more: WireMessage): WireMessage => ({
  id: { fromMe: false, remote: ANA, id: '3EB0A1' },
  type: 'chat',
  t: 1782461729,
  notifyName: 'Ana',
  ...more,
});
const read = (more: WireMessage) => toMessage(inbound(more), addresses());

test('a text of a contact', () => {
  expect(read({ body: 'hello' })).toEqual({
    stanzaId: '3EB0A1',
    chatId: ANA,
    fromMe: false,
    author: ANA,
    authorLid: ANA_LID,
    pushName: 'Ana',
    type: 'text',
    body: 'hello',
    sentAt: new Date(1782461729 * 1000),
    hasMedia: false,
  });
});

test('a sender who shows only the alias is told under the number that is known', () => {
  expect(read({ id: `false_${ANA_LID}_3EB0A1`, body: 'x' })).toMatchObject({
    chatId: ANA,
    author: ANA,
    authorLid: ANA_LID,
  });
});

test('an alias that nobody knows stays one', () => {
  expect(read({ id: 'false_999@lid_3EB0A1', body: 'x' })).toMatchObject({ chatId: '999@lid', authorLid: '999@lid' });
});

test('in a group the author is the participant', () => {
  expect(read({ id: `false_${GROUP}_3EB0A1_${ANA_LID}`, body: 'x' })).toMatchObject({
    chatId: GROUP,
    author: ANA,
    authorLid: ANA_LID,
  });
  expect(
    read({ id: { fromMe: false, remote: GROUP, id: 'A' }, author: { _serialized: ANA }, body: 'x' }),
  ).toMatchObject({
    author: ANA,
  });
});

test('a message of the own phone is ours, and has no push name', () => {
  const told = read({ id: `true_${GROUP}_3EB0A1_${SELF_LID}`, body: 'x' });
  expect(told).toMatchObject({ fromMe: true, author: SELF, authorLid: SELF_LID });
  expect(told).not.toHaveProperty('pushName');
});

test.each<[string, WireMessage, object]>([
  ['a picture', { type: 'image', caption: 'look' }, { type: 'image', body: 'look', hasMedia: true }],
  ['a video note', { type: 'ptv' }, { type: 'video', body: '', hasMedia: true }],
  ['a voice note', { type: 'ptt' }, { type: 'voice', hasMedia: true }],
  ['a sticker', { type: 'sticker' }, { type: 'sticker', hasMedia: true }],
  ['a file without a caption', { type: 'document', filename: 'a.pdf' }, { type: 'document', body: 'a.pdf' }],
  ['a card', { type: 'vcard', body: 'BEGIN:VCARD', vcardFormattedName: 'Bob' }, { type: 'contact', body: 'Bob' }],
  ['a missed call', { type: 'call_log' }, { type: 'call' }],
  ['a kind nobody knows', { type: 'hologram', body: 'x' }, { type: 'unknown', body: '' }],
  [
    'a place',
    { type: 'location', lat: 1.5, lng: 2.5, loc: 'Depot\nDock 9', clientUrl: 'https://example.org' },
    {
      type: 'location',
      body: 'Depot',
      location: { latitude: 1.5, longitude: 2.5, description: 'Depot', address: 'Dock 9', url: 'https://example.org' },
    },
  ],
  [
    'a poll',
    {
      type: 'poll_creation',
      pollName: 'When?',
      pollOptions: [{ name: 'now' }, { name: 'later' }],
      pollSelectableOptionsCount: 1,
    },
    { type: 'poll', body: 'When?', poll: { options: ['now', 'later'], multiple: false } },
  ],
  [
    'an answer',
    { body: 'yes', quotedStanzaID: '3EB0Q', quotedParticipant: ANA_LID, quotedMsg: { type: 'chat', body: 'coming?' } },
    { body: 'yes', quoted: { stanzaId: '3EB0Q', author: ANA, body: 'coming?' } },
  ],
  [
    'mentions of either shape',
    { body: '@1 @2', mentionedJidList: [{ _serialized: ANA_LID }, SELF] },
    { mentionedIds: [ANA, SELF] },
  ],
])('%s', (_, wire, expected) => {
  expect(read(wire)).toMatchObject(expected);
});

test.each(['ciphertext', 'e2e_notification', 'gp2', 'protocol', 'reaction', 'revoked', 'notification_template'])(
  '%s is nothing to tell',
  (type) => {
    expect(read({ type, body: 'x' })).toBeUndefined();
  },
);

test.each<[string, WireMessage]>([
  ['no id', { id: undefined } as unknown as WireMessage],
  ['a chat that is no address', { id: 'false_nonsense_3EB0' }],
  ['a group message of nobody', { id: `false_${GROUP}_3EB0` }],
])('a message with %s is left out, not thrown at', (_, wire) => {
  expect(read({ body: 'x', ...wire })).toBeUndefined();
});

test('a file is announced with what the sender says of it', () => {
  expect(announcedFile({ directPath: '/a', mimetype: 'image/png', size: 12 })).toEqual({
    mimetype: 'image/png',
    sizeBytes: 12,
  });
  expect(announcedFile({ directPath: '/a', filename: 'a.pdf', size: -4 })).toEqual({
    mimetype: 'application/octet-stream',
    filename: 'a.pdf',
  });
  expect(announcedFile({ mimetype: 'image/png' })).toBeUndefined();
});

test('every address of a message is looked at for aliases', () => {
  const wire = inbound({
    id: `false_${GROUP}_3EB0A1_${ANA_LID}`,
    quotedParticipant: { user: '333', server: 'lid' },
    mentionedJidList: ['444@lid'],
  });
  expect(addressesIn(wire)).toEqual([GROUP, ANA_LID, '333@lid', '444@lid']);
});
