import { isDeepStrictEqual } from 'node:util';
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { documentedValueOf, restFieldOf, restInputOf, type RestField } from '../../schema/metadata.js';
import { isRequired, restNameOf, rulesAsJsonSchema, type Input, type JsonSchema } from '../rules.js';

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  JSON: {},
  JSONObject: { type: 'object' },
};
const STRING: JsonSchema = { type: 'string' };

/** The keys of an object, and which are always there. */
export interface Keys {
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
}
interface ObjectSchema extends JsonSchema, Keys {
  readonly type: 'object';
  readonly properties: Record<string, JsonSchema>;
}

/** Writes GraphQL types as OpenAPI 3.0 schemas. Objects become components, shared where they are the same. */
export class SchemaBook {
  private readonly named = new Map<string, JsonSchema>();

  get components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The value of an output type, as the body shows it. */
  output(type: GraphQLOutputType, selection: SelectionSetNode | undefined, rest: RestField = {}): JsonSchema {
    const inner = getNullableType(type);
    const schema = isListType(inner)
      ? { type: 'array', items: this.output(inner.ofType, selection) }
      : this.single(inner as GraphQLOutputType, selection, rest);
    const shownAsNull = !isNonNullType(type) && rest.omitNull !== true && rest.ifNull === undefined;
    return shownAsNull ? nullable(schema) : schema;
  }

  /** The keys that an object answer brings into a body that has others as well. */
  keysOf(type: GraphQLOutputType, selection: SelectionSetNode | undefined): Keys {
    const inner = getNullableType(type);
    if (isObjectType(inner) && selection !== undefined) return this.object(inner.getFields(), selection);
    throw new Error(`${String(type)} has no keys that could stand beside others.`);
  }

  /** The value of an input, with its rules. */
  input(definition: Input): JsonSchema {
    const schema = withRules(this.inputType(definition.type), definition);
    const { description, defaultValue } = definition;
    if (schema.$ref !== undefined && (description ?? '') === '') return schema;
    return {
      ...(schema.$ref === undefined ? schema : { allOf: [schema] }),
      ...(description && { description }),
      ...(isShowable(defaultValue) && { default: defaultValue }),
    };
  }

  /** An input type by itself. `without`: fields of the object that do not come from here. */
  inputType(type: GraphQLInputType, without: ReadonlySet<string> = new Set()): JsonSchema {
    const inner = getNullableType(type);
    if (isListType(inner)) return { type: 'array', items: this.inputType(inner.ofType) };
    if (isEnumType(inner)) return enumSchema(inner);
    if (isInputObjectType(inner)) return this.component(inner.name, this.inputObject(inner, without));
    return SCALARS[(inner as { name: string }).name] ?? STRING;
  }

  private single(type: GraphQLOutputType, selection: SelectionSetNode | undefined, rest: RestField): JsonSchema {
    if (rest.form === 'epochSeconds') return { type: 'integer', description: 'Epoch seconds.' };
    if (isEnumType(type)) return enumSchema(type);
    if (isLeafType(type)) return SCALARS[type.name] ?? STRING;
    if (!isObjectType(type) || selection === undefined)
      throw new Error(`${String(type)} cannot be described: it is no object.`);
    const schema = this.object(type.getFields(), selection);
    return this.component(type.name, type.description ? { ...schema, description: type.description } : schema);
  }

  private object(
    fields: ReturnType<Extract<GraphQLOutputType, { getFields: unknown }>['getFields']>,
    selection: SelectionSetNode,
  ): ObjectSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const node of selection.selections) {
      const field = node.kind === Kind.FIELD ? fields[node.name.value] : undefined;
      if (node.kind !== Kind.FIELD || field === undefined) continue;
      const rest = restFieldOf(field);
      const inner = getNamedType(field.type);
      if (rest.flatten === true && isObjectType(inner) && node.selectionSet !== undefined) {
        const part = this.object(inner.getFields(), node.selectionSet);
        Object.assign(properties, part.properties);
        required.push(...(part.required ?? []));
        continue;
      }
      const name = (node.alias ?? node.name).value;
      const schema = this.output(field.type, node.selectionSet, rest);
      properties[name] =
        schema.$ref === undefined && field.description ? { ...schema, description: field.description } : schema;
      if (rest.omitNull !== true || isNonNullType(field.type)) required.push(name);
    }
    return { type: 'object', properties, ...(required.length > 0 && { required: required.sort() }) };
  }

  private inputObject(type: GraphQLInputObjectType, without: ReadonlySet<string>): ObjectSchema {
    const fields = Object.values(type.getFields()).filter(
      (field) => !without.has(field.name) && restInputOf(field).omit !== true,
    );
    const required = fields.filter(isRequired).map(restNameOf);
    return {
      type: 'object',
      ...(type.description && { description: type.description }),
      properties: Object.fromEntries(fields.map((field) => [restNameOf(field), this.input(field)])),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    };
  }

  private component(name: string, schema: JsonSchema): JsonSchema {
    const known = this.named.get(name);
    if (known !== undefined && !isDeepStrictEqual(known, schema)) return schema;
    this.named.set(name, schema);
    return { $ref: `#/components/schemas/${name}` };
  }
}

const nullable = (schema: JsonSchema): JsonSchema =>
  schema.$ref === undefined ? { ...schema, nullable: true } : { allOf: [schema], nullable: true };

/** REST shows and takes an enum's internal values; GraphQL's names are its own. */
function enumSchema(type: GraphQLEnumType): JsonSchema {
  const values = [...new Set(type.getValues().map(documentedValueOf))];
  return { type: typeof values[0], enum: values };
}

const isShowable = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** The rules narrow what the type allows; for a type that says nothing itself (JSON) they are all there is. */
function withRules(schema: JsonSchema, definition: Input): JsonSchema {
  const rules = rulesAsJsonSchema(definition);
  const isOpen = Object.keys(schema).length === 0 || schema.type === 'object';
  if (schema.$ref !== undefined) return schema;
  if (isOpen) return { ...schema, ...rules };
  const items = schema.items as JsonSchema | undefined;
  return {
    ...rules,
    ...schema,
    ...(items && items.$ref === undefined && { items: { ...(rules.items as JsonSchema | undefined), ...items } }),
  };
}
