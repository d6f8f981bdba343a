import { renderTemplate, type TemplateValues } from '../../src/domain/template.js';

const render = (body: string, values: TemplateValues = {}): string =>
  renderTemplate({ header: null, body, footer: null }, values);

it('joins what there is of header, body and footer by a blank line', () => {
  expect(renderTemplate({ header: 'A', body: 'B', footer: 'C' }, {})).toBe('A\n\nB\n\nC');
  expect(renderTemplate({ header: '', body: 'B', footer: null }, {})).toBe('B');
});

it('fills gaps in all three parts', () => {
  const text = renderTemplate({ header: '{{a}}', body: '{{ b }}{{b}}', footer: '{{c}}' }, { a: 'x', b: 2, c: false });

  expect(text).toBe('x\n\n22\n\nfalse');
});

it.each([
  ['a gap without a value', '{{name}}', {}, '{{name}}'],
  ['single braces', '{name}', { name: 'x' }, '{name}'],
  ['what every object inherits', '{{constructor}} {{toString}}', {}, '{{constructor}} {{toString}}'],
])('leaves %s as it is', (_name, body, values, expected) => {
  expect(render(body, values as TemplateValues)).toBe(expected);
});

it('puts a value in as it is, gaps and replacement patterns included', () => {
  expect(render('{{a}} {{b}}', { a: '{{b}}', b: '$& $1' })).toBe('{{b}} $& $1');
});
