import {
  getNullableType,
  GraphQLNonNull,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { z } from 'zod';
import { restInputOf } from '../schema/metadata.js';

/** An argument of a field or a field of an input object. */
export type Input = GraphQLArgument | GraphQLInputField;

/** What the caller calls it. */
export const restNameOf = (input: Input): string => restInputOf(input).name ?? input.name;

/** Its type, not null where the documented API wants it and GraphQL does not. */
export const restTypeOf = (input: Input): GraphQLInputType =>
  restInputOf(input).required === true ? new GraphQLNonNull(getNullableType(input.type)) : input.type;

export const isRequired = (input: Input): boolean =>
  isNonNullType(restTypeOf(input)) && input.defaultValue === undefined;

/** The rules the schema states for an input beyond its type. They run in the field; REST only reads them. */
export function rulesOf(input: Input): readonly z.ZodType[] {
  const plugin = input.extensions['@pothos/plugin-validation'] as { schemas?: readonly unknown[] } | undefined;
  return (plugin?.schemas ?? []).filter((rule): rule is z.ZodType => rule instanceof z.ZodType);
}

export type JsonSchema = Record<string, unknown>;

/** The rules in the words of OpenAPI 3.0. What has no such word (a refinement) is left out; it is checked all the same. */
export function rulesAsJsonSchema(input: Input): JsonSchema {
  const merged: JsonSchema = {};
  for (const rule of rulesOf(input)) {
    Object.assign(merged, z.toJSONSchema(rule, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' }));
  }
  if (merged.minimum === Number.MIN_SAFE_INTEGER) delete merged.minimum;
  if (merged.maximum === Number.MAX_SAFE_INTEGER) delete merged.maximum;
  return merged;
}
