import { GraphQLID, GraphQLInputObjectType, GraphQLNonNull, GraphQLString } from 'graphql';
import { z } from 'zod';
import { routesOf } from '../../rest/codegen/routes-plugin.js';
import { compileInput, type Parts, type RouteReader } from '../../rest/input.js';
import { GatewayError, ValidationError } from '../../src/domain/errors.js';
import { mutations, queries, schemaOf } from './small-schema.js';

function readerOf(field: string, schema = schemaOf()): RouteReader {
  const route = routesOf(schema).find((candidate) => candidate.field === field);
  const [root, name = ''] = field.split('.');
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  const definition = type?.getFields()[name];
  if (route === undefined || definition === undefined) throw new Error(`no route for ${field}`);
  return compileInput(route, definition);
}

const parts = (given: Partial<Parts>): Parts => ({ path: {}, query: {}, header: {}, body: undefined, ...given });

describe('a body that is an input object', () => {
  const reader = readerOf('Mutation.writeNote');
  const write = (body: unknown) => reader.read(parts({ path: { bookId: 'b1' }, body }));
  const refusal = (body: unknown): string[] => {
    try {
      write(body);
    } catch (error) {
      return (error as ValidationError).issues.map((issue) => issue.message);
    }
    return [];
  };

  it('becomes the variable, together with what the path says', () => {
    const body = {
      text: 'hi',
      to: '628123456789@c.us',
      stars: 3,
      pinned: false,
      tags: [{ name: 'a' }],
      extra: { x: [1] },
    };

    expect(write(body)).toEqual({ input: { ...body, bookId: 'b1' } });
  });

  it.each([
    ['a whole number in text', { stars: '3' }, { stars: 3 }],
    ['a negative one', { stars: '-1' }, { stars: -1 }],
    ['true in text', { pinned: 'true' }, { pinned: true }],
    ['false in text', { pinned: 'false' }, { pinned: false }],
    ['the documented word of an enum', { mood: 'very.glad' }, { mood: 'VERY_GLAD' }],
    ['a list of such words', { moods: ['sad', 'very.glad'] }, { moods: ['SAD', 'VERY_GLAD'] }],
    ['null for what may be left out', { stars: null, tags: null }, { stars: null, tags: null }],
    ['a moment as text', { readAt: '2026-06-26T08:00:00Z' }, { readAt: '2026-06-26T08:00:00Z' }],
  ])('takes %s', (_name, given, expected) => {
    expect(write({ text: 'hi', ...given })).toEqual({ input: { text: 'hi', ...expected, bookId: 'b1' } });
  });

  it.each<[string, unknown, string[]]>([
    ['nothing at all', {}, ['text should not be empty', 'text must be a string']],
    ['null for what is required', { text: null }, ['text should not be empty', 'text must be a string']],
    ['an unknown property', { text: 'hi', colour: 1 }, ['property colour should not exist']],
    ['a property that comes from the path', { text: 'hi', bookId: 'b2' }, ['property bookId should not exist']],
    ['a name every object inherits', { text: 'hi', constructor: 1 }, ['property constructor should not exist']],
    ['a number for a text', { text: 5 }, ['text must be a string']],
    ['an object for a text', { text: { a: 1 } }, ['text must be a string']],
    ['a fraction', { text: 'hi', stars: 1.5 }, ['stars must be an integer number']],
    ['a word for a number', { text: 'hi', stars: 'many' }, ['stars must be an integer number']],
    ['a number beyond 32 bits', { text: 'hi', stars: 2 ** 40 }, ['stars must be an integer number']],
    ['a number for a flag', { text: 'hi', pinned: 1 }, ['pinned must be a boolean value']],
    [
      'a word that is no value',
      { text: 'hi', mood: 'SAD' },
      ['mood must be one of the following values: very.glad, sad'],
    ],
    ['one value where a list belongs', { text: 'hi', moods: 'sad' }, ['moods must be an array']],
    [
      'a wrong word in a list',
      { text: 'hi', moods: ['sad', 'odd'] },
      ['each value in moods must be one of the following values: very.glad, sad'],
    ],
    ['a date that is none', { text: 'hi', readAt: 'soon' }, ['readAt must be a valid ISO 8601 date string']],
    [
      'an address that is none',
      { text: 'hi', to: 'nobody' },
      ['to must be a WhatsApp id such as 628123456789@c.us, 120363123456789@g.us, 1234@lid or 1234@newsletter'],
    ],
    [
      'everything at once, in the order of the fields, unknown ones first',
      { colour: 1, stars: 'x', tags: [{ name: 'a' }, { weight: 'y', size: 2 }, 3] },
      [
        'property colour should not exist',
        'text should not be empty',
        'text must be a string',
        'stars must be an integer number',
        'property tags.1.size should not exist',
        'tags.1.name should not be empty',
        'tags.1.name must be a string',
        'tags.1.weight must be an integer number',
        'tags.2 must be an object',
      ],
    ],
    [
      'broken rules too, once something is wrong',
      { text: 'far too long', moods: [], stars: 'x' },
      ['text must be at most 10 characters', 'moods should not be empty', 'stars must be an integer number'],
    ],
    ['a list', ['text'], ['the request body must be a JSON object']],
    ['null', null, ['the request body must be a JSON object']],
  ])('refuses %s', (_name, body, messages) => {
    expect(refusal(body)).toEqual(messages);
  });

  it('leaves rules to the field where the types are right', () => {
    expect(write({ text: 'far too long' })).toMatchObject({ input: { text: 'far too long' } });
  });
});

