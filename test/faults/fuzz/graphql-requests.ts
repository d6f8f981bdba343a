import fc, { type Arbitrary } from 'fast-check';
import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLOutputType,
} from 'graphql';
import { schema } from '../../../schema/index.js';
import { fieldOf, type Field, type Shape } from './shape.js';
import { broken, hostileText, nearly } from './values.js';
import { bomb, type WireRequest } from './wire.js';

export interface GraphQLRequest extends WireRequest {
  /** `Mutation.sendText` */
  readonly field: string;
  /** What is wrong with it. */
  readonly why: string;
  /** Whether nothing need be wrong: it only reads. */
  readonly mayAnswer: boolean;
}

type Operation = 'query' | 'mutation' | 'subscription';
type RootField = GraphQLField<unknown, unknown>;
interface Root {
  readonly operation: Operation;
  readonly field: RootField;
  /** `Mutation.sendText` */
  readonly name: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const PATH = '/graphql';
/** How many requests have wrong variables, for each whose document or transport is wrong. */
const VARIABLES_PER_FORM = 8;
/** Ids of nothing: no row has them. */
const NOWHERE = hostileText.filter((text) => !/^\s*$/.test(text));
const NAMES_SOMETHING = /^(id|sessionId)$/;

/**
 * Documents for every root field of the schema. One that could change something is bad by construction: its variables
 * or its document do not fit the schema, or it names nothing that is there.
 */
export function graphqlRequests(key: string, bodyLimitBytes: number): Arbitrary<GraphQLRequest> {
  const types = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  } as const;
  const roots = (['query', 'mutation', 'subscription'] as const).flatMap((operation) => {
    const fields: RootField[] = Object.values(types[operation]?.getFields() ?? {});
    return fields.map((field): Root => ({ operation, field, name: `${operation}.${field.name}` }));
  });
  const headers = { 'x-api-key': key, ...JSON_TYPE };
  return fc.oneof(
    { weight: VARIABLES_PER_FORM, arbitrary: fc.oneof(...roots.flatMap((root) => withVariables(root, headers))) },
    { weight: 3, arbitrary: fc.oneof(...roots.map((root) => wrongDocument(root, headers))) },
    { weight: 1, arbitrary: wrongTransport(headers, bodyLimitBytes) },
  );
}

const post = (headers: Record<string, string>, body: unknown) => ({
  method: 'POST',
  path: PATH,
  headers,
  body: JSON.stringify(body),
});

/** The arguments of a field as one shape. */
const argumentsOf = ({ args }: RootField): Record<string, Field> =>
  Object.fromEntries(args.map((argument) => [argument.name, fieldOf(argument)]));

function withVariables(root: Root, headers: Record<string, string>): Arbitrary<GraphQLRequest>[] {
  const { operation, name, field } = root;
  const query = documentOf(root);
  const request = (why: string, variables: Arbitrary<unknown>): Arbitrary<GraphQLRequest> =>
    variables.map((given) => ({
      field: name,
      why,
      mayAnswer: operation === 'query',
      ...post(headers, { query, variables: given }),
    }));
  const shape: Shape = { kind: 'object', fields: argumentsOf(field), others: true };
  const wrong = broken(shape);
  return [
    ...(field.args.length === 0 || wrong === undefined ? [] : [request('wrong variables', wrong)]),
    ...(operation === 'query' ? [request('hostile variables', nearly(shape))] : []),
    ...(operation !== 'query' && namesSomething(shape)
      ? [
          request(
            'about nothing',
            nearly(shape).chain((variables) => nowhere(variables)),
          ),
        ]
      : []),
  ];
}

/** Whether a value must name something by its id. */
function namesSomething(shape: Shape): boolean {
  if (shape.kind !== 'object') return false;
  return Object.entries(shape.fields).some(
    ([name, field]) => field.required && (NAMES_SOMETHING.test(name) || namesSomething(field.shape)),
  );
}

/** The same value, about nothing that is there. */
function nowhere(value: unknown): Arbitrary<unknown> {
  return NOWHERE.map((id) => {
    return JSON.parse(
      JSON.stringify(value, (key, part: unknown) =>
        NAMES_SOMETHING.test(key) && typeof part === 'string' ? id : part,
      ),
    ) as unknown;
  });
}

function documentOf(
  { operation, field }: Root,
  changes: { readonly root?: string; readonly at?: string } = {},
): string {
  const { root = field.name, at = '' } = changes;
  const declared = field.args.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const passed = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const brackets = (text: string): string => (text === '' ? '' : `(${text})`);
  return `${operation} Fuzz${brackets(declared)} { ${root}${brackets(passed)}${selectionOf(field.type)} ${at}}`;
}

/** A few fields of what comes back. */
function selectionOf(type: GraphQLOutputType, levels = 2): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named) && !isInterfaceType(named)) return ' { __typename }';
  const open = Object.values(named.getFields()).filter(({ args }) => args.every((each) => !isNonNullType(each.type)));
  const leaves = open.filter((each) => isLeafType(getNamedType(each.type))).map(({ name }) => name);
  const below = open.filter((each) => !isLeafType(getNamedType(each.type))).slice(0, levels);
  const inner = levels === 0 ? [] : below.map((each) => each.name + selectionOf(each.type, levels - 1));
  return ` { __typename ${[...leaves, ...inner].join(' ')} }`;
}

