import type { StandardSchemaV1 } from '@pothos/plugin-validation';
import { isInputObjectType, type GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { ValidationError } from '../src/domain/errors.js';
import { withoutInput } from './input-issues.js';

/**
 * Rules for input, in the words the documented API answers with (class-validator's): a rule's message completes the
 * name of the field, "must be an integer number".
 */
export const notEmpty = () => z.string().min(1, 'should not be empty');
export const text = (min: number, max: number) =>
  z
    .string()
    .min(min, `must be longer than or equal to ${min} characters`)
    .max(max, `must be shorter than or equal to ${max} characters`);
export const matching = (pattern: RegExp, max?: number) => {
  const rule = z.string().regex(pattern, `must match ${String(pattern)} regular expression`);
  return max === undefined ? rule : rule.max(max, `must be shorter than or equal to ${max} characters`);
};
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.number().min(min, `must not be less than ${min}`).max(max, `must not be greater than ${max}`);
export const url = (schemes: readonly string[], max: number) =>
  z
    .string()
    .max(max, `must be shorter than or equal to ${max} characters`)
    .refine(
      (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)),
      `must be a URL address (${schemes.join(', ')})`,
    );

/**
 * The rules of an input object's fields, as one rule on the object: the plugin stops at the first field that fails,
 * and callers are told everything that is wrong at once.
 */
export const rules = <Shape extends z.ZodRawShape>(shape: Shape) => z.looseObject(shape);

/** What the validation plugin found, in our error. Fields are named as the caller wrote them, without `input`. */
export function validationRefusal(failure: StandardSchemaV1.FailureResult): ValidationError {
  return new ValidationError(
    failure.issues.map(({ path = [], message }) => {
      const keys = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
      const field = withoutInput(keys.join('.'));
      return { field, message: `${field} ${message}` };
    }),
  );
}

const PLUGIN = '@pothos/plugin-validation';

/** Shows the rules of input objects on their fields as well, where documentation looks for them. */
export function publishRules(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    const shapes = (type.extensions[PLUGIN]?.schemas ?? []).filter((rule) => rule instanceof z.ZodObject);
    for (const field of Object.values(type.getFields())) {
      const schemas = shapes.flatMap(({ shape }) => (shape[field.name] === undefined ? [] : [bare(shape[field.name])]));
      if (schemas.length > 0) field.extensions = { ...field.extensions, [PLUGIN]: { schemas } };
    }
  }
  return schema;
}

/** The rule of a value that is there. */
const bare = (rule: unknown): z.ZodType =>
  rule instanceof z.ZodOptional || rule instanceof z.ZodNullable ? bare(rule.unwrap()) : (rule as z.ZodType);
