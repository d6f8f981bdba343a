import { STATUS_CODES } from 'node:http';
import type { GraphQLSchema, SelectionSetNode } from 'graphql';
import packageJson from '../../package.json';
import { isRequired, type JsonSchema } from '../rules.js';
import { SchemaBook, type Keys } from './json-schema.js';
import { operationOf } from './operation.js';
import { otherPaths } from './other-paths.js';
import { restFieldsOf, typedInputsOf, type RestField, type TypedInput } from './rest-fields.js';

/** Statuses that any route with a key may answer. */
const KEYED_FAILURES = [400, 401, 403, 429];
const BODY_FAILURES = [413, 415];
/** What a route answers besides that is done once under a key. */
const KEY_FAILURES = [409, 422, 504];
const KEY_HEADERS = {
  'Idempotency-Key': { description: 'The key of the request; made for it if it had none.', schema: { type: 'string' } },
  'Idempotent-Replayed': {
    description: 'Only where it was done before, and this tells what became of it.',
    schema: { type: 'string', enum: ['true'] },
  },
};

const ERROR_RESPONSE: JsonSchema = {
  type: 'object',
  description: 'The body of every failure.',
  properties: {
    statusCode: { type: 'integer' },
    message: {
      description: 'A text; a list of texts where the input was refused.',
      oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    },
    error: { type: 'string', description: 'The reason phrase of the status.' },
  },
  required: ['statusCode', 'message', 'error'],
};

/** The OpenAPI 3.0.3 document of every route that is served: those of the schema, and the few that are not of it. */
export function openApiOf(schema: GraphQLSchema): JsonSchema {
  const book = new SchemaBook();
  const rests = restFieldsOf(schema);
  const paths: Record<string, JsonSchema> = {};
  for (const rest of rests) {
    const { path, method } = rest.route;
    paths[path] = { ...paths[path], [method.toLowerCase()]: pathItemOf(rest, schema, book) };
  }
  for (const [path, item] of Object.entries(otherPaths())) paths[path] = { ...paths[path], ...item };
  return {
    openapi: '3.0.3',
    info: {
      title: 'openwa-graphql REST API',
      version: packageJson.version,
      description:
        'Press Authorize and enter your key. Every route runs the GraphQL operation of its field, whose name is its operationId; this document is generated from the schema.',
    },
    servers: [{ url: '/' }],
    security: [{ 'X-API-Key': [] }, { BearerApiKey: [] }],
    tags: [...new Set([...rests.map(({ route }) => route.tag), 'metrics', 'not built'])]
      .sort()
      .map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        'X-API-Key': { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        MetricsToken: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN.' },
        BearerApiKey: { type: 'http', scheme: 'bearer', description: 'The same key; X-API-Key wins.' },
      },
      schemas: { ...book.components, ErrorResponse: ERROR_RESPONSE },
    },
  };
}

