import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLFieldConfig,
} from 'graphql';
import { z } from 'zod';
import { ScalarError } from '../../schema/input-issues.js';
import type { RestField, RestRoute } from '../../schema/metadata.js';
import { GatewayError, NotFoundError } from '../../src/domain/errors.js';
import { parseJid } from '../../src/domain/jid.js';

/** What REST reads from a schema, without Pothos: fields with metadata, rules on inputs, enums with internal values. */
const required = <T extends GraphQLScalarType | GraphQLEnumType | GraphQLObjectType>(type: T) =>
  new GraphQLNonNull(type);
export const shown = (rest: RestField) => ({ extensions: { rest } });
export const routed = (rest: RestRoute, role = 'viewer', session?: string) => ({
  extensions: { rest, access: { role, ...(session && { session }) } },
});
const ruled = (...schemas: z.ZodType[]) => ({ extensions: { '@pothos/plugin-validation': { schemas } } });

const Moment = new GraphQLScalarType({
  name: 'DateTime',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: (value) => {
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
      throw new ScalarError('must be a valid ISO 8601 date string');
    }
    return new Date(value);
  },
});
const Address = new GraphQLScalarType({ name: 'Jid', parseValue: (value) => parseJid(value, 'Jid') });
const Anything = new GraphQLScalarType({ name: 'JSONObject' });

export const Mood = new GraphQLEnumType({
  name: 'Mood',
  values: { VERY_GLAD: { value: 'very.glad' }, SAD: { value: 'sad' } },
});

export const Author = new GraphQLObjectType({
  name: 'Author',
  fields: { id: { type: required(GraphQLID), ...shown({ omit: true }) }, name: { type: required(GraphQLString) } },
});

export const Note: GraphQLObjectType = new GraphQLObjectType({
  name: 'Note',
  description: 'A note.',
  fields: () => ({
    id: { type: required(GraphQLID) },
    text: { type: required(GraphQLString), description: 'What it says.' },
    mood: { type: required(Mood) },
    moods: { type: new GraphQLList(required(Mood)), ...shown({ omitNull: true }) },
    writtenAt: { type: required(Moment), ...shown({ name: 'timestamp', form: 'epochSeconds' }) },
    readAt: { type: Moment, ...shown({ name: 'seen', form: 'epochSeconds', ifNull: 0 }) },
    color: { type: GraphQLString },
    author: { type: Author },
    secret: { type: GraphQLString, ...shown({ omit: true }) },
    next: { type: Note, ...shown({ omit: true }) },
  }),
});

const WritePayload = new GraphQLObjectType({
  name: 'WritePayload',
  fields: { note: { type: required(Note), ...shown({ flatten: true }) }, receipt: { type: required(GraphQLString) } },
});

const Tag = new GraphQLInputObjectType({
  name: 'TagInput',
  fields: { name: { type: new GraphQLNonNull(GraphQLString) }, weight: { type: GraphQLInt } },
});

export const WriteNoteInput = new GraphQLInputObjectType({
  name: 'WriteNoteInput',
  fields: {
    bookId: { type: new GraphQLNonNull(GraphQLID) },
    text: { type: new GraphQLNonNull(GraphQLString), ...ruled(z.string().max(10, 'must be at most 10 characters')) },
    to: { type: Address },
    mood: { type: Mood, defaultValue: 'sad' },
    moods: {
      type: new GraphQLList(new GraphQLNonNull(Mood)),
      ...ruled(z.array(z.unknown()).min(1, 'should not be empty')),
    },
    stars: { type: GraphQLInt, ...ruled(z.number().min(0, 'must not be less than 0').max(5)) },
    pinned: { type: GraphQLBoolean },
    readAt: { type: Moment },
    tags: { type: new GraphQLList(new GraphQLNonNull(Tag)) },
    extra: { type: Anything },
  },
});

const State = new GraphQLObjectType({ name: 'State', fields: { status: { type: required(Mood) } } });

export interface StoredNote {
  readonly id: string;
  readonly text: string;
  readonly mood: string;
  readonly moods?: readonly string[] | null;
  readonly writtenAt: Date;
  readonly readAt?: Date | null;
  readonly color?: string | null;
  readonly author?: { readonly id: string; readonly name: string } | null;
}

export const NOTE: StoredNote = {
  id: 'n1',
  text: 'hello',
  mood: 'very.glad',
  writtenAt: new Date('2026-06-26T08:15:30.900Z'),
  author: { id: 'a1', name: 'Rina' },
};

export type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>;

export const queries = {
  note: {
    type: Note,
    description: 'A note by its id. Nobody else may read it.',
    args: { id: { type: new GraphQLNonNull(GraphQLID) } },
    resolve: (_root, { id }: Record<string, unknown>) => {
      if (id === 'broken') throw new TypeError('SELECT secret FROM disk');
      if (id !== NOTE.id) throw new NotFoundError('Note', String(id));
      return NOTE;
    },
    ...routed({ method: 'GET', path: '/api/notes/{id}', status: 200, tag: 'notes', errors: [404] }),
  },
  notes: {
    type: new GraphQLNonNull(new GraphQLList(required(Note))),
    args: {
      limit: { type: GraphQLInt, defaultValue: 20, ...ruled(z.number().min(1).max(50)) },
      mood: { type: Mood },
      pinned: { type: GraphQLBoolean },
    },
    resolve: (_root, { limit, mood, pinned }: Record<string, unknown>) => [
      { ...NOTE, color: JSON.stringify({ limit, mood, pinned }) },
    ],
    ...routed({
      method: 'GET',
      path: '/api/notes',
      status: 200,
      tag: 'notes',
      args: { limit: { from: 'query', lenient: true } },
    }),
  },
  state: {
    type: required(State),
    resolve: () => ({ status: 'sad' }),
    ...routed(
      {
        method: 'GET',
        path: '/api/state',
        status: 200,
        tag: 'state',
        statusFrom: { field: 'status', values: { sad: 503 } },
      },
      'public',
    ),
  },
} satisfies Fields;

/** What `writeNote` was last called with, as its resolver saw it. */
export const written: { input?: Record<string, unknown> } = {};

export const mutations = {
  writeNote: {
    type: required(WritePayload),
    args: { input: { type: new GraphQLNonNull(WriteNoteInput) } },
    resolve: (_root, { input }: Record<string, unknown>) => {
      written.input = input as Record<string, unknown>;
      return { note: { ...NOTE, text: written.input.text }, receipt: 'r1' };
    },
    ...routed(
      { method: 'POST', path: '/api/books/{bookId}/notes', status: 201, tag: 'notes' },
      'operator',
      'input.bookId',
    ),
  },
  dropNote: {
    type: required(GraphQLID),
    args: { id: { type: new GraphQLNonNull(GraphQLID) } },
    resolve: (_root, { id }: Record<string, unknown>) => {
      if (id === '00000000-0000-4000-8000-000000000409') throw new GatewayError('CONFLICT', 'Note is pinned');
      return id;
    },
    ...routed(
      {
        method: 'DELETE',
        path: '/api/notes/{id}',
        status: 204,
        tag: 'notes',
        result: 'empty',
        args: { id: { from: 'path', uuid: true } },
      },
      'admin',
    ),
  },
} satisfies Fields;

export const schemaOf = (query: Fields = queries, mutation: Fields = mutations): GraphQLSchema =>
  new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: query }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: mutation }),
  });
