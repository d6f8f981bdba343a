import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { routesOf } from '../../rest/codegen/routes-plugin.js';
import { createRestHandler, type RestDeps } from '../../rest/handler.js';
import type { Context } from '../../schema/context.js';
import { createRateLimiter } from '../../schema/rate-limit.js';
import { UnauthenticatedError } from '../../src/domain/errors.js';
import { ROLES, type Role } from '../../src/domain/role.js';
import { schemaOf } from './small-schema.js';

const schema = schemaOf();
const SESSION_OF_SCOPED_KEY = 'b1';
export const LIMIT_BYTES = 1000;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}
interface Options {
  readonly key?: string | null;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}
interface Running {
  readonly call: (method: string, path: string, options?: Options) => Promise<Answer>;
  readonly logged: readonly Record<string, unknown>[];
  readonly port: number;
}

const servers: Server[] = [];

/** Ends every one that was started. */
export const closeAll = (): void => servers.splice(0).forEach((server) => void server.close());

/** The REST handler over the small schema. Keys are called after their role; `scoped` is an operator of one session. */
export async function serve(options: Partial<RestDeps['config']> & { limit?: number } = {}): Promise<Running> {
  const logged: Record<string, unknown>[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) });
  const limiter = createRateLimiter([{ tier: 'short', limit: options.limit ?? 1_000_000, windowMs: 60_000 }]);
  const handler = createRestHandler({
    schema,
    routes: routesOf(schema),
    config: { production: false, bodyLimitBytes: LIMIT_BYTES, corsOrigins: [], ...options },
    logger,
    contextFor: async (request) => {
      const key = request.headers['x-api-key'] as string | undefined;
      const known = ROLES.includes(key as Role) || key === 'scoped';
      const caller = {
        keyId: 'k',
        keyName: 'k',
        role: key === 'scoped' ? 'operator' : (key as Role),
        allowedSessions: key === 'scoped' ? [SESSION_OF_SCOPED_KEY] : null,
      };
      return {
        caller: known ? caller : null,
        ...(key !== undefined && !known && { refusal: new UnauthenticatedError('Invalid API key') }),
        ip: '127.0.0.1',
        limiter,
        rateLimit: {},
        submissions: [],
        services: { audit: { refused: () => undefined } },
      } as unknown as Context;
    },
  });
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    logged,
    port,
    call: async (method, path, { key = 'admin', body, headers = {} } = {}) => {
      const answer = await fetch(url + path, {
        method,
        headers: {
          ...(key !== null && { 'x-api-key': key }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        headers: answer.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
    },
  };
}
