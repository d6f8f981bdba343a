import fc from 'fast-check';
import { isoText } from '../../schema/iso-text.js';

it('says what toISOString says, of any moment', () => {
  fc.assert(
    fc.property(fc.array(fc.date({ noInvalidDate: true })), (moments) => {
      expect(moments.map(isoText)).toEqual(moments.map((moment) => moment.toISOString()));
    }),
  );
});

it.each([
  ['the last and the first of two days', [-1, 0]],
  ['years of more than four digits', [8.64e15, -8.64e15]],
  ['the same day, seen again after another', [1, 86_400_000, 2]],
])('says so for %s', (_what, times) => {
  const moments = times.map((time) => new Date(time));

  expect(moments.map(isoText)).toEqual(moments.map((moment) => moment.toISOString()));
});

it('refuses what is no moment, as toISOString does', () => {
  expect(() => isoText(new Date(NaN))).toThrow(RangeError);
});
