import { parse } from 'graphql';
import { DocumentCache } from '../../src/http/document-cache.js';

/** Some 60 words each; room for about a hundred of them. */
const textOf = (index: number): string => `query Q${index} { ${'sessions { id } '.repeat(14)} }`;
const ROOM_BYTES = 3_000_000;

function filled(count: number): DocumentCache {
  const cache = new DocumentCache(ROOM_BYTES);
  for (let index = 0; index < count; index += 1) cache.set(textOf(index), parse(textOf(index)));
  return cache;
}
const keptOf = (cache: DocumentCache, count: number): number =>
  Array.from({ length: count }, (_, index) => cache.get(textOf(index))).filter((document) => document !== undefined)
    .length;

it('answers a document that it was given', () => {
  const cache = new DocumentCache();
  const document = parse('{ sessions { id } }');

  cache.set('{ sessions { id } }', document);

  expect(cache.get('{ sessions { id } }')).toBe(document);
  expect(cache.get('{ sessions { name } }')).toBeUndefined();
});

it('keeps no more than its room, and those that are asked for the longest', () => {
  const cache = filled(50);
  cache.get(textOf(0));
  for (let index = 50; index < 140; index += 1) cache.set(textOf(index), parse(textOf(index)));

  expect(keptOf(cache, 140)).toBeGreaterThan(80);
  expect(keptOf(cache, 140)).toBeLessThan(130);
  expect(cache.get(textOf(0))).toBeDefined();
  expect(cache.get(textOf(1))).toBeUndefined();
});

it('keeps no document that would take the place of many', () => {
  const cache = filled(10);
  const text = `{ search(text: "${'W'.repeat(400_000)}") }`;

  cache.set(text, parse(text));

  expect(cache.get(text)).toBeUndefined();
  expect(keptOf(cache, 10)).toBe(10);
});