function wrongDocument(root: Root, headers: Record<string, string>): Arbitrary<GraphQLRequest> {
  const { field, name } = root;
  const fitting = documentOf(root);
  const times = (count: number, part: string): string => Array.from({ length: count }, () => part).join(' ');
  const aliases = Array.from({ length: 30 }, (_, index) => `a${index}: __typename`).join(' ');
  const [argument] = field.args;
  const documents: [why: string, query: string][] = [
    ['an unknown field', documentOf(root, { at: 'noSuchField ' })],
    ['a field that is nearly known', documentOf(root, { root: `${field.name.slice(0, -1)}_` })],
    [
      'an unknown argument',
      fitting.replace(field.name, `${field.name}__x: ${field.name}`).replace('{ ', '{ ...on X { id } '),
    ],
    [
      'a variable that is not used',
      fitting.replace(/Fuzz\(?/, (at) => `Fuzz(${at.endsWith('(') ? '$no: Int, ' : '$no: Int)'}`),
    ],
    ['a variable that is not declared', documentOf(root, { at: '__typename @include(if: $nobody) ' })],
    ['an unknown directive', documentOf(root, { at: '__typename @noSuch(x: 1) ' })],
    ['an unknown fragment', documentOf(root, { at: '...noSuch ' })],
    [
      'a circle of fragments',
      `${documentOf(root, { at: '...a ' })} fragment a on Query { ...b } fragment b on Query { ...a }`,
    ],
    ['too many aliases', documentOf(root, { at: `${aliases} ` })],
    ['too many directives', documentOf(root, { at: `__typename ${times(40, '@skip(if: true)')} ` })],
    ['too many words', documentOf(root, { at: `${times(1_200, '__typename')} ` })],
    ['too deep', `{ __schema ${times(40, '{ types { fields { type')} { name } ${times(120, '}')} }`],
    ['brackets without end', `${fitting} ${'{'.repeat(900)}`],
    ['a list without end', `${fitting} query Other { x(a: ${'['.repeat(900)}`],
    ['two operations of one name', `${fitting} ${fitting}`],
    ['a type instead of an operation', `${fitting} type X { y: Int }`],
    ['a character that has no place', `${fitting}\0`],
    ['half a character', `${fitting} \ud800`],
    ['an escape that is none', `${fitting} # \n query Q { x(a: "\\u{110000}") }`],
    ['no name for it', `query { ${field.name} `],
    ...(argument === undefined || isInputObjectType(argument.type)
      ? []
      : ([['a variable of a wrong type', fitting.replace(/\$\w+: [^,)]+/, `$${argument.name}: NoSuchType`)]] as [
          string,
          string,
        ][])),
  ];
  const cut = fc.integer({ min: 0, max: fitting.length - 2 }).map((at) => ['cut short', fitting.slice(0, at)] as const);
  return fc.oneof(fc.constantFrom(...documents), cut).map(([why, query]) => ({
    field: name,
    why,
    mayAnswer: false,
    ...post(headers, { query, variables: {} }),
  }));
}

function wrongTransport(headers: Record<string, string>, limitBytes: number): Arbitrary<GraphQLRequest> {
  const query = '{ sessions { id } }';
  const mutation = 'mutation { createSession(input: { name: "changed" }) { id } }';
  const requests: [why: string, changes: Partial<WireRequest>][] = [
    ...[
      '',
      '{',
      '[]',
      'null',
      '7',
      '"x"',
      `[${JSON.stringify({ query })}]`,
      '{"query":',
      '\0',
      '{}',
      '{"variables":{}}',
    ].map((body): [string, Partial<WireRequest>] => ['a body that is no request', { body }]),
    ...[
      { query: 7 },
      { query: null },
      { query: [query] },
      { query: { query } },
      { query: '' },
      { query: '   ' },
      { query, variables: 'text' },
      { query, variables: 7 },
      { query, variables: ['x'] },
      { query, extensions: 'text' },
      { query, operationName: 'NoSuch' },
      { query, operationName: 7 },
      { query: `${query} query Other { sessions { id } }` },
    ].map((body): [string, Partial<WireRequest>] => ['a wrong request', { body: JSON.stringify(body) }]),
    ...['text/plain', 'application/graphql', 'application/x-www-form-urlencoded', 'multipart/form-data', '', '\\'].map(
      (type): [string, Partial<WireRequest>] => [
        'a wrong content type',
        { headers: { ...headers, 'content-type': type }, body: JSON.stringify({ query: mutation }) },
      ],
    ),
    ...['gzip', 'br', 'deflate', 'zstd', 'x'].map((encoding): [string, Partial<WireRequest>] => [
      'an encoding it does not have',
      { headers: { ...headers, 'content-encoding': encoding }, body: JSON.stringify({ query: mutation }) },
    ]),
    ['a bomb', { headers: { ...headers, 'content-encoding': 'gzip' }, body: bomb(limitBytes) }],
    ['more than the limit', { body: JSON.stringify({ query, variables: { a: 'W'.repeat(limitBytes) } }) }],
    ['a mutation in the address', { method: 'GET', path: `${PATH}?query=${encodeURIComponent(mutation)}` }],
    ['no query in the address', { method: 'GET', path: `${PATH}?query=%zz&variables={` }],
    ['variables that are no JSON', { method: 'GET', path: `${PATH}?query=${encodeURIComponent(query)}&variables=%7B` }],
    ...['PUT', 'DELETE', 'PATCH'].map((method): [string, Partial<WireRequest>] => [
      'a wrong method',
      { method, body: JSON.stringify({ query: mutation }) },
    ]),
    ...['text/html', 'image/png', 'x'].map((accept): [string, Partial<WireRequest>] => [
      'an answer that it cannot give',
      { headers: { ...headers, accept }, body: JSON.stringify({ query: '{ nothing }' }) },
    ]),
  ];
  return fc.constantFrom(...requests).map(([why, changes]) => ({
    field: 'the transport',
    why,
    mayAnswer: false,
    method: 'POST',
    path: PATH,
    headers,
    ...changes,
  }));
}
