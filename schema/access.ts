import SchemaBuilder, {
  BasePlugin,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import {
  defaultFieldResolver,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Context } from './context.js';
import { allow, countAndAllow, isAtLeast } from './guard.js';
import { accessOf, type Access, type FieldAccess, type RestInput } from './metadata.js';

/**
 * Who may use a field is said on the field (`access`), or on its type for all fields that say nothing else. A schema
 * with a field that has no rule does not build, and neither does one where a field leads to a type that asks for more
 * than the field does: every way to a type passes a check at least as strict as the type's own rule.
 *
 * Root fields are always guarded: rate limit, role, session scope, before arguments are validated. Below them only
 * those fields are wrapped whose rule is stricter than their type's, so that reading a plain column costs nothing.
 * plugin-scope-auth was ruled out for that reason: it wraps the resolver of every field of a type with a rule.
 */
const pluginName = 'access';

type AnyField = GraphQLField<unknown, Context>;

const normalise = (access: Access | undefined): FieldAccess | undefined =>
  typeof access === 'string' ? { role: access } : access;

export class AccessPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { access, rest } = config.pothosOptions;
    const rule = normalise(access) ?? this.ruleOfType(config.parentType);
    if (rule === undefined) throw new Error(`${config.parentType}.${config.name} does not state who may use it`);
    return { ...config, extensions: { ...config.extensions, access: rule, ...(rest === undefined ? {} : { rest }) } };
  }

  override onInputFieldConfig(config: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { rest } = config.pothosOptions as { readonly rest?: RestInput };
    return rest === undefined ? config : { ...config, extensions: { ...config.extensions, rest } };
  }

  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
      for (const field of Object.values(type.getFields() as Record<string, AnyField>)) {
        this.checkTarget(schema, type, field);
        if (isObjectType(type) && roots.has(type)) guardRootField(field);
        else if (this.isStricter(type, field)) guardField(field);
      }
    }
    return schema;
  }

  private ruleOfType(name: string): FieldAccess | undefined {
    const { pothosOptions } = this.buildCache.getTypeConfig(name);
    return normalise((pothosOptions as { access?: Access }).access);
  }

  private isStricter(type: GraphQLObjectType | GraphQLInterfaceType, field: AnyField): boolean {
    const ofType = this.ruleOfType(type.name);
    return ofType === undefined || !isAtLeast(ofType.role, accessOf(field).role);
  }

  private checkTarget(schema: GraphQLSchema, type: GraphQLObjectType | GraphQLInterfaceType, field: AnyField): void {
    const target = getNamedType(field.type);
    const targets = isAbstractType(target) ? [target, ...schema.getPossibleTypes(target)] : [target];
    for (const { name } of targets.filter((reached) => isObjectType(reached) || isInterfaceType(reached))) {
      const needed = this.ruleOfType(name);
      if (needed === undefined || isAtLeast(accessOf(field).role, needed.role)) continue;
      throw new Error(
        `${type.name}.${field.name} lets '${accessOf(field).role}' reach ${name}, which needs '${needed.role}'`,
      );
    }
  }
}

/** Outermost, so that nobody learns from a validation message what a key is needed for. */
function guardRootField(field: AnyField): void {
  const rule = accessOf(field);
  const { resolve = defaultFieldResolver, subscribe } = field;
  if (subscribe !== undefined) {
    field.subscribe = async (source, args: Record<string, unknown>, context, info) => {
      await countAndAllow(rule, args, context);
      return subscribe(source, args, context, info);
    };
    return;
  }
  field.resolve = async (source, args: Record<string, unknown>, context, info) => {
    await countAndAllow(rule, args, context);
    return resolve(source, args, context, info);
  };
}

function guardField(field: AnyField): void {
  const rule = accessOf(field);
  const { resolve = defaultFieldResolver } = field;
  field.resolve = (source, args: Record<string, unknown>, context, info) => {
    allow(rule, args, context);
    return resolve(source, args, context, info);
  };
}

SchemaBuilder.registerPlugin(pluginName, AccessPlugin);

export default pluginName;
