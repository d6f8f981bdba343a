import { execute, parse, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from '../schema/context.js';
import type { Route } from './table.js';

export type Variables = Record<string, unknown>;
export type Run = (context: Context, variables: Variables) => ExecutionResult | Promise<ExecutionResult>;

/**
 * Compiles the operation of a route once, at start.
 * @param onSlow told where the compiler gave up: the operation then runs through graphql-js, with the same answer
 */
export function compileOperation(route: Route, schema: GraphQLSchema, onSlow: (reason: unknown) => void): Run {
  const document = parse(route.operation);
  try {
    const compiled = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
    if (isCompiledQuery(compiled)) return (context, variables) => compiled.query(undefined, context, variables);
    onSlow(compiled.errors);
  } catch (error) {
    onSlow(error);
  }
  return (contextValue, variableValues) => execute({ schema, document, contextValue, variableValues });
}
