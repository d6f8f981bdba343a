import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const rows = [...read('docs/glossary.md').matchAll(/^\| ([\w ]+?) +\|.*\| *(?:`(\w+)`)? *\| *(?:`(\w+)`)? *\|$/gm)]
  .map(([, word = '', type, table]) => ({ word, type, table }))
  .filter(({ word }) => word !== 'Word');

const typesOf = (text: string): string[] =>
  [...text.matchAll(/^(?:type|interface|enum|scalar|model) (\w+)/gm)].map(([, name]) => name ?? '');

describe('the glossary', () => {
  it('names types that the schema has', () => {
    const types = rows.flatMap(({ type }) => type ?? []);

    expect(types.length).toBeGreaterThan(10);
    expect(typesOf(read('schema/schema.graphql'))).toEqual(expect.arrayContaining(types));
  });

  it('names tables that the database has', () => {
    const tables = rows.flatMap(({ table }) => table ?? []);

    expect(tables.length).toBeGreaterThan(10);
    expect(typesOf(read('prisma/schema.prisma'))).toEqual(expect.arrayContaining(tables));
  });

  it('has every word once', () => {
    const words = rows.map(({ word }) => word);

    expect(words).toEqual([...new Set(words)]);
  });
});
