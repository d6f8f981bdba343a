import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
  print,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { restFieldOf } from '../../schema/metadata.js';
import type { FieldPlan } from '../table.js';
import { isLeftOut, type RestField } from './rest-fields.js';

/** How deep the default selection goes: the answer itself is 1. */
const MAX_DEPTH = 3;

/** The operation of a route: what it asks for, and what is done with the answer. */
export interface Operation {
  readonly document: DocumentNode;
  readonly text: string;
  readonly plan: FieldPlan;
  /** What stands under `answer`; undefined where it is a single value. */
  readonly selection: SelectionSetNode | undefined;
}

/**
 * Writes the operation of a route and proves it against the schema.
 * @throws Error naming the field where the operation is not valid
 */
export function operationOf(rest: RestField, schema: GraphQLSchema): Operation {
  const { field, root, route, name, label } = rest;
  const selection = selectionOf(rest);
  const taken = field.args.filter((argument) => isRequiredArgument(argument) || !isLeftOut(argument, route));
  const variables = taken.map((argument) => `$${argument.name}: ${String(argument.type)}`);
  const call = taken.map(({ name }) => `${name}: $${name}`);
  const list = (items: readonly string[]) => (items.length === 0 ? '' : `(${items.join(', ')})`);
  const title = `Rest${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const fields = selection === undefined ? '' : print(selection);
  const source = `${root.toLowerCase()} ${title}${list(variables)} { answer: ${field.name}${list(call)} ${fields} }`;
  const document = parse(source);
  const [problem] = validate(schema, document);
  if (problem !== undefined)
    throw new Error(`${label}: the operation of ${route.method} ${route.path} is not valid: ${problem.message}`);
  return {
    document,
    text: print(document),
    selection,
    plan: route.result === 'empty' ? {} : valuePlan(field.type, selection),
  };
}

function selectionOf({ field, route, label }: RestField): SelectionSetNode | undefined {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return undefined;
  if (route.selection !== undefined) return completed(parseSelection(route.selection, label), type, label, 1);
  if (route.result === 'empty') return parseSelection('{ __typename }', label);
  return defaultSelection(type, label, 1);
}

function parseSelection(text: string, label: string): SelectionSetNode {
  try {
    const [definition] = parse(text).definitions;
    if (definition?.kind === Kind.OPERATION_DEFINITION) return definition.selectionSet;
  } catch (error) {
    throw new Error(`${label}: its REST selection does not parse: ${(error as Error).message}`, { cause: error });
  }
  throw new Error(`${label}: its REST selection is not a selection.`);
}

/** A stated selection as it stands, with the default one for objects that have none. */
function completed(
  selection: SelectionSetNode,
  type: GraphQLOutputType,
  label: string,
  depth: number,
): SelectionSetNode {
  if (!isObjectType(type)) return selection;
  const selections = selection.selections.map((node) => {
    const field = node.kind === Kind.FIELD ? type.getFields()[node.name.value] : undefined;
    if (node.kind !== Kind.FIELD || field === undefined) return node;
    const inner = getNamedType(field.type);
    const selectionSet =
      node.selectionSet === undefined
        ? defaultFor(field, label, depth + 1)
        : completed(node.selectionSet, inner, label, depth + 1);
    return { ...node, selectionSet };
  });
  return { kind: Kind.SELECTION_SET, selections };
}

/** Every field that is documented, each under its documented name. */
function defaultSelection(type: GraphQLOutputType, label: string, depth: number): SelectionSetNode {
  if (isAbstractType(type)) throw new Error(`${label}: ${String(type)} has no default REST selection; state one.`);
  const fields = Object.values((type as GraphQLObjectType).getFields());
  const selections = fields.flatMap((field): FieldNode[] => {
    const isLeaf = isLeafType(getNamedType(field.type));
    if (restFieldOf(field).omit === true || (!isLeaf && depth === MAX_DEPTH)) return [];
    if (field.args.some(isRequiredArgument)) {
      throw new Error(
        `${label}: ${String(type)}.${field.name} needs arguments, so REST cannot show it; omit it or state a selection.`,
      );
    }
    return [fieldNode(field, defaultFor(field, label, depth + 1))];
  });
  return { kind: Kind.SELECTION_SET, selections };
}

function defaultFor(field: GraphQLField<unknown, unknown>, label: string, depth: number): SelectionSetNode | undefined {
  const type = getNamedType(field.type);
  return isLeafType(type) ? undefined : defaultSelection(type, label, depth);
}

function fieldNode(field: GraphQLField<unknown, unknown>, selectionSet: SelectionSetNode | undefined): FieldNode {
  const { name: documented } = restFieldOf(field);
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  return {
    kind: Kind.FIELD,
    name: name(field.name),
    ...(documented !== undefined && documented !== field.name && { alias: name(documented) }),
    ...(selectionSet && { selectionSet }),
  };
}

/** What happens to a value of this type; empty where it is shown as it is. */
export function valuePlan(type: GraphQLOutputType, selection: SelectionSetNode | undefined): FieldPlan {
  const named = getNamedType(type);
  if (isEnumType(named)) return { enum: named.name };
  if (!isObjectType(named) || selection === undefined) return {};
  const fields = selection.selections.flatMap((node): [string, FieldPlan][] => {
    const field = node.kind === Kind.FIELD ? named.getFields()[node.name.value] : undefined;
    if (node.kind !== Kind.FIELD || field === undefined) return [];
    const { form, omitNull, ifNull, flatten } = restFieldOf(field);
    const isNullable = !isNonNullType(field.type);
    const plan: FieldPlan = {
      ...valuePlan(field.type, node.selectionSet),
      ...(form !== undefined && { form }),
      ...(omitNull === true && isNullable && { omitNull }),
      ...(ifNull !== undefined && isNullable && { ifNull }),
      ...(flatten === true && { flatten }),
    };
    return Object.keys(plan).length === 0 ? [] : [[(node.alias ?? node.name).value, plan]];
  });
  return fields.length === 0 ? {} : { fields: Object.fromEntries(fields) };
}
