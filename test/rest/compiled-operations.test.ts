import { execute, parse } from 'graphql';
import { routesOf } from '../../rest/codegen/routes-plugin.js';
import { compileOperation } from '../../rest/operation.js';
import type { Context } from '../../schema/context.js';
import { createRateLimiter } from '../../schema/rate-limit.js';
import { schemaOf } from './small-schema.js';

const schema = schemaOf();

describe('compiled operations', () => {
  const context = {
    caller: { keyId: 'k', keyName: 'k', role: 'admin', allowedSessions: null },
    limiter: createRateLimiter([]),
    rateLimit: {},
    submissions: [],
    ip: '127.0.0.1',
  } as unknown as Context;
  const variables: Record<string, Record<string, unknown>> = {
    'Query.note': { id: 'n1' },
    'Query.notes': { limit: 3, mood: 'SAD' },
    'Mutation.writeNote': { input: { bookId: 'b1', text: 'hi', moods: ['SAD'] } },
    'Mutation.dropNote': { id: 'x' },
  };

  it.each(routesOf(schema).map((route) => [route.field, route] as const))(
    'answer as interpreted ones do: %s',
    async (field, route) => {
      const slow: unknown[] = [];
      const given = variables[field] ?? {};

      const compiled = await compileOperation(route, schema, (reason) => slow.push(reason))(context, given);
      const interpreted = await execute({
        schema,
        document: parse(route.operation),
        contextValue: context,
        variableValues: given,
      });

      expect(slow).toEqual([]);
      expect(JSON.parse(JSON.stringify(compiled))).toEqual(JSON.parse(JSON.stringify(interpreted)));
    },
  );
});
