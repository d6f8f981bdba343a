import fc, { type Arbitrary } from 'fast-check';
import type { Field, Shape } from './shape.js';

/** Texts that have hurt somebody's parser, query, path or terminal. */
const HOSTILE = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u202egnp.exe',
  'e\u0301'.repeat(50),
  '\ufeff{}',
  '../../../../etc/passwd',
  '..\\..\\windows',
  "' OR '1'='1",
  '"; DROP TABLE x; --',
  '%00',
  '%zz',
  '%s%n%x',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  'line\r\nX-Injected: yes',
  '@c.us',
  '628123456789@c.us',
  '120363000000000000@g.us',
  'status@broadcast',
  `${'1'.repeat(400)}@c.us`,
  '-1',
  'NaN',
  '-Infinity',
  '1e309',
  '0x7fffffff',
  '99999999999999999999',
  '2026-02-30T25:61:61Z',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  'http://169.254.169.254/latest',
  'http://[::1]:99999/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html;base64,PGI+',
  '(a+)+$',
] as const;

export const hostileText: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 2, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.nat(6_000).map((length) => 'W'.repeat(length)) },
  { weight: 1, arbitrary: fc.uuid() },
);

const hostileNumber: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 0.1, 2 ** 31, -(2 ** 31), 2 ** 53, -(2 ** 63), 1e308, 5e-324),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const nested = (levels: number): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { inner: value };
  return value;
};
const deep: Arbitrary<unknown> = fc.integer({ min: 10, max: 900 }).map(nested);
const hostileObject: Arbitrary<unknown> = fc.oneof(
  fc.dictionary(hostileText, fc.oneof(hostileText, hostileNumber, fc.constant(null)), { maxKeys: 4 }),
  deep.map((inner) => ({ inner })),
);

/** A value as callers write it, or hostile; what it becomes is for the gateway to say. */
export function nearly(shape: Shape): Arbitrary<unknown> {
  switch (shape.kind) {
    case 'text':
    case 'file':
      return hostileText;
    case 'jid':
      return fc.oneof(fc.constantFrom('628123456789@c.us', '120363000000000000@g.us', '77@lid'), hostileText);
    case 'moment':
      return fc.oneof(fc.constantFrom('2026-06-26T08:15:30.120Z', '0000-01-01', '9999-12-31'), hostileText);
    case 'whole':
    case 'number':
      return hostileNumber;
    case 'flag':
      return fc.boolean();
    case 'word':
      return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...shape.words) }, { weight: 1, arbitrary: hostileText });
    case 'keyed':
      return hostileObject;
    case 'any':
      return fc.oneof(hostileText, hostileNumber, hostileObject, fc.constant(null), fc.boolean());
    case 'list':
      return fc.array(nearly(shape.of), { maxLength: 4 });
    case 'object':
      return object(shape.fields);
  }
}

/** @param without fields that are left out in any case */
function object(fields: Readonly<Record<string, Field>>, without: readonly string[] = []): Arbitrary<object> {
  const given = Object.entries(fields).filter(([name]) => !without.includes(name));
  const required = given.filter(([, field]) => field.required).map(([name]) => name);
  const arbitraries = given.map(([name, { shape }]) => [name, nearly(shape)] as const);
  return fc.record(Object.fromEntries(arbitraries), { requiredKeys: required });
}

const NO_TEXT: Arbitrary<unknown> = fc.oneof(fc.constantFrom(true, [], {}, [{}], ['x', 7]), hostileObject);
const NO_NUMBER: Arbitrary<unknown> = fc.constantFrom('NaN', 'one', '1e400', '', [], {}, true, [1, 2]);
const OVER_INT: Arbitrary<unknown> = fc.constantFrom(1.5, 2 ** 31, -(2 ** 40), 1e300, '1.5', '1e3');
const UNKNOWN_NAMES = ['isAdmin', '__proto__', 'constructor', 'toString', '$where', 'sessionId\0', ''];

/** A value that the shape does not take, whatever else is true; undefined for a shape that takes anything. */
export function broken(shape: Shape): Arbitrary<unknown> | undefined {
  switch (shape.kind) {
    case 'text':
      return NO_TEXT;
    case 'jid':
      return fc.oneof(NO_TEXT, fc.constantFrom('nobody', '@c.us', 'a@b', '1@c.us@c.us', '12 34@c.us', '\0@g.us'));
    case 'moment':
      return fc.oneof(NO_TEXT, fc.constantFrom('yesterday', '2026-13-01', '2026-02-30T25:61:61Z', '', '\0'));
    case 'file':
      return fc.oneof(NO_TEXT, hostileText);
    case 'whole':
      return fc.oneof(NO_NUMBER, OVER_INT);
    case 'number':
      return NO_NUMBER;
    case 'flag':
      return fc.constantFrom('yes', '', 2, -1, [], {}, 'TRUE', '\0');
    case 'word':
      return fc.oneof(fc.constantFrom('NO_SUCH_WORD', '__proto__', '', 7, {}, [[]]), NO_TEXT);
    case 'keyed':
      return fc.constantFrom('text', 7, true, [], '{}');
    case 'any':
      return undefined;
    case 'list': {
      const item = broken(shape.of);
      return item && fc.tuple(fc.array(nearly(shape.of), { maxLength: 2 }), item).map(([good, bad]) => [...good, bad]);
    }
    case 'object':
      return brokenObject(shape);
  }
}

function brokenObject({ fields, others }: Shape & { kind: 'object' }): Arbitrary<unknown> {
  const ways: Arbitrary<unknown>[] = [fc.constantFrom('text', 7, true, '[object Object]')];
  for (const [name, { shape, required }] of Object.entries(fields)) {
    if (required) ways.push(object(fields, [name]), withField(fields, name, fc.constant(null)));
    const bad = broken(shape);
    if (bad !== undefined) ways.push(withField(fields, name, bad));
  }
  const unknown = UNKNOWN_NAMES.filter((name) => !Object.hasOwn(fields, name));
  if (!others)
    ways.push(fc.constantFrom(...unknown).chain((name) => withField(fields, name, fc.oneof(hostileText, deep))));
  return fc.oneof(...ways);
}

const withField = (
  fields: Readonly<Record<string, Field>>,
  name: string,
  value: Arbitrary<unknown>,
): Arbitrary<object> =>
  fc.tuple(object(fields, [name]), value).map(([rest, bad]) => {
    // `__proto__` becomes a property of its own, as it does in JSON.
    const whole = { ...rest };
    Object.defineProperty(whole, name, { value: bad, enumerable: true });
    return whole;
  });
