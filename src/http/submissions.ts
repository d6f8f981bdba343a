import type { ExecutionResult } from 'graphql';
import type { Context } from '../../schema/context.js';

/** Tells in an answer of GraphQL under which keys its fields were done: `extensions.idempotency`. */
export function withSubmissions<R extends ExecutionResult>(result: R, { submissions }: Context): R {
  if (submissions.length === 0) return result;
  return { ...result, extensions: { ...result.extensions, idempotency: submissions } };
}
