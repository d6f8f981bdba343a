import { randomUUID } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import openapi from '../../../rest/generated/openapi.json';
import { shapeOfSchema, type JsonSchema, type Shape } from './shape.js';
import { broken, hostileText, nearly } from './values.js';
import { bomb, type WireRequest } from './wire.js';

export interface RestRequest extends WireRequest {
  /** `GET /api/sessions/{id}` */
  readonly route: string;
  /** What is wrong with it. */
  readonly why: string;
}

/** What requests may name that is there. */
export interface Present {
  readonly key: string;
  /** Ids of sessions, one that is linked among them. */
  readonly sessionIds: readonly string[];
  readonly bodyLimitBytes: number;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
}

const components = openapi.components.schemas as unknown as Record<string, JsonSchema>;
/** How many requests have a wrong value in a body that can be read, for each whose body cannot be. */
const VALUES_PER_FORM = 12;
const JSON_TYPE = 'application/json';

/**
 * Requests to every route of the API's document. One that could change something is bad by construction: it names
 * nothing that is there, or its body cannot be read, or a value in it is none that the document allows.
 */
export function restRequests(present: Present): Arbitrary<RestRequest> {
  const routes = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  );
  const all = routes.flatMap(({ path, method, operation }) => {
    const route = `${method.toUpperCase()} ${path}`;
    return waysOf(path, method, operation, present).map((way) =>
      way.map((request) => ({ route, method: method.toUpperCase(), ...request })),
    );
  });
  return fc.oneof(...all);
}

type Way = Arbitrary<Omit<RestRequest, 'route' | 'method'>>;

function waysOf(path: string, method: string, operation: Operation, present: Present): Way[] {
  const headers = { 'x-api-key': present.key };
  const nowhere = pathTo(path, hostileText);
  const known = pathTo(path, fc.constantFrom(...present.sessionIds), hostileText);
  const query = queryOf(operation);
  if (method === 'get') {
    const read = (target: Arbitrary<string>): Way =>
      fc.tuple(target, query).map(([at, asked]) => ({ why: 'hostile path and query', path: at + asked, headers }));
    return [read(nowhere), read(known)];
  }
  const schema = operation.requestBody?.content[JSON_TYPE].schema;
  const shape = schema && shapeOfSchema(schema, components);
  const ways: Way[] = [];
  if (path.includes('{')) {
    const body = shape === undefined ? fc.constant(undefined) : nearly(shape).map(jsonOf);
    const type: Record<string, string> = shape === undefined ? {} : { 'content-type': JSON_TYPE };
    ways.push(
      fc.tuple(nowhere, query, body).map(([at, asked, json]) => ({
        why: 'about nothing',
        path: at + asked,
        headers: { ...headers, ...type },
        ...(json !== undefined && { body: json }),
      })),
    );
  }
  if (shape !== undefined) ways.push(...brokenBodies(known, shape, headers, present.bodyLimitBytes));
  return ways;
}

function brokenBodies(
  target: Arbitrary<string>,
  shape: Shape,
  headers: Record<string, string>,
  limitBytes: number,
): Way[] {
  const fitting = nearly(shape).map(jsonOf);
  const sent = (why: string, body: Arbitrary<string | Buffer>, more: Record<string, string>): Way =>
    fc.tuple(target, body).map(([path, text]) => ({ why, path, headers: { ...headers, ...more }, body: text }));
  const json = { 'content-type': JSON_TYPE };
  const cut = fitting.chain((text) => fc.integer({ min: 1, max: text.length - 1 }).map((at) => text.slice(0, at)));
  const noise = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from([0xff, ...bytes]));
  const value = broken(shape);
  return [
    ...(value === undefined
      ? []
      : Array.from({ length: VALUES_PER_FORM }, () => sent('a wrong value', value.map(jsonOf), json))),
    sent('broken JSON', fc.oneof(cut, noise, fc.constantFrom('{', '{"a":}', '[1,', "{'a':1}", '{"a":1}}', '\0')), json),
    sent('JSON that is no object', fc.constantFrom('[]', 'null', '7', '"text"', 'true', '[{}]'), json),
    sent('JSON of a thousand levels', fc.constant('['.repeat(5_000) + ']'.repeat(5_000)), json),
    fc
      .constantFrom('text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'image/png', '', '\\', ';;;')
      .chain((type) => sent('a wrong content type', fitting, { 'content-type': type })),
    fc
      .constantFrom('utf-16', 'latin1', '\\', 'none"')
      .chain((charset) => sent('a wrong charset', fitting, { 'content-type': `${JSON_TYPE}; charset=${charset}` })),
    fc
      .constantFrom('gzip', 'deflate', 'br', 'zstd', 'compress', 'gzip, gzip', 'x')
      .chain((encoding) => sent('an encoding it does not have', fitting, { ...json, 'content-encoding': encoding })),
    sent('more than the limit', fc.constant(`{"a":"${'W'.repeat(limitBytes)}"}`), json),
    sent('a bomb', fc.constant(bomb(limitBytes)), { ...json, 'content-encoding': 'gzip' }),
    sent(
      'a wrong form',
      fc.constantFrom('', '&', 'a=b', '%zz=%zz', '__proto__[]=1', 'a[]=1&a[]=2').map((form) => `nothing=1&${form}`),
      {
        'content-type': 'application/x-www-form-urlencoded',
      },
    ),
  ];
}

/** As it is written; what JSON cannot say becomes a text. */
const jsonOf = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** Fills a path in. @param session for its first parameter, which is a session's id wherever there are two */
function pathTo(path: string, session: Arbitrary<string>, others = session): Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const isSession = path.startsWith('/api/sessions/{') || path === '/api/stats/sessions/{sessionId}';
  const values = names.map((_name, index) => (index === 0 && isSession ? session : others));
  return fc.tuple(fc.tuple(...values), fc.nat(40)).map(([given, odd]) => {
    let index = 0;
    const filled = path.replace(/\{\w+\}/g, () => encoded(given[index++] ?? ''));
    return odd === 0 ? `${filled}%zz` : filled;
  });
}

/** A parameter is never empty: that would be another route. */
function encoded(text: string): string {
  return asParameter(text.slice(0, 400) || randomUUID());
}

const ODD_QUERIES = [
  '',
  '&',
  'x',
  '%zz=1',
  'limit=%00',
  'a[b]=c&a[c]=d',
  '__proto__=1',
  'limit=1&limit=2',
  'limit[]=1',
];

function queryOf({ parameters = [] }: Operation): Arbitrary<string> {
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const pairs = fc.array(
    fc.tuple(fc.constantFrom(...names, 'limit', 'sessionId'), hostileText).map(([name, value]) => {
      return `${name}=${asParameter(value.slice(0, 500))}`;
    }),
    { maxLength: 3 },
  );
  return fc.tuple(pairs, fc.constantFrom(...ODD_QUERIES)).map(([given, odd]) => `?${[...given, odd].join('&')}`);
}

/** Percent-encoding knows whole characters only. */
const asParameter = (text: string): string => encodeURIComponent(Buffer.from(text).toString());
