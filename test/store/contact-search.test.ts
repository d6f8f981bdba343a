import { finds } from '../../src/store/contact-search.js';

const RINA = ['Rina Wijaya', 'rin', '628770001122@c.us', null];

it.each([
  ['part of the name', 'wija', true],
  ['in another case', 'RINA', true],
  ['with spaces around it', '  rina ', true],
  ['the name they gave themselves', 'rin', true],
  ['part of the number', '7700011', true],
  ['the number as people write it', '+62 877-0001 122', true],
  ['another number', '62999', false],
  ['another name', 'tono', false],
  ['what every address holds', 'c.us', false],
])('finds by %s: %s', (_what, search, found) => {
  expect(finds(search, RINA)).toBe(found);
});

it('folds the case of every alphabet', () => {
  expect(finds('ЖАННА', ['Жанна', '', '7001@c.us'])).toBe(true);
});

it('does not take the digits of an alias for a number', () => {
  expect(finds('9988', ['', '', '99887766@lid', null])).toBe(false);
  expect(finds('6287', ['', '', '99887766@lid', '628770001122@c.us'])).toBe(true);
});
