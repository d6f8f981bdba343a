import { chatKindOf, isGroup, isLid, parseJid, phoneOf, sameIdentity, toJid, userOf } from '../../src/domain/jid.js';

it.each([
  ['628123456789@c.us', '628123456789@c.us'],
  ['628123456789@s.whatsapp.net', '628123456789@c.us'],
  ['628123456789:12@s.whatsapp.net', '628123456789@c.us'],
  [' 628123456789@c.us ', '628123456789@c.us'],
  ['120363044556677889@g.us', '120363044556677889@g.us'],
  ['628123456789-1588888888@g.us', '628123456789-1588888888@g.us'],
  ['1234567:3@lid', '1234567@lid'],
  ['120363123456789@newsletter', '120363123456789@newsletter'],
  ['1588888888@broadcast', '1588888888@broadcast'],
  ['status@broadcast', 'status@broadcast'],
])('reads %s as %s', (input, expected) => {
  expect(toJid(input)).toBe(expected);
  expect(parseJid(input)).toBe(expected);
});

it.each([
  '',
  '628123456789',
  '@c.us',
  '1234@c.us',
  '1234567890123456@c.us',
  '628-123@c.us',
  'abc@c.us',
  '628123456789@example.com',
  '628123456789@c.us@c.us',
  'status@c.us',
  'status@g.us',
  `${'1'.repeat(60)}@c.us`,
  undefined,
  null,
  628123456789,
  { id: '628123456789@c.us' },
])('does not take %j for an address', (input) => {
  expect(toJid(input)).toBeUndefined();
});

it('names the field whose address is wrong', () => {
  expect(() => parseJid('nobody', 'quotedMessage.author')).toThrow(
    expect.objectContaining({
      code: 'INVALID_JID',
      field: 'quotedMessage.author',
      message: expect.stringMatching(/^quotedMessage\.author must be a WhatsApp id/) as string,
    }) as Error,
  );
});

it.each([
  ['628123456789@c.us', 'individual', '628123456789'],
  ['1234567@lid', 'individual', undefined],
  ['120363044556677889@g.us', 'group', undefined],
  ['120363123456789@newsletter', 'channel', undefined],
  ['status@broadcast', 'status', undefined],
  ['1588888888@broadcast', 'broadcast', undefined],
])('knows that %s is of kind %s with phone number %s', (address, kind, phone) => {
  const jid = parseJid(address);

  expect(chatKindOf(jid)).toBe(kind);
  expect(phoneOf(jid)).toBe(phone);
  expect(isGroup(jid)).toBe(kind === 'group');
  expect(isLid(jid)).toBe(address.endsWith('@lid'));
  expect(userOf(jid)).toBe(address.split('@')[0]);
});

it.each([
  ['628123456789@c.us', '628123456789@s.whatsapp.net', true],
  ['628123456789@c.us', '628123456789:4@c.us', true],
  ['628123456789@c.us', '628123456789', true],
  ['628123456789@c.us', '+62 812-3456-789', true],
  ['628123456789', '628123456789', true],
  ['628123456789@c.us', '628123456788@c.us', false],
  ['1234567@lid', '1234567', false],
  ['1234567@lid', '1234567:2@lid', true],
  ['nobody', 'nobody', false],
])('takes %s and %s for one: %s', (one, other, same) => {
  expect(sameIdentity(one, other)).toBe(same);
  expect(sameIdentity(other, one)).toBe(same);
});
