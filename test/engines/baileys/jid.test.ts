import type { Jid } from '../../../src/domain/jid.js';
import { type Addresses, isSelf, lidAmong, neutral, toWire } from '../../../src/engines/baileys/jid.js';

const addresses: Addresses = {
  self: { pn: '628123456789@c.us' as Jid, lid: '100200300@lid' as Jid },
  phoneBehind: (lid) => (lid === '777888999' ? '5511988887777' : undefined),
};

it.each([
  ['a phone number with a device', '5511988887777:12@s.whatsapp.net', undefined, '5511988887777@c.us'],
  ['an alias whose number the stanza tells', '42424242:3@lid', '5511911112222@s.whatsapp.net', '5511911112222@c.us'],
  ['an alias whose number is stored', '777888999@lid', undefined, '5511988887777@c.us'],
  ['an alias nobody knows', '42424242:3@lid', undefined, '42424242@lid'],
  ['the own alias', '100200300:4@lid', undefined, '628123456789@c.us'],
  ['a number whose alias the stanza tells', '5511988887777@s.whatsapp.net', '777888999@lid', '5511988887777@c.us'],
  ['a group', '120363044556677889@g.us', undefined, '120363044556677889@g.us'],
])('turns %s into its neutral form', (_what, wire, alt, jid) => {
  expect(neutral(wire, alt, addresses)).toBe(jid);
});

it.each([undefined, null, '', 'nonsense', '13135550002@bot', '1@s.whatsapp.net'])('leaves out %s', (wire) => {
  expect(neutral(wire, undefined, addresses)).toBeUndefined();
});

it('knows the session under both of its addresses', () => {
  expect(isSelf('628123456789:7@s.whatsapp.net', addresses)).toBe(true);
  expect(isSelf('100200300:7@lid', addresses)).toBe(true);
  expect(isSelf('777888999@lid', addresses)).toBe(false);
});

it('finds the alias among two spellings', () => {
  expect(lidAmong('5511988887777@s.whatsapp.net', '777888999:2@lid')).toBe('777888999@lid');
  expect(lidAmong('5511988887777@s.whatsapp.net', undefined)).toBeUndefined();
});

it('speaks to the library in its own spelling', () => {
  expect(toWire('5511988887777@c.us' as Jid)).toBe('5511988887777@s.whatsapp.net');
  expect(toWire('777888999@lid' as Jid)).toBe('777888999@lid');
  expect(toWire('120363044556677889@g.us' as Jid)).toBe('120363044556677889@g.us');
});
