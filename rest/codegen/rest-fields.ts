import {
  isInputObjectType,
  isNonNullType,
  isRequiredArgument,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import {
  accessOf,
  restInputOf,
  restRoutesOf,
  type ArgumentSource,
  type FieldAccess,
  type RestRoute,
} from '../../schema/metadata.js';
import { restNameOf, rulesAsJsonSchema, type Input } from '../rules.js';
import type { Range, RouteInput } from '../table.js';

/** A root field that REST shows. */
export interface RestField {
  readonly root: 'Query' | 'Mutation';
  readonly field: GraphQLField<unknown, unknown>;
  readonly route: RestRoute;
  readonly access: FieldAccess | undefined;
  /** What the route is called; no other has this name. */
  readonly name: string;
  /** `Mutation.sendText`, for messages. */
  readonly label: string;
}

/** An input of a route together with what the schema says about it. */
export interface TypedInput {
  readonly input: RouteInput;
  readonly definition: Input;
}

const pathParametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/**
 * Every root field with a route, in the order of paths and methods.
 * @throws Error naming the field where two claim one route or one name
 */
export function restFieldsOf(schema: GraphQLSchema): RestField[] {
  const roots = [
    ['Query', schema.getQueryType()],
    ['Mutation', schema.getMutationType()],
  ] as const;
  const found = roots.flatMap(([root, type]) =>
    Object.values(type?.getFields() ?? {}).flatMap((field) =>
      restRoutesOf(field).map((route): RestField => {
        const [access, label] = [accessOf(field), `${root}.${field.name}`];
        return { root, field, route, name: route.name ?? field.name, access, label };
      }),
    ),
  );
  const owners = new Map<string, string>();
  const names = new Set<string>();
  for (const { route, label, name } of found) {
    const key = `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`;
    const owner = owners.get(key);
    if (owner !== undefined)
      throw new Error(`${label}: ${route.method} ${route.path} is already the route of ${owner}.`);
    if (names.has(name)) throw new Error(`${label}: two routes are called ${name}.`);
    owners.set(key, label);
    names.add(name);
  }
  const order = (rest: RestField) => `${rest.route.path} ${rest.route.method}`;
  return found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * Where each value of a route's operation comes from: the metadata, else the rule it states.
 * @throws Error naming the field where the path and the arguments do not fit together
 */
export function typedInputsOf(rest: RestField): TypedInput[] {
  const inputs = placedInputs(rest);
  checkInputs(rest, inputs);
  // An input object stands before the fields that are written into it.
  return inputs.sort((a, b) => (a.input.to < b.input.to ? -1 : 1));
}

function placedInputs({ field, route }: RestField): TypedInput[] {
  const pathParameters = new Set(pathParametersOf(route.path));
  const hasBody = route.method === 'POST' || route.method === 'PUT';
  const placed = (to: string, definition: Input): TypedInput => {
    const { header } = restInputOf(definition);
    if (header !== undefined) return { definition, input: { to, from: 'header', name: header } };
    const name = restNameOf(definition);
    const source = route.args?.[to];
    const stated: Exclude<ArgumentSource, string> | undefined =
      typeof source === 'string' ? (source === 'nowhere' ? undefined : { from: source }) : source;
    return {
      definition,
      input: {
        to,
        from: stated?.from ?? (pathParameters.has(name) ? 'path' : hasBody ? 'body' : 'query'),
        name: stated?.name ?? name,
        ...(stated?.lenient === true && { lenient: rangeOf(definition) }),
        ...(stated?.uuid === true && { uuid: true }),
        ...(stated?.commas !== undefined && { commas: stated.commas }),
      },
    };
  };
  const taken = field.args.filter((argument) => !isLeftOut(argument, route));
  return taken.flatMap((argument) => {
    const type = nullableOf(argument.type);
    if (!isInputObjectType(type)) return [placed(argument.name, argument)];
    const fields = Object.values(type.getFields()).filter((definition) => restInputOf(definition).omit !== true);
    const inputs = fields.map((definition) => {
      const to = `${argument.name}.${definition.name}`;
      const isOfBody = hasBody && route.args?.[to] === undefined && !pathParameters.has(restNameOf(definition));
      return isOfBody ? undefined : placed(to, definition);
    });
    const elsewhere = inputs.filter((input) => input !== undefined);
    if (elsewhere.length === inputs.length) return elsewhere;
    return [{ definition: argument, input: { to: argument.name, from: 'body' } }, ...elsewhere];
  });
}

/** The route does not have it. */
export const isLeftOut = (argument: GraphQLArgument, { args }: RestRoute): boolean =>
  args?.[argument.name] === 'nowhere';

function checkInputs({ field, route, label }: RestField, inputs: readonly TypedInput[]): void {
  const leftOut = field.args.filter((argument) => isLeftOut(argument, route));
  for (const argument of leftOut.filter(isRequiredArgument)) {
    throw new Error(`${label}: the argument ${argument.name} cannot be left out.`);
  }
  const pathParameters = pathParametersOf(route.path);
  const used = inputs.flatMap(({ input: { from, name } }) => (from === 'path' && name !== undefined ? [name] : []));
  for (const name of pathParameters) {
    if (!used.includes(name)) {
      throw new Error(`${label}: no argument takes the path parameter {${name}} of ${route.path}.`);
    }
  }
  for (const name of used) {
    if (!pathParameters.includes(name)) throw new Error(`${label}: ${route.path} has no path parameter {${name}}.`);
  }
  for (const name of Object.keys(route.args ?? {})) {
    if (!inputs.some(({ input }) => input.to === name) && !leftOut.some((argument) => argument.name === name)) {
      throw new Error(`${label}: its REST metadata names the argument ${name}, which it does not have.`);
    }
  }
  for (const part of Object.values(route.beside ?? {})) {
    if (typeof part === 'object' && !inputs.some(({ input }) => input.to === part.argument)) {
      throw new Error(`${label}: its body shows the argument ${part.argument}, which the route does not take.`);
    }
  }
  const bodies = inputs.filter(({ input }) => input.from === 'body');
  if (bodies.length > 1 && bodies.some(({ input }) => input.name === undefined)) {
    throw new Error(`${label}: the whole body is one argument already, so no other can come from it.`);
  }
}

const nullableOf = (type: GraphQLInputType): GraphQLInputType =>
  isNonNullType(type) ? (type.ofType as GraphQLInputType) : type;

function rangeOf(definition: Input): Range {
  const { minimum, maximum } = rulesAsJsonSchema(definition);
  return {
    ...(typeof minimum === 'number' && { min: minimum }),
    ...(typeof maximum === 'number' && { max: maximum }),
  };
}
