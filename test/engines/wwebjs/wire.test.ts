import { addressOf, keyText, partsOf } from '../../../src/engines/wwebjs/wire.js';

const PARTS = { fromMe: false, remote: '120363123@g.us', id: '3EB0', participant: '628123456789@c.us' };
const TEXT = 'false_120363123@g.us_3EB0_628123456789@c.us';

test.each([
  ['its text', TEXT],
  ['a key with _serialized', { ...PARTS, _serialized: TEXT }],
  ['a key with $1', { ...PARTS, $1: TEXT }],
  ['nothing but _serialized', { _serialized: TEXT }],
  ['nothing but $1', { $1: TEXT }],
  [
    'wids in place of addresses',
    { ...PARTS, remote: { _serialized: PARTS.remote }, participant: { user: '628123456789', server: 'c.us' } },
  ],
])('a message key is read from %s', (_, key) => {
  expect(partsOf(key)).toEqual(PARTS);
});

test('a key without a participant has none', () => {
  expect(partsOf('true_628123456789@c.us_3EB0')).toEqual({ fromMe: true, remote: '628123456789@c.us', id: '3EB0' });
});

test.each([undefined, null, 7, '', 'x', 'perhaps_1@c.us_2', {}, { id: '3EB0' }, { _serialized: 4 }])(
  '%j is no message key',
  (key) => {
    expect(partsOf(key)).toBeUndefined();
  },
);

test('the text of a key is what WhatsApp Web makes of it', () => {
  expect(keyText(PARTS)).toBe(TEXT);
});

test.each([
  ['628@c.us', '628@c.us'],
  [{ _serialized: '628@c.us', user: 'x' }, '628@c.us'],
  [{ user: '628', server: 'lid' }, '628@lid'],
  [{ user: '628' }, undefined],
  [undefined, undefined],
  [null, undefined],
])('the address of %j is %s', (wid, address) => {
  expect(addressOf(wid)).toBe(address);
});
