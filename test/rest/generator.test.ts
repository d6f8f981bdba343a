import { otherPaths } from '../../rest/codegen/other-paths.js';
import { GraphQLID, GraphQLNonNull, type GraphQLSchema } from 'graphql';
import { openApiOf } from '../../rest/codegen/openapi.js';
import { moduleOf, routesOf } from '../../rest/codegen/routes-plugin.js';
import type { Route } from '../../rest/table.js';
import { mutations, Note, queries, routed, schemaOf, type Fields } from './small-schema.js';

const route = (field: string, schema: GraphQLSchema = schemaOf()): Route => {
  const found = routesOf(schema).find((candidate) => candidate.field === field);
  if (found === undefined) throw new Error(`no route for ${field}`);
  return found;
};
const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
const withQuery = (fields: Fields): GraphQLSchema => schemaOf({ ...queries, ...fields });
const aNote = { type: Note, args: { id: { type: new GraphQLNonNull(GraphQLID) } } };

describe('the operation of a route', () => {
  it('selects every documented field under its documented name', () => {
    expect(flat(route('Query.note').operation)).toBe(
      'query RestNote($id: ID!) { answer: note(id: $id) { id text mood moods timestamp: writtenAt seen: readAt color author { name } } }',
    );
  });

  it('asks for nothing where there is no body', () => {
    expect(flat(route('Mutation.dropNote').operation)).toBe(
      'mutation RestDropNote($id: ID!) { answer: dropNote(id: $id) }',
    );
    expect(route('Mutation.dropNote')).toMatchObject({ status: 204, answer: 'empty' });
  });

  it('takes a stated selection as it stands, and completes objects that have none', () => {
    const selection = '{ note { id sent: writtenAt author } receipt }';
    const schema = schemaOf(queries, {
      writeNote: {
        ...mutations.writeNote,
        ...routed({ method: 'POST', path: '/api/books/{bookId}/notes', status: 201, tag: 'notes', selection }),
      },
    });

    expect(flat(route('Mutation.writeNote', schema).operation)).toContain(
      '{ note { id sent: writtenAt author { name } } receipt }',
    );
  });

  it('carries the forms that an alias cannot express', () => {
    expect(route('Query.note').answer).toEqual({
      fields: {
        mood: { enum: 'Mood' },
        moods: { enum: 'Mood', omitNull: true },
        timestamp: { form: 'epochSeconds' },
        seen: { form: 'epochSeconds', ifNull: 0 },
      },
    });
    expect(route('Mutation.writeNote').answer).toMatchObject({ fields: { note: { flatten: true } } });
  });
});

describe('the input of a route', () => {
  it('fills fields of the input object from the path and takes the rest from the body', () => {
    expect(route('Mutation.writeNote').inputs).toEqual([
      { to: 'input', from: 'body' },
      { to: 'input.bookId', from: 'path', name: 'bookId' },
    ]);
  });

  it('reads the range of a lenient number from its rule', () => {
    expect(route('Query.notes').inputs).toEqual([
      { to: 'limit', from: 'query', name: 'limit', lenient: { min: 1, max: 50 } },
      { to: 'mood', from: 'query', name: 'mood' },
      { to: 'pinned', from: 'query', name: 'pinned' },
    ]);
    expect(route('Mutation.dropNote').inputs).toEqual([{ to: 'id', from: 'path', name: 'id', uuid: true }]);
  });
});

