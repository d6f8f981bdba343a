import { momentOf } from '../../src/domain/moment.js';

it('is the moment of so many seconds', () => {
  expect(momentOf(1_782_461_730)).toEqual(new Date('2026-06-26T08:15:30.000Z'));
});

it.each([0, -1, NaN, Infinity, 2 ** 63, '1782461730', null, undefined])('is none for %p', (seconds) => {
  expect(momentOf(seconds)).toBeUndefined();
});