function pathItemOf(rest: RestField, schema: GraphQLSchema, book: SchemaBook): JsonSchema {
  const { field, route, access } = rest;
  const inputs = typedInputsOf(rest);
  const parameters = inputs.filter(({ input }) => input.from !== 'body').map((input) => parameterOf(input, book));
  const body = bodyOf(rest, inputs, book);
  const isPublic = access?.role === 'public';
  return {
    operationId: rest.name,
    tags: [route.tag],
    ...(field.description && { summary: firstSentence(field.description), description: field.description }),
    ...(field.deprecationReason && { deprecated: true }),
    ...(isPublic ? { security: [] } : access && { 'x-min-role': access.role }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf(rest, inputs, schema, book),
  };
}

/** What the page shows beside the route. */
const firstSentence = (text: string): string => text.split(/\.(?:\s|$)/, 1)[0] ?? text;

function parameterOf({ input, definition }: TypedInput, book: SchemaBook): JsonSchema {
  const { description, ...schema } = book.input(definition);
  return {
    name: input.name,
    in: input.from,
    required: input.from === 'path' || isRequired(definition),
    ...(description !== undefined && { description }),
    schema:
      input.commas !== undefined ? { type: 'string' } : input.uuid === true ? { ...schema, format: 'uuid' } : schema,
  };
}

function bodyOf({ route }: RestField, inputs: readonly TypedInput[], book: SchemaBook): JsonSchema | undefined {
  const ofBody = inputs.filter(({ input }) => input.from === 'body');
  const [first] = ofBody;
  if (first === undefined) return undefined;
  const prefix = `${first.input.to}.`;
  const elsewhere = inputs
    .filter(({ input }) => input.to.startsWith(prefix))
    .map(({ input }) => input.to.slice(prefix.length));
  const required = ofBody.filter(({ definition }) => isRequired(definition));
  const schema: JsonSchema =
    first.input.name === undefined
      ? book.inputType(first.definition.type, new Set(elsewhere))
      : {
          type: 'object',
          properties: Object.fromEntries(ofBody.map(({ input, definition }) => [input.name, book.input(definition)])),
          ...(required.length > 0 && { required: required.map(({ input }) => input.name) }),
          additionalProperties: route.otherProperties === 'ignored',
        };
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

function responsesOf(
  rest: RestField,
  inputs: readonly TypedInput[],
  schema: GraphQLSchema,
  book: SchemaBook,
): JsonSchema {
  const { route, access } = rest;
  const { selection } = operationOf(rest, schema);
  const failure = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorResponse' } } };
  const isKeyed = inputs.some(({ input }) => input.name === 'Idempotency-Key');
  const headers = isKeyed ? { headers: KEY_HEADERS } : {};
  const failures = [
    ...(access?.role === 'public' ? [] : KEYED_FAILURES),
    ...(inputs.some(({ input }) => input.from === 'body') ? BODY_FAILURES : []),
    ...(isKeyed ? KEY_FAILURES : []),
    ...(route.errors ?? []),
  ];
  const shown = bodyOfAnswer(rest, selection, book);
  const told = Object.values(route.statusFrom?.values ?? {});
  const success = shown && { 'application/json': { schema: shown } };
  return {
    [route.status]: { description: STATUS_CODES[route.status], ...headers, ...(success && { content: success }) },
    ...Object.fromEntries(
      [...new Set(failures)].sort().map((status) => [status, { description: STATUS_CODES[status], content: failure }]),
    ),
    ...Object.fromEntries(
      told.map((status) => {
        const answer = withKeys(envelopeAround(shown ?? {}), book.keysOf(rest.field.type, selection));
        return [status, { description: STATUS_CODES[status], content: { 'application/json': { schema: answer } } }];
      }),
    ),
  };
}

/** An answer that tells of a failure stands in the envelope, and its own keys beside it. */
const envelopeAround = (message: JsonSchema): [string, JsonSchema][] => [
  ['statusCode', { type: 'integer' }],
  ['message', message],
  ['error', { type: 'string' }],
];

/** The schema of a body; undefined where there is none. */
function bodyOfAnswer(rest: RestField, selection: SelectionSetNode | undefined, book: SchemaBook) {
  const { field, route } = rest;
  const { under, beside = {}, result } = route;
  const inputs = typedInputsOf(rest);
  const extra = Object.entries(beside).map(([name, part]): [string, JsonSchema] => {
    if (typeof part !== 'object') return [name, { type: typeof part, enum: [part] }];
    return [name, book.input(inputs.find(({ input }) => input.to === part.argument)!.definition)];
  });
  if (result === 'empty') return extra.length === 0 ? undefined : withKeys(extra);
  if (under !== undefined) return withKeys([...extra, [under, book.output(field.type, selection)]]);
  return extra.length === 0 ? book.output(field.type, selection) : withKeys(extra, book.keysOf(field.type, selection));
}

const withKeys = (keys: readonly [string, JsonSchema][], { properties, required = [] }: Keys = {}): JsonSchema => ({
  type: 'object',
  properties: { ...Object.fromEntries(keys), ...properties },
  required: [...keys.map(([name]) => name), ...required].sort(),
});
