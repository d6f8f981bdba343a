import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';

/** What an input may be, as far as breaking it needs to know. */
export type Shape =
  | { readonly kind: 'text' | 'whole' | 'number' | 'flag' | 'moment' | 'jid' | 'file' | 'keyed' | 'any' }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, Field>>;
      /** Whether fields that are not known are left alone. */
      readonly others: boolean;
    };

export interface Field {
  readonly shape: Shape;
  readonly required: boolean;
}

const SCALARS: Readonly<Record<string, Shape>> = {
  String: { kind: 'text' },
  ID: { kind: 'text' },
  Cursor: { kind: 'text' },
  Int: { kind: 'whole' },
  Float: { kind: 'number' },
  Boolean: { kind: 'flag' },
  DateTime: { kind: 'moment' },
  Jid: { kind: 'jid' },
  Upload: { kind: 'file' },
  JSONObject: { kind: 'keyed' },
  JSON: { kind: 'any' },
};

export function shapeOfInputType(type: GraphQLInputType): Shape {
  const inner = getNullableType(type);
  if (isListType(inner)) return { kind: 'list', of: shapeOfInputType(inner.ofType) };
  if (isEnumType(inner)) return { kind: 'word', words: inner.getValues().map(({ name }) => name) };
  if (!isInputObjectType(inner)) return SCALARS[inner.name] ?? { kind: 'any' };
  const fields = Object.values(inner.getFields()).map((field) => [field.name, fieldOf(field)] as const);
  return { kind: 'object', fields: Object.fromEntries(fields), others: false };
}

export const fieldOf = (input: { readonly type: GraphQLInputType; readonly defaultValue?: unknown }): Field => ({
  shape: shapeOfInputType(input.type),
  required: isNonNullType(input.type) && input.defaultValue === undefined,
});

export interface JsonSchema {
  readonly $ref?: string;
  readonly allOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

const TYPES: Readonly<Record<string, Shape>> = {
  string: { kind: 'text' },
  integer: { kind: 'whole' },
  number: { kind: 'number' },
  boolean: { kind: 'flag' },
  object: { kind: 'keyed' },
};

/** @param components the schemas that `$ref` names */
export function shapeOfSchema(schema: JsonSchema, components: Readonly<Record<string, JsonSchema>>): Shape {
  const below = (inner: JsonSchema): Shape => shapeOfSchema(inner, components);
  if (schema.$ref !== undefined) return below(components[schema.$ref.replace('#/components/schemas/', '')] ?? {});
  if (schema.allOf?.[0] !== undefined) return below(schema.allOf[0]);
  if (schema.enum !== undefined) return { kind: 'word', words: schema.enum };
  if (schema.format === 'date-time') return { kind: 'moment' };
  if (schema.items !== undefined) return { kind: 'list', of: below(schema.items) };
  if (schema.properties === undefined) return TYPES[schema.type ?? ''] ?? { kind: 'any' };
  const fields = Object.entries(schema.properties).map(([name, inner]) => {
    return [name, { shape: below(inner), required: schema.required?.includes(name) === true }] as const;
  });
  return { kind: 'object', fields: Object.fromEntries(fields), others: schema.additionalProperties === true };
}
