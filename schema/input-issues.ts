import { coerceInputValue, GraphQLError, type GraphQLInputType } from 'graphql';
import { InvalidJidError, ValidationError, type GatewayError, type InputIssue } from '../src/domain/errors.js';

/**
 * What custom scalars throw for a value they refuse. The text completes "chatId ...": "must be a string".
 * The wording is class-validator's, which the documented API shows.
 */
export class ScalarError extends Error {}

/** What graphql-js and graphql-jit say about a value that does not fit its type, and what the documented API says. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^String cannot represent|Expected type String\b/, 'must be a string'],
  [/^ID cannot represent|Expected type ID\b/, 'must be a string'],
  [/^Int cannot represent|Expected type Int\b/, 'must be an integer number'],
  [/^Float cannot represent|Expected type Float\b/, 'must be a number conforming to the specified constraints'],
  [/^Boolean cannot represent|Expected type Boolean\b/, 'must be a boolean value'],
  [/to be an object\.$/, 'must be an object'],
  [/not to be null|must not be null|was not provided/, 'should not be empty'],
  [/"([^"]*)" enum\./, 'must be one of the values of $1'],
];
const MISSING_FIELD = /^Field "([^"]*)" of required type/;
const UNKNOWN_FIELD = /^Field "([^"]*)" is not defined by type/;

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** @param path of the value, without the name of the argument object: `conditions.0.value` */
function issueOf(path: string, error: GraphQLError): InputIssue | InvalidJidError {
  const cause = error.originalError;
  if (cause instanceof InvalidJidError) return new InvalidJidError(path);
  if (cause instanceof ScalarError) return { field: path, message: `${path} ${cause.message}` };
  const missing = MISSING_FIELD.exec(error.message)?.[1];
  if (missing !== undefined)
    return { field: join(path, missing), message: `${join(path, missing)} should not be empty` };
  const unknown = UNKNOWN_FIELD.exec(error.message)?.[1];
  if (unknown !== undefined)
    return { field: join(path, unknown), message: `property ${join(path, unknown)} should not exist` };
  for (const [pattern, text] of TEXTS) {
    const found = pattern.exec(error.message);
    if (found !== null) return { field: path, message: `${path} ${text.replace('$1', found[1] ?? '')}` };
  }
  return { field: path, message: `${path} is not valid` };
}

function refusal(found: readonly (InputIssue | InvalidJidError)[]): GatewayError {
  const [first] = found;
  if (first instanceof InvalidJidError && found.length === 1) return first;
  return new ValidationError(
    found.map((issue) => (issue instanceof InvalidJidError ? { field: issue.field, message: issue.message } : issue)),
  );
}

/**
 * A value from outside as its type wants it (scalars parsed, enum names to their values, defaults filled in).
 * @param name of the argument, or '' for an input object whose fields the caller writes without a prefix
 * @throws ValidationError with everything that is wrong, or InvalidJidError if that is all
 */
export function coerceInput(value: unknown, type: GraphQLInputType, name = ''): unknown {
  const found: (InputIssue | InvalidJidError)[] = [];
  const coerced = coerceInputValue(value, type, (path, _value, error) => {
    found.push(issueOf([...(name === '' ? [] : [name]), ...path].join('.'), error));
  });
  if (found.length > 0) throw refusal(found);
  return coerced;
}

const VARIABLE = /^Variable "\$([^"]*)" (of required type|of non-null type|got invalid value)/;
const PLACE = / at "([^"]*)"$/;

/** What is wrong with the variables of an operation, or undefined if the error is not about a variable's value. */
export function variableRefusal(error: GraphQLError): GatewayError | undefined {
  const [, name, kind] = VARIABLE.exec(error.message) ?? [];
  if (name === undefined) return undefined;
  const inner = error.originalError;
  if (kind !== 'got invalid value' || !(inner instanceof GraphQLError)) {
    return refusal([issueOf(name, new GraphQLError(error.message))]);
  }
  const prefix = error.message.slice(0, -`; ${inner.message}`.length);
  const place = PLACE.exec(prefix)?.[1] ?? name;
  return refusal([issueOf(withoutInput(place.replaceAll(/\[(\d+)\]/g, '.$1')), inner)]);
}

/** Callers think of `chatId`, not of `input.chatId`. */
export const withoutInput = (path: string): string => (path === 'input' ? '' : path.replace(/^input\./, ''));
