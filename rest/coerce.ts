import {
  coerceInputValue,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLScalarType,
} from 'graphql';
import { ScalarError } from '../schema/input-issues.js';
import { restInputOf } from '../schema/metadata.js';
import { InvalidJidError, type InputIssue } from '../src/domain/errors.js';
import { isRequired, restNameOf, restTypeOf, rulesOf, type Input } from './rules.js';

/** What is wrong with the input so far. */
export interface Findings {
  readonly issues: InputIssue[];
  /**
   * Whether rules are looked at as well as types. They are when something is wrong already, so that the caller hears
   * everything at once; otherwise the field itself looks at them.
   */
  readonly thorough: boolean;
}

/**
 * Brings a value as REST callers write it (numbers and booleans may be text, enums are the documented words) into the
 * form a GraphQL variable has. What does not fit is added to the findings; the value returned is then of no use.
 * @param path of the value as the caller wrote it: `filters.conditions.0.field`
 */
export type Coerce = (value: unknown, path: string, findings: Findings) => unknown;

/** The largest `Int` of GraphQL. */
export const MAX_INT = 2 ** 31 - 1;
const WHOLE = /^[+-]?\d+$/;

const STRING = 'must be a string';
const INTEGER = 'must be an integer number';
const NUMBER = 'must be a number conforming to the specified constraints';
const BOOLEAN = 'must be a boolean value';

/** A leaf answers undefined for a value it does not take, and `refusal` says what it takes. */
interface Leaf {
  readonly read: (value: unknown) => unknown;
  /** Completes `chatId ...`. */
  readonly refusal: (value: unknown, path: string) => string;
}

const leaf = (read: Leaf['read'], text: string): Leaf => ({ read, refusal: (_value, path) => `${path} ${text}` });

const text = leaf((value) => (typeof value === 'string' ? value : undefined), STRING);
const BUILT_IN: Readonly<Record<string, Leaf>> = {
  String: text,
  ID: text,
  Int: leaf((value) => {
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
    return Number.isInteger(number) && Math.abs(number as number) <= MAX_INT ? number : undefined;
  }, INTEGER),
  Float: leaf((value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return Number.isFinite(number) ? number : undefined;
  }, NUMBER),
  Boolean: leaf((value) => {
    if (value === 'true' || value === 'false') return value === 'true';
    return typeof value === 'boolean' ? value : undefined;
  }, BOOLEAN),
};

/** Compiles the coercion of an input type once. */
export function coercionOf(type: GraphQLInputType, without?: ReadonlySet<string>): Coerce {
  const inner = getNullableType(type);
  const coerce = isListType(inner)
    ? listCoercion(inner.ofType)
    : isInputObjectType(inner)
      ? objectCoercion(inner, without)
      : leafCoercion(leafOf(inner as GraphQLScalarType | GraphQLEnumType));
  if (!isNonNullType(type)) return (value, path, findings) => (value === null ? null : coerce(value, path, findings));
  return (value, path, findings) => {
    if (value === null || value === undefined)
      findings.issues.push({ field: path, message: `${path} should not be empty` });
    return coerce(value, path, findings);
  };
}

/** As `coercionOf` the input's type, and with its rules where the findings want to be thorough. */
export function ruledCoercionOf(input: Input): Coerce {
  const coerce = coercionOf(restTypeOf(input));
  const rules = rulesOf(input);
  if (rules.length === 0) return coerce;
  return (value, path, findings) => {
    const before = findings.issues.length;
    const coerced = coerce(value, path, findings);
    if (findings.thorough && findings.issues.length === before && coerced !== null) {
      const parsed = coerceInputValue(coerced, input.type);
      for (const { path: below, message } of rules.flatMap((rule) => rule.safeParse(parsed).error?.issues ?? [])) {
        const field = [path, ...below].join('.');
        findings.issues.push({ field, message: `${field} ${message}` });
      }
    }
    return coerced;
  };
}

function leafOf(type: GraphQLScalarType | GraphQLEnumType): Leaf {
  if (isEnumType(type)) return enumLeaf(type);
  return BUILT_IN[type.name] ?? scalarLeaf(type);
}

function enumLeaf(type: GraphQLEnumType): Leaf {
  const names = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, name]));
  return leaf((value) => names.get(value), `must be one of the following values: ${[...names.keys()].join(', ')}`);
}

/** The scalar itself judges; the value goes on as it came, because GraphQL will parse it. */
function scalarLeaf(type: GraphQLScalarType): Leaf {
  const problemOf = (value: unknown): unknown => {
    try {
      type.parseValue(value);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  return {
    read: (value) => (value === undefined || problemOf(value) !== undefined ? undefined : value),
    refusal: (value, path) => {
      const problem = problemOf(value);
      if (problem instanceof InvalidJidError) return new InvalidJidError(path).message;
      return `${path} ${problem instanceof ScalarError ? problem.message : 'is not valid'}`;
    },
  };
}

const leafCoercion =
  ({ read, refusal }: Leaf): Coerce =>
  (value, path, findings) => {
    const read_ = read(value);
    if (read_ === undefined) findings.issues.push({ field: path, message: refusal(value, path) });
    return read_;
  };

function listCoercion(itemType: GraphQLInputType): Coerce {
  const inner = getNullableType(itemType);
  const itemLeaf = isListType(inner) || isInputObjectType(inner) ? undefined : leafOf(inner as GraphQLScalarType);
  const item = coercionOf(itemType);
  return (value, path, findings) => {
    if (!Array.isArray(value)) {
      findings.issues.push({ field: path, message: `${path} must be an array` });
      return undefined;
    }
    const items: readonly unknown[] = value;
    if (itemLeaf === undefined) return items.map((each, index) => item(each, `${path}.${index}`, findings));
    const read = items.map((each) => itemLeaf.read(each));
    const wrong = read.indexOf(undefined);
    if (wrong >= 0)
      findings.issues.push({ field: path, message: `each value in ${itemLeaf.refusal(items[wrong], path)}` });
    return read;
  };
}

function objectCoercion(type: GraphQLInputObjectType, without: ReadonlySet<string> = new Set()): Coerce {
  const fields = new Map(
    Object.values(type.getFields())
      .filter((field) => !without.has(field.name) && restInputOf(field).omit !== true)
      .map((field) => {
        const { name: to } = field;
        return [restNameOf(field), { to, coerce: ruledCoercionOf(field), required: isRequired(field) }] as const;
      }),
  );
  return (value, path, findings) => {
    if (!isPlainObject(value)) {
      findings.issues.push({ field: path, message: `${path} must be an object` });
      return undefined;
    }
    const prefix = path === '' ? '' : `${path}.`;
    for (const name of Object.keys(value)) {
      if (!fields.has(name)) findings.issues.push(unknownProperty(prefix + name));
    }
    const coerced: Record<string, unknown> = {};
    for (const [name, { to, coerce, required }] of fields) {
      if (Object.hasOwn(value, name) || required) coerced[to] = coerce(ownValue(value, name), prefix + name, findings);
    }
    return coerced;
  };
}

export const unknownProperty = (path: string): InputIssue => ({
  field: path,
  message: `property ${path} should not exist`,
});

export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Never what an object inherits: `constructor` in a body is unknown, not a function. */
export const ownValue = (from: object, name: string): unknown =>
  Object.hasOwn(from, name) ? (from as Record<string, unknown>)[name] : undefined;
