import { isInputObjectType, isNonNullType, type GraphQLArgument, type GraphQLField } from 'graphql';
import { GatewayError, ValidationError, type InputIssue } from '../src/domain/errors.js';
import {
  MAX_INT,
  coercionOf,
  isPlainObject,
  ownValue,
  ruledCoercionOf,
  unknownProperty,
  type Coerce,
  type Findings,
} from './coerce.js';
import { isRequired, type Input } from './rules.js';
import type { Range, Route, RouteInput } from './table.js';

type Values = Record<string, unknown>;

/** What a request brings: decoded path parameters, query parameters, headers, the parsed body. */
export interface Parts {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** By names in lower case. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface RouteReader {
  readonly hasBody: boolean;
  /**
   * The variables of the route's operation.
   * @throws ValidationError with everything that is wrong, or GatewayError for an id that cannot be one
   */
  read(parts: Parts): Values;
  /**
   * Looks at the rules as well, which otherwise only the field does: its refusal names inputs as GraphQL does.
   * @throws ValidationError with everything that is wrong
   */
  check(parts: Parts): void;
}

type Step = (parts: Parts, variables: Values, findings: Findings) => void;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NO_OBJECT: InputIssue = { field: '', message: 'the request body must be a JSON object' };
const WHOLE = /^\s*[+-]?\d+\s*$/;

/**
 * Compiles the reading of a route's input once.
 * @throws Error if the table names an argument the field does not have: the table is older than the schema
 */
export function compileInput(route: Route, field: GraphQLField<unknown, unknown>): RouteReader {
  const ofBody = route.inputs.filter(({ from }) => from === 'body');
  const properties = new Set(ofBody.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const othersIgnored = route.otherProperties === 'ignored';
  const steps = route.inputs.map((input) => stepOf(input, definitionOf(input, field, route), route));
  const run = (parts: Parts, findings: Findings): Values => {
    const variables: Values = {};
    if (properties.size > 0) checkProperties(parts.body, othersIgnored ? undefined : properties, findings);
    for (const step of steps) step(parts, variables, findings);
    return variables;
  };
  const check = (parts: Parts): void => {
    const findings: Findings = { issues: [], thorough: true };
    run(parts, findings);
    if (findings.issues.length > 0) throw new ValidationError(findings.issues);
  };
  return {
    hasBody: ofBody.length > 0,
    read(parts) {
      const quick: Findings = { issues: [], thorough: false };
      const variables = run(parts, quick);
      if (quick.issues.length > 0) check(parts);
      return variables;
    },
    check,
  };
}

function stepOf(input: RouteInput, definition: Input, route: Route): Step {
  const write = writerOf(input.to);
  const { name, from } = input;
  if (name === undefined) {
    const prefix = `${input.to}.`;
    const elsewhere = route.inputs.flatMap(({ to }) => (to.startsWith(prefix) ? [to.slice(prefix.length)] : []));
    const coerce = coercionOf(definition.type, new Set(elsewhere));
    return ({ body }, variables, findings) => {
      if (isPlainObject(body)) write(variables, coerce(body, '', findings));
      else findings.issues.push(NO_OBJECT);
    };
  }
  if (input.lenient !== undefined) return lenientStep(name, input.lenient, write);

  const coerce = ruledCoercionOf(definition);
  const required = isRequired(definition);
  const key = from === 'header' ? name.toLowerCase() : name;
  return (parts, variables, findings) => {
    const source = parts[from];
    const value = isPlainObject(source) ? ownValue(source, key) : undefined;
    if (value === undefined && !required) return;
    if (input.uuid === true && !UUID.test(String(value))) {
      throw new GatewayError('VALIDATION_FAILED', 'Validation failed (uuid is expected)');
    }
    write(variables, coerce(input.commas === undefined ? value : valuesIn(value, input.commas), name, findings));
  };
}

/** The values of a text with commas between them; anything else is left for the coercion to refuse. */
function valuesIn(text: unknown, max: number): unknown {
  if (typeof text !== 'string') return text;
  const values = text.split(',').map((value) => value.trim());
  return values.filter((value) => value !== '').slice(0, max);
}

/** A text that is no whole number is as good as none, and a number out of range is the nearest one in it. */
function lenientStep(name: string, { min, max }: Range, write: Writer): Step {
  return ({ query }, variables) => {
    const value = ownValue(query, name);
    if (typeof value !== 'string' || !WHOLE.test(value)) return;
    write(variables, Math.min(Math.max(Number(value), min ?? -MAX_INT), max ?? MAX_INT));
  };
}

type Writer = (variables: Values, value: ReturnType<Coerce>) => void;

function writerOf(to: string): Writer {
  const [variable = to, field] = to.split('.');
  if (field === undefined) return (variables, value) => void (variables[variable] = value);
  return (variables, value) => void (((variables[variable] ??= {}) as Values)[field] = value);
}

/** @param known undefined: any property is fine */
function checkProperties(body: unknown, known: ReadonlySet<string> | undefined, { issues }: Findings): void {
  if (!isPlainObject(body)) {
    issues.push(NO_OBJECT);
    return;
  }
  if (known === undefined) return;
  for (const name of Object.keys(body)) if (!known.has(name)) issues.push(unknownProperty(name));
}

function definitionOf({ to }: RouteInput, field: GraphQLField<unknown, unknown>, route: Route): Input {
  const [argumentName, inputField] = to.split('.');
  const argument: GraphQLArgument | undefined = field.args.find(({ name }) => name === argumentName);
  if (argument === undefined) throw new Error(`${route.field} has no argument ${to}: run \`npm run codegen\`.`);
  if (inputField === undefined) return argument;
  const type = isNonNullType(argument.type) ? argument.type.ofType : argument.type;
  const definition = isInputObjectType(type) ? type.getFields()[inputField] : undefined;
  if (definition === undefined) throw new Error(`${route.field} has no input ${to}: run \`npm run codegen\`.`);
  return definition;
}