describe('what is refused, naming the field', () => {
  const path = '/api/other/{id}';
  const rest = { method: 'GET', path, status: 200, tag: 'notes' } as const;
  const refusals: [string, Fields, string][] = [
    [
      'a second field on a route, whatever its parameter is called',
      {
        twin: {
          ...aNote,
          ...routed({ ...rest, path: '/api/notes/{key}', args: { id: { from: 'path', name: 'key' } } }),
        },
      },
      'Query.twin: GET /api/notes/{key} is already the route of Query.note.',
    ],
    [
      'two routes of one name',
      { other: { ...aNote, ...routed({ ...rest, name: 'note' }) } },
      'Query.other: two routes are called note.',
    ],
    [
      'a selection that the schema does not have',
      { other: { ...aNote, ...routed({ ...rest, selection: '{ id sender }' }) } },
      'Query.other: the operation of GET /api/other/{id} is not valid: Cannot query field "sender" on type "Note".',
    ],
    [
      'a selection that does not parse',
      { other: { ...aNote, ...routed({ ...rest, selection: '{ id' }) } },
      'Query.other: its REST selection does not parse: Syntax Error: Expected Name, found <EOF>.',
    ],
    [
      'a path parameter that nothing takes',
      { other: { ...aNote, ...routed({ ...rest, path: '/api/other/{id}/{page}' }) } },
      'Query.other: no argument takes the path parameter {page} of /api/other/{id}/{page}.',
    ],
    [
      'a path parameter that is not in the path',
      { other: { ...aNote, ...routed({ ...rest, path: '/api/other', args: { id: 'path' } }) } },
      'Query.other: /api/other has no path parameter {id}.',
    ],
    [
      'metadata about an argument that is not there',
      { other: { ...aNote, ...routed({ ...rest, args: { page: 'query' } }) } },
      'Query.other: its REST metadata names the argument page, which it does not have.',
    ],
    [
      'leaving out an argument that has to be there',
      { other: { ...aNote, ...routed({ ...rest, path: '/api/other', args: { id: 'nowhere' } }) } },
      'Query.other: the argument id cannot be left out.',
    ],
    [
      'a body that shows what the route does not take',
      { other: { ...aNote, ...routed({ ...rest, beside: { page: { argument: 'page' } } }) } },
      'Query.other: its body shows the argument page, which the route does not take.',
    ],
  ];

  it.each(refusals)('%s', (_name, fields, message) => {
    expect(() => routesOf(withQuery(fields))).toThrow(message);
  });
});

describe('the generated files', () => {
  it('are the same on every run and say that they are generated', () => {
    const first = moduleOf(schemaOf());
    const second = moduleOf(schemaOf());

    expect(first).toBe(second);
    expect(first).toMatch(/^\/\/ Generated .* Do not edit/);
  });

  it('describe every route with the rules of its input', () => {
    const document = openApiOf(schemaOf()) as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
      components: { schemas: Record<string, Record<string, unknown>> };
    };

    const others = new Set(Object.keys(otherPaths()));
    expect(Object.keys(document.paths).filter((path) => !others.has(path))).toEqual([
      '/api/books/{bookId}/notes',
      '/api/notes',
      '/api/notes/{id}',
      '/api/state',
    ]);
    expect(document.paths['/api/state']?.get).toMatchObject({ security: [] });
    expect(document.paths['/api/notes/{id}']?.get).toMatchObject({
      summary: 'A note by its id',
      description: 'A note by its id. Nobody else may read it.',
    });
    expect(document.paths['/api/notes/{id}']?.delete).toMatchObject({
      operationId: 'dropNote',
      'x-min-role': 'admin',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
      responses: { 204: { description: 'No Content' } },
    });
    expect(document.components.schemas.WriteNoteInput).toMatchObject({
      required: ['text'],
      additionalProperties: false,
      properties: {
        text: { type: 'string', maxLength: 10 },
        mood: { type: 'string', enum: ['very.glad', 'sad'], default: 'sad' },
        moods: { type: 'array', minItems: 1 },
        stars: { type: 'integer', minimum: 0, maximum: 5 },
        readAt: { type: 'string', format: 'date-time' },
      },
    });
    expect(document.components.schemas.WriteNoteInput?.properties).not.toHaveProperty('bookId');
    expect(document.components.schemas.Note).toMatchObject({
      required: ['color', 'author', 'id', 'mood', 'seen', 'text', 'timestamp'].sort(),
      properties: {
        timestamp: { type: 'integer' },
        color: { type: 'string', nullable: true },
        author: { allOf: [{ $ref: '#/components/schemas/Author' }], nullable: true },
        text: { description: 'What it says.' },
      },
    });
  });
});
