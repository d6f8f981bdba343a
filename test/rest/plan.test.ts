import { compilePlan } from '../../rest/plan.js';
import type { FieldPlan } from '../../rest/table.js';
import { schemaOf } from './small-schema.js';

const schema = schemaOf();
const shownAs = (plan: FieldPlan, value: unknown): unknown => {
  const transform = compilePlan(plan, schema);
  return JSON.parse(JSON.stringify(transform === undefined ? value : transform(value)));
};

it('does nothing where nothing is to be done', () => {
  expect(compilePlan({}, schema)).toBeUndefined();
});

it.each<[string, FieldPlan, unknown, unknown]>([
  ['an enum as its documented word', { enum: 'Mood' }, 'VERY_GLAD', 'very.glad'],
  ['a list of enums', { fields: { moods: { enum: 'Mood' } } }, { moods: ['SAD'] }, { moods: ['sad'] }],
  [
    'a moment as whole seconds',
    { fields: { at: { form: 'epochSeconds' } } },
    { at: '2026-06-26T08:15:30.900Z' },
    { at: 1782461730 },
  ],
  ['a Date as well', { fields: { at: { form: 'epochSeconds' } } }, { at: new Date(1782461730900) }, { at: 1782461730 }],
  ['null as null', { fields: { at: { form: 'epochSeconds' } } }, { at: null }, { at: null }],
  ['null as what stands for it', { fields: { at: { form: 'epochSeconds', ifNull: 0 } } }, { at: null }, { at: 0 }],
  ['nothing for null', { fields: { a: { omitNull: true } } }, { a: null, b: 1 }, { b: 1 }],
  ['what is there although it could be left out', { fields: { a: { omitNull: true } } }, { a: 2 }, { a: 2 }],
  ['rows of a list', { fields: { mood: { enum: 'Mood' } } }, [{ mood: 'SAD' }, null], [{ mood: 'sad' }, null]],
  [
    'an inner object beside its siblings',
    { fields: { note: { flatten: true, fields: { mood: { enum: 'Mood' } } } } },
    { note: { id: 'n1', mood: 'SAD' }, key: 'k' },
    { key: 'k', id: 'n1', mood: 'sad' },
  ],
  [
    'objects inside objects',
    { fields: { list: { fields: { note: { fields: { mood: { enum: 'Mood' } } } } } } },
    { list: [{ note: { mood: 'SAD' } }, { note: null }] },
    { list: [{ note: { mood: 'sad' } }, { note: null }] },
  ],
])('shows %s', (_name, plan, value, expected) => {
  expect(shownAs(plan, value)).toEqual(expected);
});

it('refuses a table that is older than the schema', () => {
  expect(() => compilePlan({ enum: 'Colour' }, schema)).toThrow('The route table names the enum Colour');
});