describe('query parameters', () => {
  const reader = readerOf('Query.notes');
  const read = (query: Record<string, unknown>) => reader.read(parts({ query }));

  it.each([
    ['nothing', {}, {}],
    ['a number', { limit: '7' }, { limit: 7 }],
    ['one below the range', { limit: '-3' }, { limit: 1 }],
    ['one above the range', { limit: '5000' }, { limit: 50 }],
    ['one beyond any range', { limit: '9'.repeat(30) }, { limit: 50 }],
    ['a word', { limit: 'all' }, {}],
    ['a fraction', { limit: '1.5' }, {}],
    ['a parameter twice', { limit: ['1', '2'] }, {}],
    ['a parameter nobody knows', { page: '2' }, {}],
    ['the documented word of an enum', { mood: 'very.glad' }, { mood: 'VERY_GLAD' }],
    ['a flag', { pinned: 'true' }, { pinned: true }],
  ])('reads %s', (_name, query, expected) => {
    expect(read(query)).toEqual(expected);
  });

  it('refuses a wrong value where it is not lenient', () => {
    expect(() => read({ pinned: 'maybe' })).toThrow(
      new ValidationError([{ field: 'pinned', message: 'pinned must be a boolean value' }]),
    );
    expect(() => read({ mood: ['sad', 'sad'] })).toThrow(ValidationError);
  });
});

describe('path parameters', () => {
  const reader = readerOf('Mutation.dropNote');

  it('go to their variable', () => {
    const id = '5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4';

    expect(reader.read(parts({ path: { id } }))).toEqual({ id });
  });

  it.each(['main', '5b7c1f0e2a444d199f3e7c0d8a61b2e4', '../5b7c1f0e-2a44-4d19-9f3e-7c0d8a61b2e4'])(
    'refuse %s where a UUID belongs',
    (id) => {
      expect(() => reader.read(parts({ path: { id } }))).toThrow(
        new GatewayError('VALIDATION_FAILED', 'Validation failed (uuid is expected)'),
      );
    },
  );
});

describe('a body whose documented fields are not those of GraphQL', () => {
  const short = z.string().max(3, 'must be short');
  const type = new GraphQLInputObjectType({
    name: 'RenamedInput',
    fields: {
      bookId: { type: new GraphQLNonNull(GraphQLID) },
      title: {
        type: new GraphQLNonNull(GraphQLString),
        extensions: { rest: { name: 'name' }, '@pothos/plugin-validation': { schemas: [short] } },
      },
      shelf: { type: GraphQLString, extensions: { rest: { required: true } } },
      upload: { type: GraphQLString, extensions: { rest: { omit: true } } },
    },
  });
  const reader = readerOf(
    'Mutation.writeNote',
    schemaOf(queries, {
      writeNote: { ...mutations.writeNote, args: { input: { type: new GraphQLNonNull(type) } } },
    }),
  );
  const given = (body: unknown) => parts({ path: { bookId: 'b1' }, body });

  it('is read under the documented names', () => {
    expect(reader.read(given({ name: 'Tides', shelf: 'a' }))).toEqual({
      input: { title: 'Tides', shelf: 'a', bookId: 'b1' },
    });
  });

  it.each([
    ['the name of GraphQL', { title: 'x', name: 'x', shelf: 'a' }, 'property title should not exist'],
    ['what is left out', { name: 'x', shelf: 'a', upload: 'x' }, 'property upload should not exist'],
    ['none of what is required', { name: 'x' }, 'shelf should not be empty; shelf must be a string'],
  ])('is refused with %s', (_name, body, message) => {
    expect(() => reader.read(given(body))).toThrow(message);
  });

  it('is checked against the rules under the documented names', () => {
    expect(() => reader.check(given({ name: 'Tides', shelf: 'a' }))).toThrow('name must be short');
    expect(() => reader.check(given({ name: 'Tid', shelf: 'a' }))).not.toThrow();
  });
});
