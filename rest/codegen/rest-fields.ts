import {
  isInputObjectType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { accessOf, restRouteOf, type ArgumentSource, type FieldAccess, type RestRoute } from '../../schema/metadata.js';
import { rulesAsJsonSchema, type Input } from '../rules.js';
import type { Range, RouteInput } from '../table.js';

/** A root field that REST shows. */
export interface RestField {
  readonly root: 'Query' | 'Mutation';
  readonly field: GraphQLField<unknown, unknown>;
  readonly route: RestRoute;
  readonly access: FieldAccess | undefined;
  /** `Mutation.sendText`, for messages. */
  readonly label: string;
}

/** An input of a route together with what the schema says about it. */
export interface TypedInput {
  readonly input: RouteInput;
  readonly definition: Input;
}

export const pathParametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/**
 * Every root field with a route, in the order of paths and methods.
 * @throws Error naming both fields where two of them claim one route
 */
export function restFieldsOf(schema: GraphQLSchema): RestField[] {
  const roots = [
    ['Query', schema.getQueryType()],
    ['Mutation', schema.getMutationType()],
  ] as const;
  const found = roots.flatMap(([root, type]) =>
    Object.values(type?.getFields() ?? {}).flatMap((field): RestField[] => {
      const route = restRouteOf(field);
      return route === undefined
        ? []
        : [{ root, field, route, access: accessOf(field), label: `${root}.${field.name}` }];
    }),
  );
  const owners = new Map<string, string>();
  for (const { route, label } of found) {
    const key = `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`;
    const owner = owners.get(key);
    if (owner !== undefined)
      throw new Error(`${label}: ${route.method} ${route.path} is already the route of ${owner}.`);
    owners.set(key, label);
  }
  const order = (rest: RestField) => `${rest.route.path} ${rest.route.method}`;
  return found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * Where each value of a route's operation comes from: the metadata, else the rule it states.
 * @throws Error naming the field where the path and the arguments do not fit together
 */
export function typedInputsOf({ field, route, label }: RestField): TypedInput[] {
  const pathParameters = new Set(pathParametersOf(route.path));
  const hasBody = route.method === 'POST' || route.method === 'PUT';
  const elsewhere = hasBody ? 'body' : 'query';
  const inputs: TypedInput[] = [];
  const place = (to: string, name: string, definition: Input, source: ArgumentSource | undefined) => {
    const stated: Exclude<ArgumentSource, string> | undefined = typeof source === 'string' ? { from: source } : source;
    inputs.push({
      definition,
      input: {
        to,
        from: stated?.from ?? (pathParameters.has(name) ? 'path' : elsewhere),
        name: stated?.name ?? name,
        ...(stated?.lenient === true && { lenient: rangeOf(definition) }),
        ...(stated?.uuid === true && { uuid: true }),
      },
    });
  };

  for (const argument of field.args) {
    const source = route.args?.[argument.name];
    const type = nullableOf(argument.type);
    if (!isInputObjectType(type) || (typeof source === 'object' && source.name !== undefined)) {
      place(argument.name, argument.name, argument, source);
      continue;
    }
    let wholeBody = false;
    for (const inputField of Object.values(type.getFields())) {
      const to = `${argument.name}.${inputField.name}`;
      const fieldSource = route.args?.[to];
      if (fieldSource !== undefined || pathParameters.has(inputField.name) || !hasBody) {
        place(to, inputField.name, inputField, fieldSource);
      } else wholeBody = true;
    }
    if (wholeBody) inputs.push({ definition: argument, input: { to: argument.name, from: 'body' } });
  }

  const used = new Set(inputs.filter(({ input }) => input.from === 'path').map(({ input }) => input.name));
  for (const name of pathParameters) {
    if (!used.has(name)) throw new Error(`${label}: no argument takes the path parameter {${name}} of ${route.path}.`);
  }
  for (const name of used) {
    if (!pathParameters.has(name!)) throw new Error(`${label}: ${route.path} has no path parameter {${name}}.`);
  }
  const known = new Set(inputs.map(({ input }) => input.to));
  for (const name of Object.keys(route.args ?? {})) {
    const isWhole = inputs.some(({ input }) => input.to.startsWith(`${name}.`));
    if (!known.has(name) && !isWhole)
      throw new Error(`${label}: its REST metadata names the argument ${name}, which it does not have.`);
  }
  const bodies = inputs.filter(({ input }) => input.from === 'body');
  if (bodies.length > 1 && bodies.some(({ input }) => input.name === undefined)) {
    throw new Error(`${label}: the whole body is one argument already, so no other can come from it.`);
  }
  return inputs.sort((a, b) => (a.input.to < b.input.to ? -1 : 1));
}

export const nullableOf = (type: GraphQLInputType): GraphQLInputType =>
  isNonNullType(type) ? (type.ofType as GraphQLInputType) : type;

function rangeOf(definition: Input): Range {
  const { minimum, maximum } = rulesAsJsonSchema(definition);
  return {
    ...(typeof minimum === 'number' && { min: minimum }),
    ...(typeof maximum === 'number' && { max: maximum }),
  };
}
