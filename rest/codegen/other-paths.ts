import { STATUS_CODES } from 'node:http';
import { NOT_BUILT, type NotBuilt } from '../not-built.js';
import type { JsonSchema } from '../rules.js';

type Paths = Record<string, JsonSchema>;

const failure = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorResponse' } } };
const failing = (...statuses: readonly number[]): JsonSchema =>
  Object.fromEntries(statuses.map((status) => [status, { description: STATUS_CODES[status], content: failure }]));

const METRICS: JsonSchema = {
  get: {
    operationId: 'metrics',
    tags: ['metrics'],
    description: "Prometheus' text format, for whoever has METRICS_TOKEN; 404 while there is none.",
    security: [{ MetricsToken: [] }],
    responses: {
      200: { description: 'OK', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...failing(401, 404),
    },
  },
};

const STATUS_MEDIA: JsonSchema = {
  get: {
    operationId: 'statusMedia',
    tags: ['status'],
    description: 'The picture or video of a status update, fetched from WhatsApp. Needs the capability READ_STATUS.',
    'x-min-role': 'viewer',
    parameters: ['sessionId', 'statusId'].map((name) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    responses: {
      200: {
        description: 'OK',
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      ...failing(401, 403, 404, 409, 413, 429, 501),
    },
  },
};

/** What is served although no field of the schema stands behind it: the metrics, files, and what answers 501. */
export function otherPaths(): Paths {
  const paths: Paths = {
    '/api/metrics': METRICS,
    '/api/sessions/{sessionId}/status/{statusId}/media': STATUS_MEDIA,
  };
  for (const route of NOT_BUILT) {
    const methods = route.methods.map((method): [string, JsonSchema] => [
      method.toLowerCase(),
      notBuiltItem(method, route),
    ]);
    paths[route.path] = { ...paths[route.path], ...Object.fromEntries(methods) };
  }
  return paths;
}

function notBuiltItem(method: string, { path, role, why }: NotBuilt): JsonSchema {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    operationId: `notBuilt ${method} ${path}`.replace(/\W+(\w?)/g, (_whole, next: string) => next.toUpperCase()),
    tags: ['not built'],
    description: `Not built: ${why}.`,
    ...(role === 'public' ? { security: [] } : { 'x-min-role': role }),
    ...(names.length > 0 && {
      parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    }),
    responses: role === 'public' ? failing(501) : failing(401, 403, 429, 501),
  };
}
