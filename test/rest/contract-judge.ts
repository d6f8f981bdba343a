import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import generated from '../../rest/generated/openapi.json';
import contract from '../fixtures/openwa-rest.json';

type Json = Record<string, unknown>;
interface Operation {
  readonly 'x-min-role'?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Json }[];
  readonly responses: Record<string, Json>;
}
interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Json> };
}

interface JudgeOptions {
  /** Statuses that a route may answer although it does not list them. */
  readonly implied?: (route: string) => readonly string[];
  /** Answers, by route and status, of which the document says nothing: it knows no engine that gives them. */
  readonly unforeseen?: readonly string[];
  /** Properties beyond those of the schema, by route and status. */
  readonly beyond?: Readonly<Record<string, readonly string[]>>;
}

export interface Judge {
  /** Every route, as `GET /api/sessions/{id}`. */
  readonly routes: readonly string[];
  /** Names of the parameters of a route in one place, sorted. */
  parameters(route: string, place: 'path' | 'query'): string[];
  /** The least role of a route; `public` where it needs no key. */
  role(route: string): string | undefined;
  /** Whether something that a route takes can be wrong by itself: a body, or a parameter that is more than any text. */
  refusesInput(route: string): boolean;
  /** What the document says against an answer, in words; empty where it agrees. */
  objections(route: string, answer: { readonly status: number; readonly body: unknown }): string[];
}

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

/** Rules of a text that the routes are strict about; `limit` and `offset` are forgiving, as documented. */
const STRICT = ['enum', 'format', 'pattern', 'maxLength'];

const methodOf = (route: string): string => route.split(' ', 1)[0]?.toLowerCase() ?? '';
const pathOf = (route: string): string => route.split(' ')[1] ?? '';

function createJudge(
  document: OpenApi,
  { implied = () => [], unforeseen = [], beyond = {} }: JudgeOptions = {},
): Judge {
  const ajv = addFormats(new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }));
  ajv.addKeyword('components');
  const components = asJsonSchema(document.components.schemas) as Record<string, Json>;
  const compiled = new Map<string, ValidateFunction>();

  const operationOf = (route: string): Operation => {
    const operation = document.paths[pathOf(route)]?.[methodOf(route)];
    if (operation === undefined) throw new Error(`${route} is not documented`);
    return operation;
  };
  const opened = (schema: Json, extra: readonly string[]): Json => {
    if (extra.length === 0) return schema;
    if (schema.type === 'array') return { ...schema, items: opened(schema.items as Json, extra) };
    const target = components[String(schema.$ref).replace('#/components/schemas/', '')] ?? schema;
    const properties = { ...(target.properties as Json), ...Object.fromEntries(extra.map((name) => [name, {}])) };
    return { ...target, properties };
  };
  const validatorOf = (key: string, schema: unknown): ValidateFunction => {
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const own = opened(asJsonSchema(schema) as Json, beyond[key] ?? []);
    const validate = ajv.compile({ ...own, components: { schemas: components } });
    compiled.set(key, validate);
    return validate;
  };
  return {
    routes: Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    ),
    parameters: (route, place) =>
      (operationOf(route).parameters ?? [])
        .filter((parameter) => parameter.in === place)
        .map(({ name }) => name)
        .sort(),
    role: (route) =>
      operationOf(route)['x-min-role'] ?? (operationOf(route).security?.length === 0 ? 'public' : undefined),
    refusesInput(route) {
      const { requestBody, parameters = [] } = document.paths[pathOf(route)]?.[methodOf(route)] ?? {};
      return requestBody !== undefined || parameters.some(({ schema = {} }) => STRICT.some((rule) => rule in schema));
    },
    objections(route, { status, body }) {
      const { responses } = operationOf(route);
      if (unforeseen.includes(`${route} ${status}`)) return [];
      const documented = responses[String(status)];
      if (documented === undefined && !implied(route).includes(String(status))) {
        return [`${route} answers ${status}; documented are ${Object.keys(responses).join(', ')}`];
      }
      const schema = schemaOf(documented);
      // Some bodies of the documented API are not described; only 204 says that there is none.
      if (schema === undefined) {
        return body !== undefined && status === 204 ? [`${route} answers ${status} with a body`] : [];
      }
      const validate = validatorOf(`${route} ${status}`, schema);
      if (validate(body)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${route} ${status}${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}

const FAILURE = { $ref: '#/components/schemas/ErrorResponse' };

/** Undefined: none is described. A response that is only referred to is one of the failures. */
function schemaOf(response: Json | undefined): unknown {
  if (response === undefined || response.$ref !== undefined) return FAILURE;
  return (response.content as Record<string, { schema: unknown }> | undefined)?.['application/json']?.schema;
}

const ANY_KEYED = Object.keys(contract['x-implicit-responses']);

/** The documented API. */
export const documented = createJudge(contract as unknown as OpenApi, {
  // Whatever has a session in its path may answer that it is unknown, not connected or lacks the operation: behaviour 1.6.
  // A file may be too large: behaviour 3.2. Idempotency keys are ours: reused for something else, or the outcome is unknown.
  implied: (route) => [
    ...ANY_KEYED,
    ...(route.includes('/sessions/{') ? ['404', '409', '501'] : []),
    ...(route.includes('/messages/send-') ? ['413'] : []),
    ...(/\/(?:messages|status)\/(?:send-|reply|forward|react)/.test(route) ? ['422', '504'] : []),
  ],
  // The published file has 501 only; what a send answers is in behaviour 3.1.
  unforeseen: ['send-product', 'send-catalog'].map((send) => `POST /api/sessions/{sessionId}/messages/${send} 201`),
  // A new session is shown as its row: behaviour 2.1.
  // A list of groups shows both documented shapes in one: behaviour 4.1.
  // Readiness is documented both as its own object and in the envelope: behaviour 1.6 and 8.
  beyond: {
    'GET /api/health/ready 503': ['statusCode', 'message', 'error'],
    'POST /api/sessions 201': ['config', 'proxyUrl', 'proxyType', 'lastActiveAt'],
    'GET /api/sessions/{sessionId}/groups 200': ['participantsCount', 'isAdmin'],
  },
});

/** What the gateway says about itself. */
export const described = createJudge(generated as unknown as OpenApi);
