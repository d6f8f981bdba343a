import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import contract from '../fixtures/openwa-rest.json';

type Json = Record<string, unknown>;
interface Operation {
  readonly 'x-min-role'?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Record<string, Json>;
}

const paths = contract.paths as unknown as Record<string, Record<string, Operation>>;
/** Any guarded route may answer these, whether or not it lists them. */
const IMPLICIT = Object.keys(contract['x-implicit-responses']);
/** Whatever has a session in its path may answer these: unknown, not connected (behaviour 1.6). */
const OF_A_SESSION = ['404', '409'];
const FAILURE = { $ref: '#/components/schemas/ErrorResponse' };
/** Where the described behaviour shows more than the schema of the file. */
const BEYOND_THE_FILE: Readonly<Record<string, readonly string[]>> = {
  // A new session is shown as its row: behaviour 2.1.
  'POST /api/sessions 201': ['config', 'proxyUrl', 'proxyType', 'lastActiveAt'],
};

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and objects hold what is documented and nothing else. */
function asJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !key.startsWith('x-') && key !== 'writeOnly')
      .map(([key, value]) => [key, asJsonSchema(value)]),
  );
  const closed = rest.type === 'object' && rest.properties !== undefined && rest.additionalProperties === undefined;
  const schema = closed ? { ...rest, additionalProperties: false } : rest;
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

const ajv = addFormats(new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }));
ajv.addKeyword('components');
const components = asJsonSchema(contract.components.schemas) as Record<string, Json>;
const compiled = new Map<string, ValidateFunction>();

function validatorOf(key: string, schema: unknown): ValidateFunction {
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const [root, ...extra] = [asJsonSchema(schema) as Json, ...(BEYOND_THE_FILE[key] ?? [])];
  const own = opened(root, extra);
  const validate = ajv.compile({ ...own, components: { schemas: components } });
  compiled.set(key, validate);
  return validate;
}

/** The schema with more properties allowed at its top. */
function opened(schema: Json, extra: readonly string[]): Json {
  if (extra.length === 0) return schema;
  const target = components[String(schema.$ref).replace('#/components/schemas/', '')] ?? schema;
  const properties = { ...(target.properties as Json), ...Object.fromEntries(extra.map((name) => [name, {}])) };
  return { ...target, properties };
}

/** The routes of the documented file, as `GET /api/sessions/{id}`. */
export const documentedRoutes: readonly string[] = Object.entries(paths).flatMap(([path, item]) =>
  Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
);

/** Names of the parameters of a route in one place. */
export const documentedParameters = (route: string, place: 'path' | 'query'): string[] =>
  (operationOf(route).parameters ?? []).filter((parameter) => parameter.in === place).map(({ name }) => name);

export const documentedRole = (route: string): string | undefined => operationOf(route)['x-min-role'];

function operationOf(route: string): Operation {
  const [method = '', path = ''] = route.split(' ');
  const operation = paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${route} is not documented`);
  return operation;
}

/**
 * What the documented file says against an answer, in words; empty where it agrees.
 * @param route as `GET /api/sessions/{id}`
 */
export function objectionsTo(route: string, answer: { readonly status: number; readonly body: unknown }): string[] {
  const { responses } = operationOf(route);
  const status = String(answer.status);
  const documented = responses[status];
  const implied = route.includes('/sessions/{') ? [...IMPLICIT, ...OF_A_SESSION] : IMPLICIT;
  if (documented === undefined && !implied.includes(status)) {
    return [`${route} answers ${status}; documented are ${Object.keys(responses).join(', ')}`];
  }
  const schema = schemaOf(documented, answer.status);
  if (schema === undefined) return answer.body === undefined ? [] : [`${route} answers ${status} with a body`];
  const validate = validatorOf(`${route} ${status}`, schema);
  if (validate(answer.body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${route} ${status}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function schemaOf(response: Json | undefined, status: number): unknown {
  if (response === undefined || (response.$ref !== undefined && status >= 400)) return FAILURE;
  const content = response.content as Record<string, { schema: unknown }> | undefined;
  return content?.['application/json']?.schema;
}
